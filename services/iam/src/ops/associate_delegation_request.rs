//! AssociateDelegationRequest.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_AssociateDelegationRequest.html>

use gen_iam::{AssociateDelegationRequestInput, AssociateDelegationRequestOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn associate_delegation_request(
    _cx: &mut Cx<'_>,
    _input: &AssociateDelegationRequestInput,
) -> ApiResult<AssociateDelegationRequestOutput> {
    Err(ApiError::not_implemented("iam:AssociateDelegationRequest"))
}
