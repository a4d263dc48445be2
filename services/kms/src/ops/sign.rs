//! Sign.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html>

use gen_kms::{SignInput, SignOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn sign(
    _cx: &mut Cx<'_>,
    _input: &SignInput,
) -> ApiResult<SignOutput> {
    Err(ApiError::not_implemented("kms:Sign"))
}
