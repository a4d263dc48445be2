//! AcceptDelegationRequest.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_AcceptDelegationRequest.html>

use gen_iam::{AcceptDelegationRequestInput, AcceptDelegationRequestOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn accept_delegation_request(
    _cx: &mut Cx<'_>,
    _input: &AcceptDelegationRequestInput,
) -> ApiResult<AcceptDelegationRequestOutput> {
    Err(ApiError::not_implemented("iam:AcceptDelegationRequest"))
}
