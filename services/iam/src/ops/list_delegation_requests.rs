//! ListDelegationRequests.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListDelegationRequests.html>

use gen_iam::{ListDelegationRequestsInput, ListDelegationRequestsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_delegation_requests(
    _cx: &mut Cx<'_>,
    _input: &ListDelegationRequestsInput,
) -> ApiResult<ListDelegationRequestsOutput> {
    Err(ApiError::not_implemented("iam:ListDelegationRequests"))
}
