//! ListPoliciesForTarget.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html>

use gen_organizations::{ListPoliciesForTargetInput, ListPoliciesForTargetOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_policies_for_target(
    _cx: &mut Cx<'_>,
    _input: &ListPoliciesForTargetInput,
) -> ApiResult<ListPoliciesForTargetOutput> {
    Err(ApiError::not_implemented("organizations:ListPoliciesForTarget"))
}
