//! GetSSHPublicKey.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetSSHPublicKey.html>

use gen_iam::{GetSSHPublicKeyInput, GetSSHPublicKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_ssh_public_key(
    _cx: &mut Cx<'_>,
    _input: &GetSSHPublicKeyInput,
) -> ApiResult<GetSSHPublicKeyOutput> {
    Err(ApiError::not_implemented("iam:GetSSHPublicKey"))
}
