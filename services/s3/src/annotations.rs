//! Annotations: named payloads that belong to one version of an object, are encrypted like it, and go with it.
//!
//! Their rows lie under their bucket's number and their version's; [`ANNOTATED`] counts them. Whatever ends a version reads
//! that count, and whatever annotates reads the version's row: of two at once the later is run again, so that no annotation
//! is left without its version.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/annotations-overview.html>

use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::annotation_name::AnnotationName;
use crate::body::{self, Segment, Taken};
use crate::bucket::Bucket;
use crate::checksum::Checksum;
use crate::encryption::Encryption;
use crate::etag::ETag;
use crate::object::{Object, Place, Version};
use crate::object_key::ObjectKey;
use crate::tables::{ANNOTATED, ANNOTATIONS};
use crate::{errors, limits, sse};

/// What is kept of an annotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Annotation {
    pub(crate) size: u64,
    pub(crate) etag: ETag,
    pub(crate) checksum: Checksum,
    pub(crate) modified: Timestamp,
    pub(crate) body: Place,
    /// The payload's own key, wrapped as the object's is.
    pub(crate) encryption: Encryption,
    /// As of objects: see [`crate::replication`].
    pub(crate) replication: Option<String>,
}

/// A payload that was taken in, and all that its row says of it but the time.
pub(crate) struct New {
    pub(crate) name: AnnotationName,
    pub(crate) taken: Taken,
    pub(crate) checksum: Checksum,
    pub(crate) encryption: Encryption,
}

/// How many annotations a version has.
pub(crate) async fn count(cx: &mut Cx<'_>, bucket: u64, version: u64) -> ApiResult<u32> {
    Ok(cx.get(&ANNOTATED, &(bucket, version)).await?.unwrap_or_default())
}

pub(crate) async fn get(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    version: &Version,
    name: &AnnotationName,
) -> ApiResult<Option<Annotation>> {
    cx.get(&ANNOTATIONS, &(bucket.id, version.number, name.clone())).await
}

/// So many of a version's annotations as there are after `after`, if their names begin with `prefix`.
pub(crate) async fn page(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    version: &Version,
    prefix: &str,
    after: Option<AnnotationName>,
    limit: usize,
) -> ApiResult<Vec<(AnnotationName, Annotation)>> {
    let all = cx.rows(&ANNOTATIONS).prefix(&(bucket.id, version.number)).starting_with(prefix);
    let range = match after {
        Some(name) => all.after(&(bucket.id, version.number, name)),
        None => all,
    };
    let rows = cx.range(&ANNOTATIONS, &range, limit).await?;
    Ok(rows.into_iter().map(|((_, _, name), row)| (name, row)).collect())
}

/// All annotations of a version, of which there are no more than the limit.
pub(crate) async fn all(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    version: &Version,
) -> ApiResult<Vec<(AnnotationName, Annotation)>> {
    match count(cx, bucket.id, version.number).await? {
        0 => Ok(Vec::new()),
        _ => page(cx, bucket, version, "", None, limits::MAX_ANNOTATIONS as usize).await,
    }
}

/// Puts an annotation onto a version that was read in this transaction; one of the same name gives way to it.
pub(crate) async fn put(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    version: &Version,
    new: &New,
) -> ApiResult<Annotation> {
    let place = (bucket.id, version.number, new.name.clone());
    match cx.get(&ANNOTATIONS, &place).await? {
        Some(before) => body::forget(cx, before.body).await?,
        None => {
            let count = count(cx, bucket.id, version.number).await?;
            if count >= limits::MAX_ANNOTATIONS {
                return Err(errors::annotation_limit_exceeded());
            }
            cx.put(&ANNOTATED, &(bucket.id, version.number), &(count + 1));
        }
    }
    new.taken.keep(cx);
    let annotation = Annotation {
        size: new.taken.size,
        etag: ETag::of_whole(new.taken.digests.md5),
        checksum: new.checksum.clone(),
        modified: cx.now().whole_seconds(),
        body: new.taken.place,
        encryption: new.encryption.clone(),
        replication: None,
    };
    cx.put(&ANNOTATIONS, &place, &annotation);
    Ok(annotation)
}

/// Writes the changed row of one back that was read in this transaction.
pub(crate) fn save(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    version: &Version,
    name: AnnotationName,
    annotation: &Annotation,
) {
    cx.put(&ANNOTATIONS, &(bucket.id, version.number, name), annotation);
}

/// Removes an annotation; whether it was there.
pub(crate) async fn remove(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    version: &Version,
    name: &AnnotationName,
) -> ApiResult<bool> {
    let place = (bucket.id, version.number, name.clone());
    let Some(annotation) = cx.get(&ANNOTATIONS, &place).await? else { return Ok(false) };
    body::forget(cx, annotation.body).await?;
    cx.delete(&ANNOTATIONS, &place);
    let counted = (bucket.id, version.number);
    match count(cx, bucket.id, version.number).await? {
        0 | 1 => cx.delete(&ANNOTATED, &counted),
        more => cx.put(&ANNOTATED, &counted, &(more - 1)),
    }
    Ok(true)
}

/// Removes all annotations of a version, in the transaction that ends it.
pub(crate) async fn forget(cx: &mut Cx<'_>, bucket: &Bucket, version: &Version) -> ApiResult<()> {
    for (name, annotation) in all(cx, bucket, version).await? {
        body::forget(cx, annotation.body).await?;
        cx.delete(&ANNOTATIONS, &(bucket.id, version.number, name));
        cx.delete(&ANNOTATED, &(bucket.id, version.number));
    }
    Ok(())
}

/// Where the payload is read.
pub(crate) async fn segment(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    annotation: &Annotation,
) -> ApiResult<Segment> {
    let arn = bucket.object_arn(key.as_str());
    let opened = sse::open(cx, bucket, &annotation.encryption, None, &arn).await?;
    let source = body::source(cx, annotation.body).await?;
    let keeps = annotation.encryption.lets_keep();
    Ok(Segment {
        source,
        key: opened,
        keeps,
        size: annotation.size,
        start: 0,
        end: annotation.size,
    })
}

/// Fails where an object cannot have annotations: its key is the client's alone.
pub(crate) fn check_parent(object: &Object) -> ApiResult<()> {
    match object.encryption {
        Encryption::Customer { .. } => Err(errors::annotation_of_customer_key()),
        _ => Ok(()),
    }
}

/// Fails unless the object is the one that the request means: its entity tag says so.
pub(crate) fn check_if_match(given: Option<&str>, object: &Object) -> ApiResult<()> {
    match given {
        Some(text) if text.trim() != "*" && !object.etag.is(text) => {
            Err(errors::precondition_failed("x-amz-object-if-match"))
        }
        _ => Ok(()),
    }
}
