//! SetSecurityTokenServicePreferences.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_SetSecurityTokenServicePreferences.html>

use gen_iam::{SetSecurityTokenServicePreferencesInput, SetSecurityTokenServicePreferencesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn set_security_token_service_preferences(
    _cx: &mut Cx<'_>,
    _input: &SetSecurityTokenServicePreferencesInput,
) -> ApiResult<SetSecurityTokenServicePreferencesOutput> {
    Err(ApiError::not_implemented("iam:SetSecurityTokenServicePreferences"))
}
