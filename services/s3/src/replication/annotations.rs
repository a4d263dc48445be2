//! Annotations follow their versions to the buckets that rules name, each by a job of its own. That one was deleted is not
//! told: its replica stays.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html>

use gen_s3::{ReplicationConfiguration, ReplicationRule};
use kernel::{ApiError, ApiResult, Cx, Job};
use serde::{Deserialize, Serialize};
use tracing::debug;

use super::run::{self, Asked, COMPLETED, FAILED, PENDING, REPLICA};
use crate::annotation_copy::{self, Of};
use crate::annotation_name::AnnotationName;
use crate::annotations::{self, Annotation};
use crate::bucket::Bucket;
use crate::bucket_name::BucketName;
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::tables::BUCKETS;
use crate::version_id::VersionId;
use crate::versions;

static REPLICATE: Job<Copy> = Job::new("s3.replicate-annotation");

/// The permission to write objects covers what is annotated of them.
/// Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-example-walkthroughs.html#replication-annotations>
static ASKED: Asked = Asked {
    read: &["s3:GetObjectVersionAnnotationForReplication"],
    write: "s3:ReplicateObject",
    unless_denied: Some("s3:ReplicateObjectAnnotation"),
};

/// An annotation on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Copy {
    bucket: BucketName,
    /// The bucket's number.
    id: u64,
    key: ObjectKey,
    /// The version's number.
    number: u64,
    name: AnnotationName,
}

/// Has an annotation replicated that was put, if rules are about its object.
pub(crate) async fn follow(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    name: &AnnotationName,
) -> ApiResult<()> {
    if !bucket.configured.replication || !run::is_followed(cx, bucket, key, version).await? {
        return Ok(());
    }
    let Some(mut annotation) = annotations::get(cx, bucket, version, name).await? else {
        return Ok(());
    };
    annotation.replication = Some(PENDING.to_owned());
    annotations::save(cx, bucket, version, name.clone(), &annotation);
    schedule(cx, bucket, key, version, name.clone()).await
}

/// Has the annotations replicated of a version that was; `again`: also those that were.
pub(super) async fn follow_all(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    again: bool,
) -> ApiResult<()> {
    for (name, annotation) in annotations::all(cx, bucket, version).await? {
        if again || annotation.replication.as_deref() != Some(COMPLETED) {
            schedule(cx, bucket, key, version, name).await?;
        }
    }
    Ok(())
}

async fn schedule(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    name: AnnotationName,
) -> ApiResult<()> {
    let (id, number, now) = (bucket.id, version.number, cx.now());
    let place = format!("{id}/{number}/{}", name.as_str());
    let copy = Copy { bucket: bucket.name.clone(), id, key: key.clone(), number, name };
    cx.schedule(&REPLICATE, &place, now, &copy).await
}

/// The job: copies one annotation to all destinations. What is gone meanwhile is not copied.
pub(crate) async fn replicate(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let Copy { bucket, id, key, number, name } = REPLICATE.payload(raw)?;
    let found = cx.get_shared(&BUCKETS, &bucket).await?;
    let Some(bucket) = found.filter(|bucket| bucket.id == id) else { return Ok(()) };
    let id = Some(VersionId::Number(number));
    let Some(version) = versions::find(cx, &bucket, &key, id).await? else { return Ok(()) };
    let Some(mut annotation) = annotations::get(cx, &bucket, &version, &name).await? else {
        return Ok(());
    };
    let Some(configuration) = run::of_bucket(cx, &bucket).await? else { return Ok(()) };
    let rules = run::rules_about(&configuration, &key, &version);
    if rules.is_empty() {
        return Ok(());
    }
    let mut failed = false;
    let from = Of { bucket: &bucket, key: &key };
    for rule in rules {
        let one = (&name, &annotation);
        failed |= !to_one(cx, &configuration, rule, from, &version, one).await?;
    }
    annotation.replication = Some(if failed { FAILED } else { COMPLETED }.to_owned());
    annotations::save(cx, &bucket, &version, name, &annotation);
    Ok(())
}

/// Copies to one destination, whose replica of the version is there; whether that could be done.
async fn to_one(
    cx: &mut Cx<'_>,
    configuration: &ReplicationConfiguration,
    rule: &ReplicationRule,
    from: Of<'_>,
    version: &Version,
    (name, annotation): (&AnnotationName, &Annotation),
) -> ApiResult<bool> {
    let Some(target) = run::target_of(cx, rule).await? else { return Ok(false) };
    let role = &configuration.role;
    if !run::may_copy(cx, role, from.bucket, &target, from.key, &ASKED).await? {
        debug!(role, "the role may not replicate annotations");
        return Ok(false);
    }
    let id = Some(VersionId::Number(version.number));
    let Some(replica) = versions::find(cx, &target, from.key, id).await? else { return Ok(false) };
    let Some(object) = &replica.object else { return Ok(false) };
    let to = Of { bucket: &target, key: from.key };
    let one = (name.clone(), annotation);
    let source = annotation_copy::source(cx, from, to, &object.encryption, one).await?;
    // What was deleted meanwhile is looked for again by the next try.
    let taken = annotation_copy::take(cx.kernel(), vec![source], None).await?;
    let taken = taken.ok_or_else(|| ApiError::bug("the source's payload has gone"))?;
    for new in &taken {
        match annotations::put(cx, &target, &replica, new).await {
            Ok(mut copy) => {
                copy.replication = Some(REPLICA.to_owned());
                annotations::save(cx, &target, &replica, new.name.clone(), &copy);
            }
            // The replica keeps what its source no longer has, so that it may be full first.
            Err(error) if error.code() == "AnnotationLimitExceeded" => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}
