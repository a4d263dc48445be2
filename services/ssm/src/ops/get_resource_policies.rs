//! GetResourcePolicies.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_GetResourcePolicies.html>

use gen_ssm::{GetResourcePoliciesInput, GetResourcePoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_resource_policies(
    _cx: &mut Cx<'_>,
    _input: &GetResourcePoliciesInput,
) -> ApiResult<GetResourcePoliciesOutput> {
    Err(ApiError::not_implemented("ssm:GetResourcePolicies"))
}
