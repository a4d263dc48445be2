//! PutBucketReplication.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketReplication.html>

use gen_s3::{PutBucketReplicationInput, PutBucketReplicationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_replication(
    _cx: &mut Cx<'_>,
    _input: &PutBucketReplicationInput,
) -> ApiResult<PutBucketReplicationOutput> {
    Err(ApiError::not_implemented("s3:PutBucketReplication"))
}
