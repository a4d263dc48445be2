//! ListPoliciesGrantingServiceAccess.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html>

use gen_iam::{ListPoliciesGrantingServiceAccessInput, ListPoliciesGrantingServiceAccessOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_policies_granting_service_access(
    _cx: &mut Cx<'_>,
    _input: &ListPoliciesGrantingServiceAccessInput,
) -> ApiResult<ListPoliciesGrantingServiceAccessOutput> {
    Err(ApiError::not_implemented("iam:ListPoliciesGrantingServiceAccess"))
}
