//! Copies versions to the buckets that rules name: one job for each version, as the role of the configuration.
//!
//! A replica keeps its version id, so that it has its place among versions that come later. Replicas are not replicated
//! again.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-status.html>

use std::sync::Arc;

use gen_s3::{ReplicationConfiguration, ReplicationRule};
use kernel::{ApiError, ApiResult, Arn, Cx, Job};
use policy::{
    Attached, Outcome, PolicyDocument, PolicySet, Principal, Request, RequestContext, evaluate,
};
use serde::{Deserialize, Serialize};
use tracing::debug;

use super::{Facts, annotations, rules_for};
use crate::bucket::{Bucket, Versioning};
use crate::bucket_name::BucketName;
use crate::by_id::check_destination;
use crate::changes::{self, Change};
use crate::encryption::Encryption;
use crate::etag::ETag;
use crate::kept::Kept;
use crate::object::{Lock, Object, Version};
use crate::object_key::ObjectKey;
use crate::sse::SseRequest;
use crate::storage_class::StorageClass;
use crate::tables::BUCKETS;
use crate::version_id::VersionId;
use crate::{acl::Acl, configuration, own_object, reading, sources, versions};

pub(crate) const PENDING: &str = "PENDING";
pub(crate) const COMPLETED: &str = "COMPLETED";
pub(crate) const FAILED: &str = "FAILED";
pub(crate) const REPLICA: &str = "REPLICA";

static REPLICATE: Job<Copy> = Job::new("s3.replicate");

/// A version on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Copy {
    bucket: BucketName,
    /// The bucket's number.
    id: u64,
    key: ObjectKey,
    /// The version's number.
    number: u64,
}

fn facts<'v>(key: &'v ObjectKey, version: &'v Version) -> Facts<'v> {
    let object = version.object.as_ref();
    Facts {
        key: key.as_str(),
        tags: object.map_or(&[], |object| object.tags.as_slice()),
        marker: object.is_none(),
        kms: object.is_some_and(|o| o.encryption.is_kms()),
    }
}

/// Has a change replicated that rules are about.
pub(crate) async fn follow(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    change: Change,
) -> ApiResult<()> {
    let copies = matches!(
        change,
        Change::CreatedByPut
            | Change::CreatedByCopy
            | Change::CreatedByCompleteMultipartUpload
            | Change::DeleteMarkerCreated
            | Change::TaggingPut
            | Change::TaggingDeleted
    );
    if !copies || !is_followed(cx, bucket, key, version).await? {
        return Ok(());
    }
    if version.object.is_some() {
        set_status(cx, bucket, key, version, PENDING).await?;
    }
    let copy = Copy {
        bucket: bucket.name.clone(),
        id: bucket.id,
        key: key.clone(),
        number: version.number,
    };
    let now = cx.now();
    cx.schedule(&REPLICATE, &format!("{}/{}", copy.id, copy.number), now, &copy).await
}

/// Whether rules are about a version, so that it is copied when it changes.
pub(super) async fn is_followed(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
) -> ApiResult<bool> {
    // What only the client can decrypt is not replicated here; a replica is not replicated again.
    let apart = version.object.as_ref().is_some_and(|object| {
        object.replication.as_deref() == Some(REPLICA)
            || matches!(object.encryption, Encryption::Customer { .. })
    });
    if apart || version.null || bucket.versioning != Versioning::Enabled {
        return Ok(false);
    }
    let configuration = of_bucket(cx, bucket).await?;
    Ok(configuration.is_some_and(|all| !rules_about(&all, key, version).is_empty()))
}

/// The rules that a version is copied by.
pub(super) fn rules_about<'c>(
    configuration: &'c ReplicationConfiguration,
    key: &ObjectKey,
    version: &Version,
) -> Vec<&'c ReplicationRule> {
    rules_for(configuration, &facts(key, version))
}

pub(super) async fn of_bucket(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
) -> ApiResult<Option<ReplicationConfiguration>> {
    let kept = configuration::get::<Kept<ReplicationConfiguration>>(cx, bucket, "").await?;
    Ok(kept.map(|kept| kept.0))
}

async fn set_status(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    status: &str,
) -> ApiResult<()> {
    let mut changed = version.clone();
    if let Some(object) = &mut changed.object {
        object.replication = Some(status.to_owned());
    }
    versions::save(cx, bucket, key, &changed).await
}

/// The job: copies one version to all destinations. What is gone meanwhile is not copied.
pub(crate) async fn replicate(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let copy = REPLICATE.payload(raw)?;
    let found = cx.get_shared(&BUCKETS, &copy.bucket).await?;
    let Some(bucket) = found.filter(|bucket| bucket.id == copy.id) else { return Ok(()) };
    let id = Some(VersionId::Number(copy.number));
    let Some(version) = versions::find(cx, &bucket, &copy.key, id).await? else { return Ok(()) };
    to_all(cx, &bucket, &copy.key, &version, false).await.map(drop)
}

/// Copies a version that was there before the rules, for whoever may ask for that. `None`: no rule is about it.
pub(crate) async fn existing(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
) -> ApiResult<Option<bool>> {
    let apart = version
        .object
        .as_ref()
        .is_some_and(|object| matches!(object.encryption, Encryption::Customer { .. }));
    if apart || version.null || bucket.versioning != Versioning::Enabled {
        return Ok(None);
    }
    to_all(cx, bucket, key, version, true).await
}

/// Copies to the destinations of all rules that are about the version; whether that could be done. `again`: its annotations
/// as well when they are there already.
async fn to_all(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    again: bool,
) -> ApiResult<Option<bool>> {
    let Some(configuration) = of_bucket(cx, bucket).await? else { return Ok(None) };
    let rules = rules_about(&configuration, key, version);
    if rules.is_empty() {
        return Ok(None);
    }
    let mut failed = false;
    for rule in rules {
        let copied = to_one(cx, &configuration, rule, bucket, key, version).await?;
        failed |= !copied;
    }
    if version.object.is_some() {
        let status = if failed { FAILED } else { COMPLETED };
        set_status(cx, bucket, key, version, status).await?;
        annotations::follow_all(cx, bucket, key, version, again).await?;
    }
    if failed {
        let change = Change::ReplicationFailed;
        changes::happened(cx, bucket, key, version, change).await?;
    }
    Ok(Some(!failed))
}

/// Copies to one destination; whether that could be done.
async fn to_one(
    cx: &mut Cx<'_>,
    configuration: &ReplicationConfiguration,
    rule: &ReplicationRule,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
) -> ApiResult<bool> {
    let Some(target) = target_of(cx, rule).await? else { return Ok(false) };
    let asked = if version.object.is_some() { &OF_OBJECT } else { &OF_MARKER };
    if !may_copy(cx, &configuration.role, bucket, &target, key, asked).await? {
        debug!(role = configuration.role, "the role may not replicate");
        return Ok(false);
    }
    let mut replica = version.clone();
    let translated = rule.destination.access_control_translation.is_some();
    replica.owner = if translated { target.owner } else { version.owner };
    if let Some(object) = &version.object {
        replica.object = Some(of_object(cx, rule, bucket, &target, key, object).await?);
    }
    versions::adopt(cx, &target, key, &replica).await?;
    Ok(true)
}

/// The bucket that a rule copies to, if that can take versions.
pub(super) async fn target_of(
    cx: &mut Cx<'_>,
    rule: &ReplicationRule,
) -> ApiResult<Option<Arc<Bucket>>> {
    let name = check_destination(&rule.destination.bucket).and_then(BucketName::parse);
    let target = match name {
        Ok(name) => cx.get_shared(&BUCKETS, &name).await?,
        Err(_) => None,
    };
    let target = target.filter(|target| target.versioning == Versioning::Enabled);
    if target.is_none() {
        debug!(
            bucket = rule.destination.bucket,
            "a destination of replication cannot take versions"
        );
    }
    Ok(target)
}

async fn of_object(
    cx: &mut Cx<'_>,
    rule: &ReplicationRule,
    bucket: &Bucket,
    target: &Bucket,
    key: &ObjectKey,
    object: &Object,
) -> ApiResult<Box<Object>> {
    let segments = sources::of(cx, bucket, key, object, None, None, None).await?;
    // What was deleted meanwhile is looked for again by the next try.
    let stream = reading::stream(cx.kernel(), segments)?;
    let stream = stream.ok_or_else(|| ApiError::bug("the source's body has gone"))?;
    let (sealed, taken) = own_object::take(cx, target, key, stream, &SseRequest::default()).await?;
    taken.keep(cx);
    let mut copy = object.clone();
    copy.body = taken.place;
    copy.encryption = sealed.encryption;
    copy.replication = Some(REPLICA.to_owned());
    copy.restore = None;
    copy.etag = ETag { parts: object.etag.parts, digest: object.etag.digest };
    if let Some(class) = rule.destination.storage_class.as_deref() {
        copy.storage_class = StorageClass::parse(Some(class))?;
    }
    if rule.destination.access_control_translation.is_some() {
        copy.acl = Acl::default();
    }
    if target.lock.is_none() {
        copy.lock = Lock::default();
    }
    Ok(Box::new(copy))
}

/// Which actions a copy asks for.
pub(super) struct Asked {
    /// One of these, if there are any, on the source.
    pub(super) read: &'static [&'static str],
    /// On the destination.
    pub(super) write: &'static str,
    /// What only an explicit deny on the destination stops.
    pub(super) unless_denied: Option<&'static str>,
}

static OF_OBJECT: Asked = Asked {
    read: &["s3:GetObjectVersionForReplication", "s3:GetObjectVersion"],
    write: "s3:ReplicateObject",
    unless_denied: None,
};
static OF_MARKER: Asked = Asked { read: &[], write: "s3:ReplicateDelete", unless_denied: None };

/// Whether S3 may assume the role, and the role may do what is asked for.
pub(super) async fn may_copy(
    cx: &mut Cx<'_>,
    role: &str,
    source: &Bucket,
    target: &Bucket,
    key: &ObjectKey,
    asked: &Asked,
) -> ApiResult<bool> {
    if !cx.knows_identities() {
        return Ok(true);
    }
    let Ok(arn) = role.parse::<Arn>() else { return Ok(false) };
    let Some(facts) = cx.role_facts(&arn).await? else { return Ok(false) };
    let s3 = Principal::service("s3.amazonaws.com");
    let Ok(trust) = PolicyDocument::parse(&facts.trust) else { return Ok(false) };
    let trust = Attached::new("trust", &trust);
    let outcome = |who: &Principal, action: &str, resource: &str, set: &PolicySet<'_>, owner| {
        let mut context = RequestContext::new();
        context.set_time(cx.now());
        who.fill(&mut context, cx.now());
        let account = Some(owner);
        let request = Request {
            principal: who,
            action,
            resource,
            resource_account: account,
            context: &context,
        };
        evaluate(&request, set).outcome
    };
    let own = kernel::AccountId::parse(arn.account()).unwrap_or(source.owner);
    let by_trust = PolicySet { resource: Some(&trust), ..PolicySet::default() };
    if outcome(&s3, "sts:AssumeRole", arn.as_str(), &by_trust, own) != Outcome::Allow {
        return Ok(false);
    }
    let identity: Vec<Attached> = facts
        .policies
        .iter()
        .filter_map(|policy| {
            PolicyDocument::parse(&policy.document).ok().map(|d| Attached::new(&policy.name, &d))
        })
        .collect();
    let path = arn.resource().strip_prefix("role/").unwrap_or(arn.resource());
    let who = Principal::assumed_role(own, path, &facts.id, "s3-replication");
    let may = |action: &str, bucket: &Bucket| -> ApiResult<Outcome> {
        let policy = match &bucket.policy {
            Some(text) => Some(cx.kernel().compiled(&bucket.arn(), text)?),
            None => None,
        };
        let set =
            PolicySet { identity: &identity, resource: policy.as_ref(), ..PolicySet::default() };
        let resource = bucket.object_arn(key.as_str());
        Ok(outcome(&who, action, &resource, &set, bucket.owner))
    };
    let mut reads = asked.read.is_empty();
    for action in asked.read {
        reads = reads || may(action, source)? == Outcome::Allow;
    }
    if !reads || may(asked.write, target)? != Outcome::Allow {
        return Ok(false);
    }
    match asked.unless_denied {
        Some(action) => Ok(may(action, target)? != Outcome::ExplicitDeny),
        None => Ok(true),
    }
}
