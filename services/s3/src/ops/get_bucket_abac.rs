//! GetBucketAbac: whether a bucket's tags count when policies are asked.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAbac.html>

use gen_s3::{AbacStatus, GetBucketAbacInput, GetBucketAbacOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;

pub(crate) async fn get_bucket_abac(
    cx: &mut Cx<'_>,
    input: &GetBucketAbacInput,
) -> ApiResult<GetBucketAbacOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let status = if bucket.abac { "Enabled" } else { "Disabled" };
    Ok(GetBucketAbacOutput { abac_status: Some(AbacStatus { status: Some(status.to_owned()) }) })
}
