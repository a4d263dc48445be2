//! DeleteRole.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteRole.html>

use gen_iam::{DeleteRoleInput, DeleteRoleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_role(
    _cx: &mut Cx<'_>,
    _input: &DeleteRoleInput,
) -> ApiResult<DeleteRoleOutput> {
    Err(ApiError::not_implemented("iam:DeleteRole"))
}
