//! GetPublicAccessBlock: what a bucket keeps from the public.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html>

use gen_s3::{GetPublicAccessBlockInput, GetPublicAccessBlockOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::refusals;

pub(crate) async fn get_public_access_block(
    cx: &mut Cx<'_>,
    input: &GetPublicAccessBlockInput,
) -> ApiResult<GetPublicAccessBlockOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let block =
        bucket.public_access.ok_or_else(|| refusals::no_public_access_block(&input.bucket))?;
    Ok(GetPublicAccessBlockOutput { public_access_block_configuration: Some(block.shown()) })
}
