//! GetAccountSettings.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetAccountSettings.html>

use gen_lambda::{GetAccountSettingsInput, GetAccountSettingsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_account_settings(
    _cx: &mut Cx<'_>,
    _input: &GetAccountSettingsInput,
) -> ApiResult<GetAccountSettingsOutput> {
    Err(ApiError::not_implemented("lambda:GetAccountSettings"))
}
