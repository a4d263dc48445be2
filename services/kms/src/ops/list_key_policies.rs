//! ListKeyPolicies.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyPolicies.html>

use gen_kms::{ListKeyPoliciesInput, ListKeyPoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_key_policies(
    _cx: &mut Cx<'_>,
    _input: &ListKeyPoliciesInput,
) -> ApiResult<ListKeyPoliciesOutput> {
    Err(ApiError::not_implemented("kms:ListKeyPolicies"))
}
