//! PutBucketLifecycleConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketLifecycleConfiguration.html>

use gen_s3::{PutBucketLifecycleConfigurationInput, PutBucketLifecycleConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_lifecycle_configuration(
    _cx: &mut Cx<'_>,
    _input: &PutBucketLifecycleConfigurationInput,
) -> ApiResult<PutBucketLifecycleConfigurationOutput> {
    Err(ApiError::not_implemented("s3:PutBucketLifecycleConfiguration"))
}
