//! PutPublicAccessBlock: what a bucket keeps from the public.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html>

use std::sync::Arc;

use gen_s3::PutPublicAccessBlockInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::public_access::PublicAccessBlock;

pub(crate) async fn put_public_access_block(
    cx: &mut Cx<'_>,
    input: &PutPublicAccessBlockInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    bucket.public_access = Some(PublicAccessBlock::of(&input.public_access_block_configuration));
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
