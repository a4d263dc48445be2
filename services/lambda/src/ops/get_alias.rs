//! GetAlias: an alias and the versions that it points to.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html>

use gen_lambda::{AliasConfiguration, GetAliasRequest};
use kernel::{ApiResult, Cx};

use crate::function_name::{Qualifier, Target, qualified_arn};
use crate::{alias, errors};

pub(crate) async fn get_alias(
    cx: &mut Cx<'_>,
    input: &GetAliasRequest,
) -> ApiResult<AliasConfiguration> {
    let name = Target::parse(cx, &input.function_name, None)?.name;
    match alias::get(cx, &name, &input.name).await? {
        Some(alias) => alias.shown(cx, &name),
        None => {
            let qualifier = Qualifier::Alias(input.name.clone());
            Err(errors::no_such_alias(&qualified_arn(cx, &name, Some(&qualifier))?))
        }
    }
}
