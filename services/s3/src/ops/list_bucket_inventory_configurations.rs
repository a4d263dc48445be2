//! ListBucketInventoryConfigurations.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListBucketInventoryConfigurations.html>

use gen_s3::{ListBucketInventoryConfigurationsInput, ListBucketInventoryConfigurationsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_bucket_inventory_configurations(
    _cx: &mut Cx<'_>,
    _input: &ListBucketInventoryConfigurationsInput,
) -> ApiResult<ListBucketInventoryConfigurationsOutput> {
    Err(ApiError::not_implemented("s3:ListBucketInventoryConfigurations"))
}
