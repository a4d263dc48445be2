//! CreateAlias: a name for a version of a function.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html>

use gen_lambda::{AliasConfiguration, CreateAliasRequest};
use kernel::{ApiResult, Cx};

use crate::alias::{self, Alias};
use crate::errors;
use crate::function_name::{Qualifier, Target, qualified_arn};
use crate::tables::{ALIASES, FUNCTIONS};

pub(crate) async fn create_alias(
    cx: &mut Cx<'_>,
    input: &CreateAliasRequest,
) -> ApiResult<AliasConfiguration> {
    let target = Target::parse(cx, &input.function_name, None)?;
    let name = target.name;
    let Some(function) = cx.get(&FUNCTIONS, &name).await? else {
        let wanted = Qualifier::parse(&input.function_version);
        return Err(errors::no_such_function(&qualified_arn(cx, &name, Some(&wanted))?));
    };
    let version = alias::parse_version(cx, &function, &input.function_version).await?;
    let second =
        alias::parse_routing(cx, &function, version, input.routing_config.as_ref()).await?;
    if alias::get(cx, &name, &input.name).await?.is_some() {
        let qualifier = Qualifier::Alias(input.name.clone());
        let arn = qualified_arn(cx, &name, Some(&qualifier))?;
        return Err(errors::conflict(format!("Alias already exists: {arn}")));
    }
    let alias = Alias {
        name: input.name.clone(),
        version,
        description: input.description.clone().unwrap_or_default(),
        second,
        revision: cx.random().uuid(),
    };
    cx.put(&ALIASES, &(name.clone(), alias.name.clone()), &alias);
    alias.shown(cx, &name)
}
