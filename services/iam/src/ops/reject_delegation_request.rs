//! RejectDelegationRequest.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_RejectDelegationRequest.html>

use gen_iam::{RejectDelegationRequestInput, RejectDelegationRequestOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn reject_delegation_request(
    _cx: &mut Cx<'_>,
    _input: &RejectDelegationRequestInput,
) -> ApiResult<RejectDelegationRequestOutput> {
    Err(ApiError::not_implemented("iam:RejectDelegationRequest"))
}
