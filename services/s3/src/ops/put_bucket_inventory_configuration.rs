//! PutBucketInventoryConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketInventoryConfiguration.html>

use gen_s3::{PutBucketInventoryConfigurationInput, PutBucketInventoryConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_inventory_configuration(
    _cx: &mut Cx<'_>,
    _input: &PutBucketInventoryConfigurationInput,
) -> ApiResult<PutBucketInventoryConfigurationOutput> {
    Err(ApiError::not_implemented("s3:PutBucketInventoryConfiguration"))
}
