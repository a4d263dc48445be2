//! GetBucketAccelerateConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketAccelerateConfiguration.html>

use gen_s3::{GetBucketAccelerateConfigurationInput, GetBucketAccelerateConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_accelerate_configuration(
    _cx: &mut Cx<'_>,
    _input: &GetBucketAccelerateConfigurationInput,
) -> ApiResult<GetBucketAccelerateConfigurationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketAccelerateConfiguration"))
}
