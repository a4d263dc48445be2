//! GetObjectLegalHold.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetObjectLegalHold.html>

use gen_s3::{GetObjectLegalHoldInput, GetObjectLegalHoldOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_object_legal_hold(
    _cx: &mut Cx<'_>,
    _input: &GetObjectLegalHoldInput,
) -> ApiResult<GetObjectLegalHoldOutput> {
    Err(ApiError::not_implemented("s3:GetObjectLegalHold"))
}
