//! ListTargetsForPolicy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html>

use gen_organizations::{ListTargetsForPolicyInput, ListTargetsForPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_targets_for_policy(
    _cx: &mut Cx<'_>,
    _input: &ListTargetsForPolicyInput,
) -> ApiResult<ListTargetsForPolicyOutput> {
    Err(ApiError::not_implemented("organizations:ListTargetsForPolicy"))
}
