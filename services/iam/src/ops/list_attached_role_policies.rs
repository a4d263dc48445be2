//! ListAttachedRolePolicies.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListAttachedRolePolicies.html>

use gen_iam::{ListAttachedRolePoliciesInput, ListAttachedRolePoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_attached_role_policies(
    _cx: &mut Cx<'_>,
    _input: &ListAttachedRolePoliciesInput,
) -> ApiResult<ListAttachedRolePoliciesOutput> {
    Err(ApiError::not_implemented("iam:ListAttachedRolePolicies"))
}
