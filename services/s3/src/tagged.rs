//! The version whose tags a request is about: here a delete marker is refused even when it is only the newest version.

use kernel::{ApiResult, Cx};

use crate::bucket::Bucket;
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::version_id::VersionId;
use crate::{errors, versions};

pub(crate) async fn find(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version_id: Option<&str>,
    method: &str,
) -> ApiResult<Version> {
    let id = VersionId::parse(version_id)?;
    match versions::find(cx, bucket, key, id).await? {
        Some(version) if version.object.is_none() => Err(errors::delete_marker_not_allowed(method)),
        Some(version) => Ok(version),
        None => Err(match (version_id, method) {
            (Some(id), _) => errors::no_such_version(key.as_str(), id),
            // As AWS has it, with the bucket before the key.
            (None, "GET") => errors::no_such_key(&format!("{}/{key}", bucket.name)),
            (None, _) => errors::no_such_key(key.as_str()),
        }),
    }
}
