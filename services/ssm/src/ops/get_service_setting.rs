//! GetServiceSetting: a setting of Parameter Store, as it was changed or as it is by default.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetServiceSetting.html>

use gen_ssm::{GetServiceSettingInput, GetServiceSettingOutput};
use kernel::{ApiResult, Cx};

use crate::settings;

pub(super) async fn get_service_setting(
    cx: &mut Cx<'_>,
    input: &GetServiceSettingInput,
) -> ApiResult<GetServiceSettingOutput> {
    let setting = settings::known(&input.setting_id)?;
    Ok(GetServiceSettingOutput { service_setting: Some(setting.show(cx).await?) })
}
