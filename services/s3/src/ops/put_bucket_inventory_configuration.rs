//! PutBucketInventoryConfiguration: a configuration of inventory lists, by its id.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketInventoryConfiguration.html>

use gen_s3::PutBucketInventoryConfigurationInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::by_id;
use crate::inventory;
use crate::kept::Kept;

pub(crate) async fn put_bucket_inventory_configuration(
    cx: &mut Cx<'_>,
    input: &PutBucketInventoryConfigurationInput,
) -> ApiResult<Empty> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let document = Kept(input.inventory_configuration.clone());
    by_id::check_inventory(&input.id, &document.0)?;
    by_id::put(cx, &bucket, &input.id, &document).await?;
    inventory::plan(cx, &bucket, &document.0).await?;
    Ok(Empty::default())
}
