//! GetServiceSetting.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_GetServiceSetting.html>

use gen_ssm::{GetServiceSettingInput, GetServiceSettingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_service_setting(
    _cx: &mut Cx<'_>,
    _input: &GetServiceSettingInput,
) -> ApiResult<GetServiceSettingOutput> {
    Err(ApiError::not_implemented("ssm:GetServiceSetting"))
}
