//! GetBucketReplication.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketReplication.html>

use gen_s3::{GetBucketReplicationInput, GetBucketReplicationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_replication(
    _cx: &mut Cx<'_>,
    _input: &GetBucketReplicationInput,
) -> ApiResult<GetBucketReplicationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketReplication"))
}
