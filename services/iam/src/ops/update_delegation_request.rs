//! UpdateDelegationRequest.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateDelegationRequest.html>

use gen_iam::{UpdateDelegationRequestInput, UpdateDelegationRequestOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_delegation_request(
    _cx: &mut Cx<'_>,
    _input: &UpdateDelegationRequestInput,
) -> ApiResult<UpdateDelegationRequestOutput> {
    Err(ApiError::not_implemented("iam:UpdateDelegationRequest"))
}
