//! ListRolePolicies.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListRolePolicies.html>

use gen_iam::{ListRolePoliciesInput, ListRolePoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_role_policies(
    _cx: &mut Cx<'_>,
    _input: &ListRolePoliciesInput,
) -> ApiResult<ListRolePoliciesOutput> {
    Err(ApiError::not_implemented("iam:ListRolePolicies"))
}
