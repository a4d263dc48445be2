//! What follows from a change of an object: notifications, replication, logs. Called in the transaction that makes the
//! change, so that nothing is told that did not happen and nothing happens untold.

use kernel::{ApiResult, Cx};

use crate::bucket::Bucket;
use crate::object::Version;
use crate::object_key::ObjectKey;

/// What happened to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    CreatedByPut,
    CreatedByPost,
    CreatedByCopy,
    CreatedByCompleteMultipartUpload,
    /// A version is gone for good.
    Removed,
    /// A delete marker is the newest version now.
    DeleteMarkerCreated,
    TaggingPut,
    TaggingDeleted,
}

/// Called for every change of an object.
pub(crate) async fn happened(
    _cx: &mut Cx<'_>,
    _bucket: &Bucket,
    _key: &ObjectKey,
    _version: &Version,
    _change: Change,
) -> ApiResult<()> {
    Ok(())
}
