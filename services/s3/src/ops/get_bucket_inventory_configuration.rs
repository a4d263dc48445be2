//! GetBucketInventoryConfiguration: one configuration of inventory lists, by its id.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketInventoryConfiguration.html>

use gen_s3::{
    GetBucketInventoryConfigurationInput, GetBucketInventoryConfigurationOutput,
    InventoryConfiguration,
};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::kept::Kept;
use crate::{configuration, refusals};

pub(crate) async fn get_bucket_inventory_configuration(
    cx: &mut Cx<'_>,
    input: &GetBucketInventoryConfigurationInput,
) -> ApiResult<GetBucketInventoryConfigurationOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let kept = configuration::get::<Kept<InventoryConfiguration>>(cx, &bucket, &input.id).await?;
    let kept = kept.ok_or_else(refusals::no_such_configuration)?;
    Ok(GetBucketInventoryConfigurationOutput { inventory_configuration: Some(kept.0) })
}
