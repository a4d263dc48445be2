//! DisablePolicyType.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisablePolicyType.html>

use gen_organizations::{DisablePolicyTypeInput, DisablePolicyTypeOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn disable_policy_type(
    _cx: &mut Cx<'_>,
    _input: &DisablePolicyTypeInput,
) -> ApiResult<DisablePolicyTypeOutput> {
    Err(ApiError::not_implemented("organizations:DisablePolicyType"))
}
