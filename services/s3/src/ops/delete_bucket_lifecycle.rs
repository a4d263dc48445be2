//! DeleteBucketLifecycle.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketLifecycle.html>

use gen_s3::{DeleteBucketLifecycleInput, DeleteBucketLifecycleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_lifecycle(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketLifecycleInput,
) -> ApiResult<DeleteBucketLifecycleOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketLifecycle"))
}
