//! GetAccountAuthorizationDetails.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetAccountAuthorizationDetails.html>

use gen_iam::{GetAccountAuthorizationDetailsInput, GetAccountAuthorizationDetailsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_account_authorization_details(
    _cx: &mut Cx<'_>,
    _input: &GetAccountAuthorizationDetailsInput,
) -> ApiResult<GetAccountAuthorizationDetailsOutput> {
    Err(ApiError::not_implemented("iam:GetAccountAuthorizationDetails"))
}
