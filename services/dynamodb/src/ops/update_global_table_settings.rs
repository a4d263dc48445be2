//! UpdateGlobalTableSettings.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_UpdateGlobalTableSettings.html>

use gen_dynamodb::{UpdateGlobalTableSettingsInput, UpdateGlobalTableSettingsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_global_table_settings(
    _cx: &mut Cx<'_>,
    _input: &UpdateGlobalTableSettingsInput,
) -> ApiResult<UpdateGlobalTableSettingsOutput> {
    Err(ApiError::not_implemented("dynamodb:UpdateGlobalTableSettings"))
}
