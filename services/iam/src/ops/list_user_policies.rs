//! ListUserPolicies.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListUserPolicies.html>

use gen_iam::{ListUserPoliciesInput, ListUserPoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_user_policies(
    _cx: &mut Cx<'_>,
    _input: &ListUserPoliciesInput,
) -> ApiResult<ListUserPoliciesOutput> {
    Err(ApiError::not_implemented("iam:ListUserPolicies"))
}
