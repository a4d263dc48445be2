//! DeleteBucketInventoryConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketInventoryConfiguration.html>

use gen_s3::{DeleteBucketInventoryConfigurationInput, DeleteBucketInventoryConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_inventory_configuration(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketInventoryConfigurationInput,
) -> ApiResult<DeleteBucketInventoryConfigurationOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketInventoryConfiguration"))
}
