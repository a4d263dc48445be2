//! GetBucketOwnershipControls: who owns what others write into a bucket.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html>

use gen_s3::{
    GetBucketOwnershipControlsInput, GetBucketOwnershipControlsOutput, OwnershipControls,
    OwnershipControlsRule,
};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::refusals;

pub(crate) async fn get_bucket_ownership_controls(
    cx: &mut Cx<'_>,
    input: &GetBucketOwnershipControlsInput,
) -> ApiResult<GetBucketOwnershipControlsOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let ownership = bucket.ownership.ok_or_else(|| refusals::no_ownership(&input.bucket))?;
    let rule = OwnershipControlsRule { object_ownership: ownership.as_str().to_owned() };
    Ok(GetBucketOwnershipControlsOutput {
        ownership_controls: Some(OwnershipControls { rules: vec![rule] }),
    })
}
