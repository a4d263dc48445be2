//! UpdateServiceSetting.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_UpdateServiceSetting.html>

use gen_ssm::{UpdateServiceSettingInput, UpdateServiceSettingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_service_setting(
    _cx: &mut Cx<'_>,
    _input: &UpdateServiceSettingInput,
) -> ApiResult<UpdateServiceSettingOutput> {
    Err(ApiError::not_implemented("ssm:UpdateServiceSetting"))
}
