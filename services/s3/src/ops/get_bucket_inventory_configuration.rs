//! GetBucketInventoryConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketInventoryConfiguration.html>

use gen_s3::{GetBucketInventoryConfigurationInput, GetBucketInventoryConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_inventory_configuration(
    _cx: &mut Cx<'_>,
    _input: &GetBucketInventoryConfigurationInput,
) -> ApiResult<GetBucketInventoryConfigurationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketInventoryConfiguration"))
}
