//! ListAttachedGroupPolicies.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListAttachedGroupPolicies.html>

use gen_iam::{ListAttachedGroupPoliciesInput, ListAttachedGroupPoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_attached_group_policies(
    _cx: &mut Cx<'_>,
    _input: &ListAttachedGroupPoliciesInput,
) -> ApiResult<ListAttachedGroupPoliciesOutput> {
    Err(ApiError::not_implemented("iam:ListAttachedGroupPolicies"))
}
