//! DeleteServiceLinkedRole.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteServiceLinkedRole.html>

use gen_iam::{DeleteServiceLinkedRoleInput, DeleteServiceLinkedRoleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_service_linked_role(
    _cx: &mut Cx<'_>,
    _input: &DeleteServiceLinkedRoleInput,
) -> ApiResult<DeleteServiceLinkedRoleOutput> {
    Err(ApiError::not_implemented("iam:DeleteServiceLinkedRole"))
}
