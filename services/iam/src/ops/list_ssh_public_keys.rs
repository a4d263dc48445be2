//! ListSSHPublicKeys.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListSSHPublicKeys.html>

use gen_iam::{ListSSHPublicKeysInput, ListSSHPublicKeysOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_ssh_public_keys(
    _cx: &mut Cx<'_>,
    _input: &ListSSHPublicKeysInput,
) -> ApiResult<ListSSHPublicKeysOutput> {
    Err(ApiError::not_implemented("iam:ListSSHPublicKeys"))
}
