//! GetContextKeysForCustomPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetContextKeysForCustomPolicy.html>

use gen_iam::{GetContextKeysForCustomPolicyInput, GetContextKeysForCustomPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_context_keys_for_custom_policy(
    _cx: &mut Cx<'_>,
    _input: &GetContextKeysForCustomPolicyInput,
) -> ApiResult<GetContextKeysForCustomPolicyOutput> {
    Err(ApiError::not_implemented("iam:GetContextKeysForCustomPolicy"))
}
