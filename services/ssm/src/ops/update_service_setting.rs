//! UpdateServiceSetting: changes a setting of Parameter Store.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateServiceSetting.html>

use gen_ssm::{UpdateServiceSettingInput, UpdateServiceSettingOutput};
use kernel::{ApiResult, Cx};

use crate::settings;
use crate::tables::{SETTINGS, Setting};

pub(super) async fn update_service_setting(
    cx: &mut Cx<'_>,
    input: &UpdateServiceSettingInput,
) -> ApiResult<UpdateServiceSettingOutput> {
    let setting = settings::known(&input.setting_id)?;
    setting.check(&input.setting_value)?;
    let row = Setting {
        value: input.setting_value.clone(),
        modified_at: cx.now(),
        modified_by: cx.caller().arn(cx.region()),
    };
    cx.put(&SETTINGS, &setting.id.to_owned(), &row);
    Ok(UpdateServiceSettingOutput::default())
}
