//! CreatePolicy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html>

use gen_organizations::{CreatePolicyInput, CreatePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_policy(
    _cx: &mut Cx<'_>,
    _input: &CreatePolicyInput,
) -> ApiResult<CreatePolicyOutput> {
    Err(ApiError::not_implemented("organizations:CreatePolicy"))
}
