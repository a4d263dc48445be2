//! The daily export of a configuration: a file of metrics, and a manifest that says where it lies. A day is counted as it
//! ends.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage_lens_view_metrics_export.html>

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gen_s3control::{S3BucketDestination, StorageLensConfiguration, StorageLensGroup};
use kernel::{AccountId, ApiError, ApiResult, Cx, Job, Region, Timestamp, WaitCx, transact};
use serde::{Deserialize, Serialize};
use tracing::debug;

use super::group::{self, Facts};
use super::tally::Tally;
use super::{arn, scope};
use crate::acceleration;
use crate::bucket::{Bucket, Ownership, Versioning};
use crate::bucket_name::BucketName;
use crate::by_id::check_destination;
use crate::encryption::Algorithm;
use crate::object::Version;
use crate::own_object::{self, Writer};
use crate::own_work::{self, DAY, ExportKey, OwnWork, file_name, last_midnight, next_midnight};
use crate::storage_class::StorageClass;
use crate::tables::{BUCKETS, BUCKETS_OF, LENS_GROUPS, LENSES, UPLOADS};
use crate::upload;
use crate::walk::{PAGE, Walk};

static EXPORT: Job<Export> = Job::new("s3.storage-lens");

/// Who writes exports.
const SERVICE: &str = "storage-lens.s3.amazonaws.com";
const SCHEMA: &str = "version_number,configuration_id,report_date,aws_account_number,aws_region,storage_class,\
                      record_type,record_value,bucket_name,metric_name,metric_value";

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Export {
    account: AccountId,
    /// The configuration's home.
    region: Region,
    id: String,
}

/// Has the configuration of the caller's account in this region exported in time, or no longer.
pub(crate) async fn plan(
    cx: &mut Cx<'_>,
    configuration: &StorageLensConfiguration,
) -> ApiResult<()> {
    if !configuration.is_enabled || destination(configuration).is_none() {
        return cx.cancel(&EXPORT, &configuration.id).await;
    }
    let (account, region) = (cx.account(), cx.region().clone());
    let export = Export { account, region, id: configuration.id.clone() };
    schedule(cx, &export).await
}

/// Has the configuration exported no longer.
pub(crate) async fn stop(cx: &mut Cx<'_>, id: &str) -> ApiResult<()> {
    cx.cancel(&EXPORT, id).await
}

async fn schedule(cx: &mut Cx<'_>, export: &Export) -> ApiResult<()> {
    let due = next_midnight(cx.now());
    cx.schedule(&EXPORT, &export.id, due, export).await
}

/// The day that has ended last.
fn ended_day(now: Timestamp) -> String {
    let date = last_midnight(now).minus(DAY).iso8601();
    date.get(..10).unwrap_or_default().to_owned()
}

fn destination(configuration: &StorageLensConfiguration) -> Option<&S3BucketDestination> {
    configuration.data_export.as_ref()?.s3_bucket_destination.as_ref()
}

/// The job. It is slow.
pub(crate) async fn run(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let export = EXPORT.payload(raw)?;
    let work = OwnWork::of(wx);
    let mut look = work.look();
    let Some(configuration) = find(&mut look, &export).await? else { return Ok(()) };
    write(&work, &mut look, &export, &configuration).await?;
    drop(look);
    transact!(wx, cx => go_on(cx, &export).await)
}

/// Has the next one written, if it is still wanted.
async fn go_on(cx: &mut Cx<'_>, export: &Export) -> ApiResult<()> {
    match find(cx, export).await? {
        Some(_) => schedule(cx, export).await,
        None => Ok(()),
    }
}

/// The configuration, if it is there and says that it is to be exported.
async fn find(cx: &mut Cx<'_>, export: &Export) -> ApiResult<Option<StorageLensConfiguration>> {
    let place = (export.account.as_str().to_owned(), export.region.to_string(), export.id.clone());
    let found = cx.get(&LENSES, &place).await?.map(|lens| lens.configuration.0);
    let wanted = |own: &StorageLensConfiguration| own.is_enabled && destination(own).is_some();
    Ok(found.filter(wanted))
}

async fn write(
    work: &OwnWork<'_>,
    cx: &mut Cx<'_>,
    export: &Export,
    configuration: &StorageLensConfiguration,
) -> ApiResult<()> {
    let Some(to) = destination(configuration) else { return Ok(()) };
    let target = match check_destination(&to.arn).and_then(BucketName::parse) {
        Ok(name) => cx.get_shared(&BUCKETS, &name).await?,
        Err(_) => None,
    };
    let fits =
        |bucket: &Bucket| bucket.region == export.region && bucket.owner.as_str() == to.account_id;
    let Some(target) = target.filter(|bucket| fits(bucket)) else {
        debug!(bucket = to.arn, "no bucket of this account in this region takes an export");
        return Ok(());
    };
    let prefix = to.prefix.as_deref().filter(|p| !p.is_empty());
    let prefix = prefix.map(|p| format!("{}/", p.trim_end_matches('/'))).unwrap_or_default();
    let home = format!("{prefix}StorageLens/{}/{}/V_1", export.account, export.id);
    let date = &ended_day(cx.now());
    let folder = format!("{home}/reports/dt={date}");
    let key = format!("{folder}/{}.csv", file_name(&folder));
    let own = format!("storage-lens/{}", export.id);
    let own = arn(&export.region, export.account.as_str(), &own);
    let writer = Writer { service: SERVICE, source_arn: &own, account: export.account };
    if !own_object::may_write(cx, &target, &key, &writer) {
        debug!(
            bucket = target.name.as_str(),
            "its policy does not let Storage Lens write an export"
        );
        return Ok(());
    }
    let asked = to.encryption.as_ref();
    let kms = asked.and_then(|asked| asked.ssekms.as_ref()).map(|kms| kms.key_id.as_str());
    let seal = ExportKey::of(asked.is_some_and(|asked| asked.sses3.is_some()), kms);
    if !seal.lets_in(cx, &target, &writer).await? {
        debug!(key = kms, "the key's policy does not let Storage Lens encrypt an export");
        return Ok(());
    }
    let counted = count(cx, export, configuration).await?;
    let text = counted.lines(&export.id, date, export.account);
    let size = text.len();
    let kind = own_work::Export { key: &seal, content_type: "text/csv" };
    let file = work.put(&target, &kind, &key, text.into_bytes()).await?;
    let digest = file.object.map(|object| object.etag.quoted()).unwrap_or_default();
    let manifest = Manifest {
        source_account_id: export.account.as_str(),
        config_id: &export.id,
        destination_bucket: &to.arn,
        report_version: "V_1",
        report_date: date,
        report_format: "CSV",
        report_schema: SCHEMA,
        report_files: [File { key: &key, size, md5_checksum: digest.trim_matches('"') }],
    };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(ApiError::bug)?;
    let key = format!("{home}/manifests/dt={date}/manifest.json");
    let kind = own_work::Export { content_type: "application/json", ..kind };
    work.put(&target, &kind, &key, manifest).await.map(drop)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    source_account_id: &'a str,
    config_id: &'a str,
    destination_bucket: &'a str,
    report_version: &'a str,
    report_date: &'a str,
    report_format: &'a str,
    report_schema: &'a str,
    report_files: [File<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    key: &'a str,
    size: usize,
    md5_checksum: &'a str,
}

/// What a line is about: record type, record value, region, storage class, bucket.
type Record = (&'static str, String, String, &'static str, String);

/// All that was counted.
#[derive(Default)]
struct Counted {
    tallies: BTreeMap<Record, Tally>,
    /// What buckets are set to: these have no storage class.
    settings: BTreeMap<(Record, &'static str), u64>,
}

impl Counted {
    /// Adds to the account and to the bucket, or to what of them a group takes.
    fn add(&mut self, bucket: &Bucket, class: StorageClass, group: Option<&str>, tally: Tally) {
        let (account, of_bucket) = match group {
            None => ("ACCOUNT", "BUCKET"),
            Some(_) => ("STORAGE_LENS_GROUP_ACCOUNT", "STORAGE_LENS_GROUP_BUCKET"),
        };
        let value = group.unwrap_or_default().to_owned();
        let (region, class) = (bucket.region.to_string(), class.as_str());
        let whole = (account, value.clone(), region.clone(), class, String::new());
        *self.tallies.entry(whole).or_default() += tally;
        let own = (of_bucket, value, region, class, bucket.name.to_string());
        *self.tallies.entry(own).or_default() += tally;
    }

    fn set(&mut self, bucket: &Bucket, metric: &'static str) {
        let region = bucket.region.to_string();
        for (kind, name) in [("ACCOUNT", String::new()), ("BUCKET", bucket.name.to_string())] {
            let record = (kind, String::new(), region.clone(), "", name);
            *self.settings.entry((record, metric)).or_default() += 1;
        }
    }

    fn lines(&self, id: &str, date: &str, account: AccountId) -> String {
        let mut text = format!("{SCHEMA}\n");
        let mut line = |record: &Record, metric: &str, number: u64| {
            let (kind, value, region, class, bucket) = record;
            let _ = writeln!(
                text,
                "V_1,{id},{date},{account},{region},{class},{kind},{value},{bucket},{metric},{number}"
            );
        };
        for (record, tally) in &self.tallies {
            tally.metrics().for_each(|(metric, number)| line(record, metric, number));
        }
        for ((record, metric), number) in &self.settings {
            line(record, metric, *number);
        }
        text
    }
}

async fn count(
    cx: &mut Cx<'_>,
    export: &Export,
    configuration: &StorageLensConfiguration,
) -> ApiResult<Counted> {
    let groups = groups(cx, export, configuration).await?;
    let mut counted = Counted::default();
    let account = export.account.as_str().to_owned();
    let mut range = cx.rows(&BUCKETS_OF).prefix(&account);
    loop {
        let names = cx.range(&BUCKETS_OF, &range, PAGE).await?;
        for ((_, name), ()) in &names {
            let found = cx.get_shared(&BUCKETS, name).await?;
            if let Some(bucket) = found.filter(|own| scope::has_bucket(configuration, own)) {
                count_bucket(cx, &bucket, &groups, &mut counted).await?;
            }
        }
        match names.last() {
            Some((last, ())) if names.len() == PAGE => range = range.after(last),
            _ => return Ok(counted),
        }
    }
}

/// The groups that are counted apart, with their ARNs.
async fn groups(
    cx: &mut Cx<'_>,
    export: &Export,
    configuration: &StorageLensConfiguration,
) -> ApiResult<Vec<(String, StorageLensGroup)>> {
    let Some(level) = &configuration.account_level.storage_lens_group_level else {
        return Ok(Vec::new());
    };
    let account = export.account.as_str();
    let place = (account.to_owned(), export.region.to_string());
    let range = cx.rows(&LENS_GROUPS).prefix(&place);
    let rows = cx.range(&LENS_GROUPS, &range, crate::limits::MAX_LENS_GROUPS).await?;
    let named = rows.into_iter().map(|((_, _, name), group)| {
        let arn = arn(&export.region, account, &format!("storage-lens-group/{name}"));
        (arn, group.group.0)
    });
    Ok(named.filter(|(arn, _)| scope::has_group(level, arn)).collect())
}

async fn count_bucket(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    groups: &[(String, StorageLensGroup)],
    counted: &mut Counted,
) -> ApiResult<()> {
    let now = cx.now();
    let mut walk = Walk::new(cx, bucket.id, "", true);
    while let Some(seen) = walk.next(cx).await? {
        let version = (seen.key.as_str(), &seen.version, seen.latest);
        count_version(bucket, groups, counted, version, now);
    }
    let mut range = cx.rows(&UPLOADS).prefix(&bucket.id);
    loop {
        let rows = cx.range(&UPLOADS, &range, PAGE).await?;
        for (_, begun) in &rows {
            let parts = upload::parts(cx, begun, 0, usize::from(u16::MAX)).await?;
            let bytes = parts.iter().map(|(_, part)| part.size).sum();
            let tally = Tally::of_upload(begun.initiated, bytes, now);
            counted.add(bucket, begun.storage_class, None, tally);
        }
        match rows.last() {
            Some((last, _)) if rows.len() == PAGE => range = range.after(last),
            _ => break,
        }
    }
    count_settings(cx, bucket, counted).await
}

/// A version, under the bucket and under the groups that take it.
fn count_version(
    bucket: &Bucket,
    groups: &[(String, StorageLensGroup)],
    counted: &mut Counted,
    (key, version, latest): (&str, &Version, bool),
    now: Timestamp,
) {
    let tally = Tally::of_version(key, version, latest);
    let Some(object) = &version.object else {
        return counted.add(bucket, StorageClass::Standard, None, tally);
    };
    counted.add(bucket, object.storage_class, None, tally);
    let (tags, modified, size) = (object.tags.as_slice(), version.modified, object.size);
    let facts = Facts { key, tags, modified, size };
    for (arn, own) in groups {
        if group::takes(&own.filter, &facts, now) {
            counted.add(bucket, object.storage_class, Some(arn), tally);
        }
    }
}

async fn count_settings(cx: &mut Cx<'_>, bucket: &Bucket, counted: &mut Counted) -> ApiResult<()> {
    let default = bucket.encryption.as_ref().map(|default| default.algorithm);
    let owned = |ownership| bucket.ownership == Some(ownership);
    let set = [
        (bucket.versioning == Versioning::Enabled, "VersioningEnabledBucketCount"),
        (bucket.mfa_delete, "MFADeleteEnabledBucketCount"),
        (default == Some(Algorithm::Kms), "SSEKMSEnabledBucketCount"),
        (owned(Ownership::BucketOwnerEnforced), "ObjectOwnershipBucketOwnerEnforcedBucketCount"),
        (owned(Ownership::BucketOwnerPreferred), "ObjectOwnershipBucketOwnerPreferredBucketCount"),
        (owned(Ownership::ObjectWriter), "ObjectOwnershipObjectWriterBucketCount"),
        (acceleration::is_on(cx, bucket).await?, "TransferAccelerationEnabledBucketCount"),
        (bucket.configured.notification, "EventNotificationEnabledBucketCount"),
    ];
    set.into_iter().filter(|(set, _)| *set).for_each(|(_, metric)| counted.set(bucket, metric));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn which_day_is_counted() {
        // 2026-01-01 at midnight.
        let new_year = Timestamp::from_secs(1_767_225_600);
        for (seconds, day) in
            [(0, "2025-12-31"), (1, "2025-12-31"), (86_399, "2025-12-31"), (86_400, "2026-01-01")]
        {
            assert_eq!(ended_day(new_year.plus(Duration::from_secs(seconds))), day, "{seconds}");
        }
    }
}
