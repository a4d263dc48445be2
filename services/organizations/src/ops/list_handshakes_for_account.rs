//! ListHandshakesForAccount.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForAccount.html>

use gen_organizations::{ListHandshakesForAccountInput, ListHandshakesForAccountOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_handshakes_for_account(
    _cx: &mut Cx<'_>,
    _input: &ListHandshakesForAccountInput,
) -> ApiResult<ListHandshakesForAccountOutput> {
    Err(ApiError::not_implemented("organizations:ListHandshakesForAccount"))
}
