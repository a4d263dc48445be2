//! Decapsulate.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Decapsulate.html>

use gen_kms::{DecapsulateInput, DecapsulateOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn decapsulate(
    _cx: &mut Cx<'_>,
    _input: &DecapsulateInput,
) -> ApiResult<DecapsulateOutput> {
    Err(ApiError::not_implemented("kms:Decapsulate"))
}
