//! GetKeyPolicy.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html>

use gen_kms::{GetKeyPolicyInput, GetKeyPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_key_policy(
    _cx: &mut Cx<'_>,
    _input: &GetKeyPolicyInput,
) -> ApiResult<GetKeyPolicyOutput> {
    Err(ApiError::not_implemented("kms:GetKeyPolicy"))
}
