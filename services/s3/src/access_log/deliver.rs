//! Writes the lines of a log into its target bucket: every five minutes while there are any, and when the log ends or
//! goes elsewhere. What cannot be delivered is dropped, as nobody is told on AWS either.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html>

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use gen_s3::{Grant as ApiGrant, LoggingEnabled};
use kernel::{ApiResult, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};
use tracing::debug;

use super::target_of;
use crate::acl::{self, Acl, Grant, Grantee, Group, Permission};
use crate::bucket::{Bucket, Ownership};
use crate::bucket_name::BucketName;
use crate::encryption::Algorithm;
use crate::own_object::{self, New, Writer};
use crate::owner::canonical_id;
use crate::tables::{ACCESS_LOG, BUCKETS};

static DELIVER: Job<Due> = Job::new("s3.deliver-log");

/// How long lines gather.
const GATHER: Duration = Duration::from_secs(300);
/// How old a line is when no older one comes any more.
const SETTLED: Duration = Duration::from_secs(5);
/// Lines that one transaction delivers.
const MOST: usize = 10_000;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Due {
    bucket: BucketName,
    /// Its number: a new bucket of this name is another.
    id: u64,
}

/// Has the bucket's log delivered from now on.
pub(crate) async fn plan(cx: &mut Cx<'_>, bucket: &Bucket) -> ApiResult<()> {
    let due = Due { bucket: bucket.name.clone(), id: bucket.id };
    let at = cx.now().plus(GATHER);
    cx.schedule(&DELIVER, &bucket.id.to_string(), at, &due).await
}

/// No more of that. What was logged is delivered first.
pub(crate) async fn end(cx: &mut Cx<'_>, bucket: &Arc<Bucket>) -> ApiResult<()> {
    let Some(target) = target_of(cx, bucket).await? else { return Ok(()) };
    let until = cx.now();
    while deliver(cx, bucket, &target, until).await? {}
    cx.cancel(&DELIVER, &bucket.id.to_string()).await
}

/// The job.
pub(crate) async fn run(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let due = DELIVER.payload(raw)?;
    let found = cx.get_shared(&BUCKETS, &due.bucket).await?;
    let Some(bucket) = found.filter(|bucket| bucket.id == due.id) else { return Ok(()) };
    let Some(target) = target_of(cx, &bucket).await? else { return Ok(()) };
    // Of what is younger more may come meanwhile, and would undo this.
    let until = cx.now().minus(SETTLED);
    let more = deliver(cx, &bucket, &target, until).await?;
    let at = if more { cx.now() } else { cx.now().plus(GATHER) };
    cx.schedule(&DELIVER, &bucket.id.to_string(), at, &due).await
}

/// Delivers what came until then, up to a bound; whether there is more.
async fn deliver(
    cx: &mut Cx<'_>,
    bucket: &Arc<Bucket>,
    target: &LoggingEnabled,
    until: Timestamp,
) -> ApiResult<bool> {
    let now = cx.now();
    let range = cx.rows(&ACCESS_LOG).prefix(&bucket.id).through(&(bucket.id, until.as_micros()));
    let rows = cx.range(&ACCESS_LOG, &range, MOST).await?;
    let more = rows.len() == MOST;
    let mut files: BTreeMap<Option<i64>, String> = BTreeMap::new();
    for ((id, at, sequence), line) in rows {
        let day = by_event(target).then(|| at.div_euclid(86_400_000_000));
        let file = files.entry(day).or_default();
        file.push_str(&line);
        file.push('\n');
        cx.delete(&ACCESS_LOG, &(id, at, sequence));
    }
    if files.is_empty() {
        return Ok(false);
    }
    let into = match BucketName::parse(&target.target_bucket) {
        Ok(name) => cx.get_shared(&BUCKETS, &name).await?,
        Err(_) => None,
    };
    let Some(into) = into.filter(|into| takes_logs(bucket, into)) else {
        debug!(bucket = target.target_bucket, "it takes no access logs");
        return Ok(more);
    };
    for (day, text) in files {
        let unique = format!("{:016X}", random(cx));
        let at = day.map_or(now, |day| Timestamp::from_secs(day * 86_400));
        let key = key(target, bucket, at, &unique);
        if !may_deliver(cx, bucket, &into, &key) {
            debug!(bucket = into.name.as_str(), "it does not let S3 deliver access logs");
            return Ok(more);
        }
        let acl = list(target, &into);
        let new = New { acl, ..New::of(&key, text.into_bytes(), "text/plain") };
        own_object::put(cx, &into, new).await?;
    }
    Ok(more)
}

fn random(cx: &Cx<'_>) -> u64 {
    let mut bytes = [0; 8];
    cx.random().fill(&mut bytes);
    u64::from_be_bytes(bytes)
}

/// Whether lines are put into files by the day of what they tell.
fn by_event(target: &LoggingEnabled) -> bool {
    let format = target.target_object_key_format.as_ref();
    let partitioned = format.and_then(|format| format.partitioned_prefix.as_ref());
    partitioned.is_some_and(|p| p.partition_date_source.as_deref() == Some("EventTime"))
}

/// The key of a file. `at` is when it is delivered, or the day that it tells of.
fn key(target: &LoggingEnabled, bucket: &Bucket, at: Timestamp, unique: &str) -> String {
    let text = at.iso8601();
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    let time = time.get(..8).unwrap_or_default().replace(':', "-");
    let prefix = &target.target_prefix;
    let format = target.target_object_key_format.as_ref();
    match format.and_then(|format| format.partitioned_prefix.as_ref()) {
        None => format!("{prefix}{date}-{time}-{unique}"),
        Some(_) => format!(
            "{prefix}{}/{}/{}/{}/{date}-{time}-{unique}",
            bucket.owner,
            bucket.region.as_str(),
            bucket.name,
            date.replace('-', "/"),
        ),
    }
}

/// Whether a bucket can be a target at all.
fn takes_logs(source: &Bucket, target: &Bucket) -> bool {
    let kms = target.encryption.as_ref().is_some_and(|e| e.algorithm != Algorithm::Aes256);
    let locks = target.lock.is_some_and(|lock| lock.default.is_some());
    let same = target.owner == source.owner && target.region == source.region;
    same && !kms && !locks && !target.requester_pays
}

/// Whether the target's policy or its list lets S3 write there.
fn may_deliver(cx: &Cx<'_>, source: &Bucket, target: &Bucket, key: &str) -> bool {
    let by_list = target.ownership != Some(Ownership::BucketOwnerEnforced)
        && target.acl.grants(target.owner).iter().any(|grant| {
            grant.grantee == Grantee::Group(Group::LogDelivery)
                && matches!(grant.permission, Permission::Write | Permission::FullControl)
        });
    if by_list {
        return true;
    }
    let (arn, owner) = (source.arn(), source.owner);
    let service = "logging.s3.amazonaws.com";
    let writer = Writer { service, source_arn: &arn, account: owner };
    own_object::may_write(cx, target, key, &writer)
}

/// The list of a file: the bucket's owner, and whom the configuration names.
fn list(target: &LoggingEnabled, into: &Bucket) -> Acl {
    let lists = into.ownership != Some(Ownership::BucketOwnerEnforced);
    let named = target.target_grants.iter().flatten().filter(|_| lists);
    let named: Vec<Grant> = named
        .filter_map(|grant| {
            let grant =
                ApiGrant { grantee: grant.grantee.clone(), permission: grant.permission.clone() };
            acl::of_grant(&grant).ok()
        })
        .collect();
    if named.is_empty() {
        return Acl::default();
    }
    let owner = Grantee::Canonical(canonical_id(into.owner));
    let mut grants = vec![Grant { grantee: owner, permission: Permission::FullControl }];
    grants.extend(named);
    Acl { grants: Some(grants) }
}
