//! ListPolicies.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html>

use gen_organizations::{ListPoliciesInput, ListPoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_policies(
    _cx: &mut Cx<'_>,
    _input: &ListPoliciesInput,
) -> ApiResult<ListPoliciesOutput> {
    Err(ApiError::not_implemented("organizations:ListPolicies"))
}
