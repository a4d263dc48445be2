//! DeleteBucketInventoryConfiguration: takes one away.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketInventoryConfiguration.html>

use gen_s3::{DeleteBucketInventoryConfigurationInput, InventoryConfiguration};
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::by_id;
use crate::kept::Kept;

pub(crate) async fn delete_bucket_inventory_configuration(
    cx: &mut Cx<'_>,
    input: &DeleteBucketInventoryConfigurationInput,
) -> ApiResult<Empty> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    by_id::delete::<Kept<InventoryConfiguration>>(cx, &bucket, &input.id).await?;
    Ok(Empty::default())
}
