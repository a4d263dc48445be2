//! UpdateAlias: points an alias elsewhere, or describes it anew; what the request leaves out stays.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html>

use gen_lambda::{AliasConfiguration, UpdateAliasRequest};
use kernel::{ApiResult, Cx};

use crate::function_name::{Qualifier, Target, qualified_arn};
use crate::tables::{ALIASES, PROVISIONED};
use crate::{alias, errors, provisioned, resolve};

pub(crate) async fn update_alias(
    cx: &mut Cx<'_>,
    input: &UpdateAliasRequest,
) -> ApiResult<AliasConfiguration> {
    let name = Target::parse(cx, &input.function_name, None)?.name;
    let function = resolve::function(cx, &name).await?;
    let Some(mut alias) = alias::get(cx, &name, &input.name).await? else {
        let qualifier = Qualifier::Alias(input.name.clone());
        let arn = qualified_arn(cx, &name, Some(&qualifier))?;
        return Err(errors::not_found(format!("Alias not found: {arn}")));
    };
    if input.revision_id.as_ref().is_some_and(|known| *known != alias.revision) {
        return Err(errors::wrong_revision());
    }
    if let Some(text) = &input.function_version {
        alias.version = alias::parse_version(cx, &function, text).await?;
    }
    if let Some(routing) = &input.routing_config {
        alias.second = alias::parse_routing(cx, &function, alias.version, Some(routing)).await?;
    }
    if alias.second.is_some_and(|(second, _)| alias.version == Some(second)) {
        let number = alias::version_text(alias.version);
        return Err(errors::invalid(format!(
            "Invalid function version {number}. Function version {number} is already included in routing \
             configuration."
        )));
    }
    if let Some(description) = &input.description {
        alias.description.clone_from(description);
    }
    let key = (name.clone(), alias.name.clone());
    let provisioned = cx.has(&PROVISIONED, &key).await?;
    if provisioned {
        provisioned::require_no_snap_start(cx, &name, alias.version).await?;
    }
    alias.revision = cx.random().uuid();
    cx.put(&ALIASES, &key, &alias);
    if provisioned {
        provisioned::schedule(cx, &name).await?;
    }
    alias.shown(cx, &name)
}
