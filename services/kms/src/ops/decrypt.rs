//! Decrypt.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html>

use gen_kms::{DecryptInput, DecryptOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn decrypt(
    _cx: &mut Cx<'_>,
    _input: &DecryptInput,
) -> ApiResult<DecryptOutput> {
    Err(ApiError::not_implemented("kms:Decrypt"))
}
