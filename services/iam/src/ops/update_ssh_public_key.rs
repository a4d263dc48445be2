//! UpdateSSHPublicKey.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateSSHPublicKey.html>

use gen_iam::{UpdateSSHPublicKeyInput, UpdateSSHPublicKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_ssh_public_key(
    _cx: &mut Cx<'_>,
    _input: &UpdateSSHPublicKeyInput,
) -> ApiResult<UpdateSSHPublicKeyOutput> {
    Err(ApiError::not_implemented("iam:UpdateSSHPublicKey"))
}
