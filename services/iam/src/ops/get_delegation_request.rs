//! GetDelegationRequest.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetDelegationRequest.html>

use gen_iam::{GetDelegationRequestInput, GetDelegationRequestOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_delegation_request(
    _cx: &mut Cx<'_>,
    _input: &GetDelegationRequestInput,
) -> ApiResult<GetDelegationRequestOutput> {
    Err(ApiError::not_implemented("iam:GetDelegationRequest"))
}
