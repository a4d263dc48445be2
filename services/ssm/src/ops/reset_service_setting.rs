//! ResetServiceSetting: a setting becomes what it is by default.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ResetServiceSetting.html>

use gen_ssm::{ResetServiceSettingInput, ResetServiceSettingOutput};
use kernel::{ApiResult, Cx};

use crate::settings;
use crate::tables::SETTINGS;

pub(super) async fn reset_service_setting(
    cx: &mut Cx<'_>,
    input: &ResetServiceSettingInput,
) -> ApiResult<ResetServiceSettingOutput> {
    let setting = settings::known(&input.setting_id)?;
    cx.delete(&SETTINGS, &setting.id.to_owned());
    Ok(ResetServiceSettingOutput { service_setting: Some(setting.show(cx).await?) })
}
