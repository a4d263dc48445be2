//! Which provisioned concurrency a request is about.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html>

use kernel::{ApiResult, Cx};

use crate::function_name::{FunctionName, Qualifier, Target};
use crate::provisioned::Provisioned;
use crate::tables::PROVISIONED;
use crate::{errors, resolve};

/// What was found.
pub(crate) struct Found {
    pub(crate) name: FunctionName,
    pub(crate) qualifier: Qualifier,
    pub(crate) row: Provisioned,
}

/// The version or alias that a request is about, which must be there.
pub(crate) async fn named(
    cx: &mut Cx<'_>,
    function: &str,
    qualifier: &str,
) -> ApiResult<(FunctionName, Qualifier)> {
    let target = Target::parse(cx, function, Some(qualifier))?;
    let qualifier = target.qualifier.unwrap_or(Qualifier::Latest);
    if qualifier == Qualifier::Latest {
        return Err(errors::invalid(
            "The function resource provided must be an alias or a published version.",
        ));
    }
    resolve::require_qualified(cx, &target.name, &qualifier).await?;
    Ok((target.name, qualifier))
}

/// The same with what was asked for.
pub(crate) async fn find(cx: &mut Cx<'_>, function: &str, qualifier: &str) -> ApiResult<Found> {
    let (name, qualifier) = named(cx, function, qualifier).await?;
    let row = cx.get(&PROVISIONED, &(name.clone(), qualifier.to_string())).await?;
    let missing =
        || errors::no_provisioned("No Provisioned Concurrency Config found for this function");
    Ok(Found { name, qualifier, row: row.ok_or_else(missing)? })
}
