//! CreateAccount.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html>

use gen_organizations::{CreateAccountInput, CreateAccountOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_account(
    _cx: &mut Cx<'_>,
    _input: &CreateAccountInput,
) -> ApiResult<CreateAccountOutput> {
    Err(ApiError::not_implemented("organizations:CreateAccount"))
}
