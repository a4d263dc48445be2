//! MoveAccount.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html>

use gen_organizations::{MoveAccountInput, MoveAccountOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn move_account(
    _cx: &mut Cx<'_>,
    _input: &MoveAccountInput,
) -> ApiResult<MoveAccountOutput> {
    Err(ApiError::not_implemented("organizations:MoveAccount"))
}
