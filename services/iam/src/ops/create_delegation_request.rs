//! CreateDelegationRequest.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateDelegationRequest.html>

use gen_iam::{CreateDelegationRequestInput, CreateDelegationRequestOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_delegation_request(
    _cx: &mut Cx<'_>,
    _input: &CreateDelegationRequestInput,
) -> ApiResult<CreateDelegationRequestOutput> {
    Err(ApiError::not_implemented("iam:CreateDelegationRequest"))
}
