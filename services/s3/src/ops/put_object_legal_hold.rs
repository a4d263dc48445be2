//! PutObjectLegalHold.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutObjectLegalHold.html>

use gen_s3::{PutObjectLegalHoldInput, PutObjectLegalHoldOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_object_legal_hold(
    _cx: &mut Cx<'_>,
    _input: &PutObjectLegalHoldInput,
) -> ApiResult<PutObjectLegalHoldOutput> {
    Err(ApiError::not_implemented("s3:PutObjectLegalHold"))
}
