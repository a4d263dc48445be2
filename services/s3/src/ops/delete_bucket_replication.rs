//! DeleteBucketReplication.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketReplication.html>

use gen_s3::{DeleteBucketReplicationInput, DeleteBucketReplicationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_replication(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketReplicationInput,
) -> ApiResult<DeleteBucketReplicationOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketReplication"))
}
