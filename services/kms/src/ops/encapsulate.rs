//! Encapsulate.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Encapsulate.html>

use gen_kms::{EncapsulateInput, EncapsulateOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn encapsulate(
    _cx: &mut Cx<'_>,
    _input: &EncapsulateInput,
) -> ApiResult<EncapsulateOutput> {
    Err(ApiError::not_implemented("kms:Encapsulate"))
}
