//! ListCreateAccountStatus.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListCreateAccountStatus.html>

use gen_organizations::{ListCreateAccountStatusInput, ListCreateAccountStatusOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_create_account_status(
    _cx: &mut Cx<'_>,
    _input: &ListCreateAccountStatusInput,
) -> ApiResult<ListCreateAccountStatusOutput> {
    Err(ApiError::not_implemented("organizations:ListCreateAccountStatus"))
}
