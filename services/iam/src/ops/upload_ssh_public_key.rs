//! UploadSSHPublicKey.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UploadSSHPublicKey.html>

use gen_iam::{UploadSSHPublicKeyInput, UploadSSHPublicKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn upload_ssh_public_key(
    _cx: &mut Cx<'_>,
    _input: &UploadSSHPublicKeyInput,
) -> ApiResult<UploadSSHPublicKeyOutput> {
    Err(ApiError::not_implemented("iam:UploadSSHPublicKey"))
}
