//! PutBucketAccelerateConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketAccelerateConfiguration.html>

use gen_s3::{PutBucketAccelerateConfigurationInput, PutBucketAccelerateConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_accelerate_configuration(
    _cx: &mut Cx<'_>,
    _input: &PutBucketAccelerateConfigurationInput,
) -> ApiResult<PutBucketAccelerateConfigurationOutput> {
    Err(ApiError::not_implemented("s3:PutBucketAccelerateConfiguration"))
}
