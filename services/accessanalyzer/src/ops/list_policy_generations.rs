//! ListPolicyGenerations.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_ListPolicyGenerations.html>

use gen_accessanalyzer::{ListPolicyGenerationsInput, ListPolicyGenerationsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_policy_generations(
    _cx: &mut Cx<'_>,
    _input: &ListPolicyGenerationsInput,
) -> ApiResult<ListPolicyGenerationsOutput> {
    Err(ApiError::not_implemented("accessanalyzer:ListPolicyGenerations"))
}
