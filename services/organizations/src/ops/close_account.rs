//! CloseAccount.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html>

use gen_organizations::{CloseAccountInput, CloseAccountOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn close_account(
    _cx: &mut Cx<'_>,
    _input: &CloseAccountInput,
) -> ApiResult<CloseAccountOutput> {
    Err(ApiError::not_implemented("organizations:CloseAccount"))
}
