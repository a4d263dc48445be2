//! PutBucketRequestPayment: who pays for requests: requesters of other accounts then have to say that they know.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketRequestPayment.html>

use std::sync::Arc;

use gen_s3::PutBucketRequestPaymentInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::refusals;

pub(crate) async fn put_bucket_request_payment(
    cx: &mut Cx<'_>,
    input: &PutBucketRequestPaymentInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    bucket.requester_pays = match input.request_payment_configuration.payer.as_str() {
        "Requester" => true,
        "BucketOwner" => false,
        _ => return Err(refusals::malformed_xml()),
    };
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
