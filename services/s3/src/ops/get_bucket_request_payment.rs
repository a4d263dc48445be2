//! GetBucketRequestPayment: who pays for requests.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketRequestPayment.html>

use gen_s3::{GetBucketRequestPaymentInput, GetBucketRequestPaymentOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;

pub(crate) async fn get_bucket_request_payment(
    cx: &mut Cx<'_>,
    input: &GetBucketRequestPaymentInput,
) -> ApiResult<GetBucketRequestPaymentOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let payer = if bucket.requester_pays { "Requester" } else { "BucketOwner" };
    Ok(GetBucketRequestPaymentOutput { payer: Some(payer.to_owned()) })
}
