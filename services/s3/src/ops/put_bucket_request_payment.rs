//! PutBucketRequestPayment.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketRequestPayment.html>

use gen_s3::{PutBucketRequestPaymentInput, PutBucketRequestPaymentOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_request_payment(
    _cx: &mut Cx<'_>,
    _input: &PutBucketRequestPaymentInput,
) -> ApiResult<PutBucketRequestPaymentOutput> {
    Err(ApiError::not_implemented("s3:PutBucketRequestPayment"))
}
