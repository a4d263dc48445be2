//! GetBucketLifecycle.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketLifecycle.html>

use gen_s3::{GetBucketLifecycleInput, GetBucketLifecycleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_lifecycle(
    _cx: &mut Cx<'_>,
    _input: &GetBucketLifecycleInput,
) -> ApiResult<GetBucketLifecycleOutput> {
    Err(ApiError::not_implemented("s3:GetBucketLifecycle"))
}
