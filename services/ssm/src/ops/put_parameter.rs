//! PutParameter: a new parameter, or, with Overwrite, a new version of one.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>

use gen_ssm::{PutParameterInput, PutParameterOutput};
use kernel::{ApiResult, Cx};

use crate::labels::Labels;
use crate::name::{self, ParameterKey};
use crate::parameter::{Kind, Meta, Parameter, Tier, Version};
use crate::put::Draft;
use crate::secure::{self, DEFAULT_KEY};
use crate::tables::{PARAMETERS, VERSIONS};
use crate::{errors, expiry, remove, settings, tags, tier, values};

pub(super) async fn put_parameter(
    cx: &mut Cx<'_>,
    input: &PutParameterInput,
) -> ApiResult<PutParameterOutput> {
    let (key, name) = name::for_new(cx, &input.name)?;
    let overwrite = input.overwrite.unwrap_or(false);
    let given_tags = input.tags.as_deref().unwrap_or_default();
    if overwrite && !given_tags.is_empty() {
        return Err(errors::tags_and_overwrite());
    }
    values::check_form(&input.value)?;
    let existing = cx.get(&PARAMETERS, &key).await?;
    if existing.is_some() && !overwrite {
        return Err(errors::already_exists());
    }
    let draft = Draft {
        request: input,
        key: &key,
        existing: existing.as_ref().map(|parameter| &parameter.meta),
        now: cx.now(),
        by: cx.caller().arn(cx.region()),
        default_tier: settings::default_tier(cx).await?,
        standard_is_full: tier::is_full(cx, Tier::Standard).await?,
    };
    let meta = draft.meta()?;
    let operation = if existing.is_some() { "Update" } else { "Create" };
    let was = existing.as_ref().map(|parameter| parameter.meta.tier);
    let parameter = match existing {
        Some(before) => next_version(cx, &key, before, meta).await?,
        None => {
            Parameter { name, version: 1, meta, tags: tags::with(&[], given_tags)?, sharing: None }
        }
    };
    tier::enter(cx, &key, was, parameter.meta.tier).await?;
    let value = stored_value(cx, &key, &parameter.meta, &input.value).await?;
    let version = Version { meta: parameter.meta.clone(), value };
    cx.put(&VERSIONS, &(key.clone(), parameter.version), &version);
    cx.put(&PARAMETERS, &key, &parameter);
    expiry::watch(cx, &key, &parameter).await?;
    remove::announce(cx, operation, &parameter)?;
    Ok(PutParameterOutput {
        version: i64::try_from(parameter.version).ok(),
        tier: Some(parameter.meta.tier.as_str().to_owned()),
    })
}

/// The parameter with one version more; the oldest goes when there are too many.
async fn next_version(
    cx: &mut Cx<'_>,
    key: &ParameterKey,
    before: Parameter,
    meta: Meta,
) -> ApiResult<Parameter> {
    let (oldest, version) = (remove::oldest(before.version), before.version + 1);
    if oldest < remove::oldest(version) {
        let labels = Labels::load(cx, key).await?;
        if !labels.of(oldest).is_empty() {
            return Err(errors::oldest_has_label(&before.name, oldest));
        }
        cx.delete(&VERSIONS, &(key.clone(), oldest));
    }
    Ok(Parameter { version, meta, ..before })
}

async fn stored_value(
    cx: &mut Cx<'_>,
    key: &ParameterKey,
    meta: &Meta,
    value: &str,
) -> ApiResult<String> {
    if meta.kind != Kind::SecureString {
        return Ok(value.to_owned());
    }
    let key_id = meta.key_id.as_deref().unwrap_or(DEFAULT_KEY);
    secure::seal(cx, key, key_id, meta.tier, value).await
}
