//! PutBucketLifecycle.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketLifecycle.html>

use gen_s3::{PutBucketLifecycleInput, PutBucketLifecycleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_lifecycle(
    _cx: &mut Cx<'_>,
    _input: &PutBucketLifecycleInput,
) -> ApiResult<PutBucketLifecycleOutput> {
    Err(ApiError::not_implemented("s3:PutBucketLifecycle"))
}
