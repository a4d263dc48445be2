//! GetBucketLifecycleConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketLifecycleConfiguration.html>

use gen_s3::{GetBucketLifecycleConfigurationInput, GetBucketLifecycleConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_lifecycle_configuration(
    _cx: &mut Cx<'_>,
    _input: &GetBucketLifecycleConfigurationInput,
) -> ApiResult<GetBucketLifecycleConfigurationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketLifecycleConfiguration"))
}
