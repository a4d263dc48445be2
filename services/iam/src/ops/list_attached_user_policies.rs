//! ListAttachedUserPolicies.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListAttachedUserPolicies.html>

use gen_iam::{ListAttachedUserPoliciesInput, ListAttachedUserPoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_attached_user_policies(
    _cx: &mut Cx<'_>,
    _input: &ListAttachedUserPoliciesInput,
) -> ApiResult<ListAttachedUserPoliciesOutput> {
    Err(ApiError::not_implemented("iam:ListAttachedUserPolicies"))
}
