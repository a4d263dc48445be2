//! ListPolicyVersions.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListPolicyVersions.html>

use gen_iam::{ListPolicyVersionsInput, ListPolicyVersionsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_policy_versions(
    _cx: &mut Cx<'_>,
    _input: &ListPolicyVersionsInput,
) -> ApiResult<ListPolicyVersionsOutput> {
    Err(ApiError::not_implemented("iam:ListPolicyVersions"))
}
