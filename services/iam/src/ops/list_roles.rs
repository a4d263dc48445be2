//! ListRoles.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListRoles.html>

use gen_iam::{ListRolesInput, ListRolesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_roles(
    _cx: &mut Cx<'_>,
    _input: &ListRolesInput,
) -> ApiResult<ListRolesOutput> {
    Err(ApiError::not_implemented("iam:ListRoles"))
}
