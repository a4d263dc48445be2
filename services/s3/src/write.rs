//! Writing an object: what PutObject, CopyObject and CompleteMultipartUpload do alike once they have its content.

use kernel::{ApiResult, Cx};

use crate::acl::AclInput;
use crate::bucket::Bucket;
use crate::changes::{self, Change};
use crate::checksum::Checksum;
use crate::conditions::WriteConditions;
use crate::encryption::Encryption;
use crate::etag::ETag;
use crate::new_object::{Described, LockRequest};
use crate::object::{Object, Place, Version};
use crate::object_key::ObjectKey;
use crate::{acl_change, versions};

/// An object's content, wherever it lies.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) size: u64,
    pub(crate) etag: ETag,
    pub(crate) checksum: Option<Checksum>,
    pub(crate) place: Place,
    pub(crate) encryption: Encryption,
}

/// Whose a new object is, with its list and lock: what only the bucket can say.
pub(crate) async fn settle(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    acl: &AclInput<'_>,
    lock: &LockRequest<'_>,
    described: &mut Described,
) -> ApiResult<()> {
    let (owner, list) = acl_change::of_new_object(cx, bucket, acl, key.as_str()).await?;
    described.acl = list;
    described.owner = Some(owner);
    described.lock = lock.resolve(cx, bucket)?;
    Ok(())
}

/// Makes an object the newest version of its key, if the conditions hold.
pub(crate) async fn object(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    described: Described,
    content: Content,
    conditions: &WriteConditions<'_>,
    change: Change,
) -> ApiResult<Version> {
    if conditions.name().is_some() {
        let newest = versions::newest(cx, bucket, key).await?;
        conditions.check(newest.as_ref(), key.as_str())?;
    }
    let object = Object {
        size: content.size,
        etag: content.etag,
        storage_class: described.storage_class,
        checksum: content.checksum,
        body: content.place,
        encryption: content.encryption,
        headers: described.headers,
        metadata: described.metadata,
        tags: described.tags,
        acl: described.acl,
        lock: described.lock,
        restore: None,
        replication: None,
    };
    let owner = described.owner.unwrap_or(bucket.owner);
    let version = versions::put(cx, bucket, key, owner, Some(Box::new(object))).await?;
    changes::happened(cx, bucket, key, &version, change).await?;
    Ok(version)
}

/// The id that answers show: none where versioning was never on.
pub(crate) fn shown_id(bucket: &Bucket, version: &Version) -> Option<String> {
    bucket.is_versioned().then(|| version.id().text())
}
