//! Service settings of Parameter Store: the tier of parameters that name none, and high throughput.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetServiceSetting.html>

use gen_ssm::ServiceSetting;
use kernel::{ApiError, ApiResult, Arn, Cx, Timestamp};

use crate::errors;
use crate::tables::{SETTINGS, Setting};
use crate::tier::Wish;

/// A setting that is there.
pub(crate) struct Known {
    pub(crate) id: &'static str,
    default: &'static str,
    values: &'static [&'static str],
}

const DEFAULT_TIER: Known = Known {
    id: "/ssm/parameter-store/default-parameter-tier",
    default: "Standard",
    values: &["Standard", "Advanced", "Intelligent-Tiering"],
};
const HIGH_THROUGHPUT: Known = Known {
    id: "/ssm/parameter-store/high-throughput-enabled",
    default: "false",
    values: &["true", "false"],
};

/// Settings that AWS has for what is not here.
const OTHERS: [&str; 8] = [
    "/ssm/appconfig/",
    "/ssm/automation/",
    "/ssm/documents/",
    "/ssm/managed-instance/",
    "/ssm/opsinsights/",
    "/ssm/opsitem/",
    "/ssm/opsmetadata/",
    "/ssm/patch/",
];

/// When the settings began to be what they are without anybody's doing.
const SINCE: Timestamp = Timestamp::from_secs(1_555_532_818);

/// The id in a text that is an id or an ARN.
pub(crate) fn id_of(text: &str) -> String {
    let arn = text.parse::<Arn>().ok();
    match arn.as_ref().and_then(|arn| arn.resource().strip_prefix("servicesetting")) {
        Some(id) => id.to_owned(),
        None => text.to_owned(),
    }
}

/// The setting that a request names.
pub(crate) fn known(text: &str) -> ApiResult<&'static Known> {
    let id = id_of(text);
    if OTHERS.iter().any(|prefix| id.starts_with(prefix)) {
        return Err(ApiError::not_implemented(format!("the service setting {id}")));
    }
    let found = [&DEFAULT_TIER, &HIGH_THROUGHPUT].into_iter().find(|known| known.id == id);
    found.ok_or_else(|| errors::setting_not_found(text))
}

impl Known {
    /// Whether the setting takes the value.
    pub(crate) fn check(&self, value: &str) -> ApiResult<()> {
        match self.values.contains(&value) {
            true => Ok(()),
            false => Err(errors::setting_value(self.id, value, &self.values.join(", "))),
        }
    }

    /// The setting as it is.
    pub(crate) async fn show(&self, cx: &mut Cx<'_>) -> ApiResult<ServiceSetting> {
        let changed = cx.get(&SETTINGS, &self.id.to_owned()).await?;
        let status = if changed.is_some() { "Customized" } else { "Default" };
        let setting = changed.unwrap_or_else(|| Setting {
            value: self.default.to_owned(),
            modified_at: SINCE,
            modified_by: "System".to_owned(),
        });
        Ok(ServiceSetting {
            setting_id: Some(self.id.to_owned()),
            setting_value: Some(setting.value),
            last_modified_date: Some(setting.modified_at),
            last_modified_user: Some(setting.modified_by),
            arn: Some(cx.arn("ssm", &format!("servicesetting{}", self.id))?.into()),
            status: Some(status.to_owned()),
        })
    }
}

/// The tier of parameters that name none.
pub(crate) async fn default_tier(cx: &mut Cx<'_>) -> ApiResult<Wish> {
    let setting = cx.get_shared(&SETTINGS, &DEFAULT_TIER.id.to_owned()).await?;
    Ok(setting.and_then(|setting| Wish::parse(&setting.value)).unwrap_or(Wish::Standard))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_named_by_id_or_arn() {
        let arn = "arn:aws:ssm:us-east-1:111122223333:servicesetting/ssm/parameter-store/default-parameter-tier";
        assert_eq!(known(arn).expect("known").id, DEFAULT_TIER.id);
        assert_eq!(known(HIGH_THROUGHPUT.id).expect("known").id, HIGH_THROUGHPUT.id);
        for (id, code) in [
            ("/ssm/managed-instance/activation-tier", "NotImplemented"),
            ("/ssm/parameter-store/none", "ServiceSettingNotFound"),
            ("", "ServiceSettingNotFound"),
        ] {
            assert_eq!(known(id).err().expect(id).code(), code);
        }
        assert!(DEFAULT_TIER.check("Advanced").is_ok() && DEFAULT_TIER.check("advanced").is_err());
    }
}
