//! Verify.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html>

use gen_kms::{VerifyInput, VerifyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn verify(
    _cx: &mut Cx<'_>,
    _input: &VerifyInput,
) -> ApiResult<VerifyOutput> {
    Err(ApiError::not_implemented("kms:Verify"))
}
