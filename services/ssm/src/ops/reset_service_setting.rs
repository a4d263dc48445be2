//! ResetServiceSetting.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_ResetServiceSetting.html>

use gen_ssm::{ResetServiceSettingInput, ResetServiceSettingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn reset_service_setting(
    _cx: &mut Cx<'_>,
    _input: &ResetServiceSettingInput,
) -> ApiResult<ResetServiceSettingOutput> {
    Err(ApiError::not_implemented("ssm:ResetServiceSetting"))
}
