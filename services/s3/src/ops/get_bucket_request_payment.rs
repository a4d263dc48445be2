//! GetBucketRequestPayment.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketRequestPayment.html>

use gen_s3::{GetBucketRequestPaymentInput, GetBucketRequestPaymentOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_request_payment(
    _cx: &mut Cx<'_>,
    _input: &GetBucketRequestPaymentInput,
) -> ApiResult<GetBucketRequestPaymentOutput> {
    Err(ApiError::not_implemented("s3:GetBucketRequestPayment"))
}
