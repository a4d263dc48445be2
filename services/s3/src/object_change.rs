//! Finding a version whose row is to be looked at or changed: by its key, and its id when one is given.

use kernel::{ApiResult, Cx};

use crate::bucket::Bucket;
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::version_id::VersionId;
use crate::{errors, object_lock, versions};

/// The version, which has content. A delete marker is refused also when no id names it.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version_id: Option<&str>,
    method: &str,
) -> ApiResult<Version> {
    let id = VersionId::parse(version_id)?;
    match versions::find(cx, bucket, key, id).await? {
        Some(version) if version.object.is_some() => Ok(version),
        Some(_) => Err(errors::delete_marker_not_allowed(method)),
        None => Err(match version_id {
            Some(text) => errors::no_such_version(key.as_str(), text),
            None => errors::no_such_key(key.as_str()),
        }),
    }
}

/// Fails unless versions of the bucket can be locked.
pub(crate) fn require_lock(bucket: &Bucket) -> ApiResult<()> {
    if bucket.lock.is_some() { Ok(()) } else { Err(object_lock::missing()) }
}
