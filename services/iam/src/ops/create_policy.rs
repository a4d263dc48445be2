//! CreatePolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreatePolicy.html>

use gen_iam::{CreatePolicyInput, CreatePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_policy(
    _cx: &mut Cx<'_>,
    _input: &CreatePolicyInput,
) -> ApiResult<CreatePolicyOutput> {
    Err(ApiError::not_implemented("iam:CreatePolicy"))
}
