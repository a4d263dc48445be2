//! GetPublicKey.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html>

use gen_kms::{GetPublicKeyInput, GetPublicKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_public_key(
    _cx: &mut Cx<'_>,
    _input: &GetPublicKeyInput,
) -> ApiResult<GetPublicKeyOutput> {
    Err(ApiError::not_implemented("kms:GetPublicKey"))
}
