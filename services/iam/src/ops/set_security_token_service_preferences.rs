//! SetSecurityTokenServicePreferences: which version of tokens the global endpoint of STS gives. A record: every token
//! of this cloud is valid in every region. GetAccountSummary shows it.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetSecurityTokenServicePreferences.html>

use gen_iam::values::global_endpoint_token_version as version;
use gen_iam::{SetSecurityTokenServicePreferencesInput, SetSecurityTokenServicePreferencesOutput};
use kernel::{ApiResult, Cx};

use crate::account_settings::{self, AccountSettings};

pub(crate) async fn set_security_token_service_preferences(
    cx: &mut Cx<'_>,
    input: &SetSecurityTokenServicePreferencesInput,
) -> ApiResult<SetSecurityTokenServicePreferencesOutput> {
    let long_tokens = input.global_endpoint_token_version == version::V2_TOKEN;
    let settings = AccountSettings { long_tokens, ..account_settings::get(cx).await? };
    account_settings::put(cx, &settings);
    Ok(SetSecurityTokenServicePreferencesOutput::default())
}
