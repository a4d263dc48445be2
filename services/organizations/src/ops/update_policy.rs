//! UpdatePolicy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdatePolicy.html>

use gen_organizations::{UpdatePolicyInput, UpdatePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_policy(
    _cx: &mut Cx<'_>,
    _input: &UpdatePolicyInput,
) -> ApiResult<UpdatePolicyOutput> {
    Err(ApiError::not_implemented("organizations:UpdatePolicy"))
}
