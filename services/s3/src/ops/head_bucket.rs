//! HeadBucket: whether a bucket is there, and where.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html>

use gen_s3::{HeadBucketInput, HeadBucketOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;

pub(crate) async fn head_bucket(
    cx: &mut Cx<'_>,
    input: &HeadBucketInput,
) -> ApiResult<HeadBucketOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    Ok(HeadBucketOutput {
        bucket_arn: Some(bucket.arn()),
        bucket_region: Some(bucket.region.as_str().to_owned()),
        access_point_alias: Some(false),
        ..HeadBucketOutput::default()
    })
}
