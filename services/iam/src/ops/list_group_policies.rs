//! ListGroupPolicies.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListGroupPolicies.html>

use gen_iam::{ListGroupPoliciesInput, ListGroupPoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_group_policies(
    _cx: &mut Cx<'_>,
    _input: &ListGroupPoliciesInput,
) -> ApiResult<ListGroupPoliciesOutput> {
    Err(ApiError::not_implemented("iam:ListGroupPolicies"))
}
