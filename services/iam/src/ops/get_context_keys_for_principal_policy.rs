//! GetContextKeysForPrincipalPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html>

use gen_iam::{GetContextKeysForPrincipalPolicyInput, GetContextKeysForPrincipalPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_context_keys_for_principal_policy(
    _cx: &mut Cx<'_>,
    _input: &GetContextKeysForPrincipalPolicyInput,
) -> ApiResult<GetContextKeysForPrincipalPolicyOutput> {
    Err(ApiError::not_implemented("iam:GetContextKeysForPrincipalPolicy"))
}
