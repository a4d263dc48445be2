//! SendDelegationToken.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_SendDelegationToken.html>

use gen_iam::{SendDelegationTokenInput, SendDelegationTokenOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn send_delegation_token(
    _cx: &mut Cx<'_>,
    _input: &SendDelegationTokenInput,
) -> ApiResult<SendDelegationTokenOutput> {
    Err(ApiError::not_implemented("iam:SendDelegationToken"))
}
