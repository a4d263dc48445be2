//! DeleteSSHPublicKey.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteSSHPublicKey.html>

use gen_iam::{DeleteSSHPublicKeyInput, DeleteSSHPublicKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_ssh_public_key(
    _cx: &mut Cx<'_>,
    _input: &DeleteSSHPublicKeyInput,
) -> ApiResult<DeleteSSHPublicKeyOutput> {
    Err(ApiError::not_implemented("iam:DeleteSSHPublicKey"))
}
