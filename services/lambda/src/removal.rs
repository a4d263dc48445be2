//! Removing functions, with all that belongs to them, and single versions.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html>

use kernel::{ApiResult, Cx};

use crate::function_name::{FunctionName, Qualifier, qualified_arn};
use crate::tables::{ALIASES, FUNCTIONS, POLICIES, PROVISIONED, VERSIONS};
use crate::{alias, errors, events, function_url, resolve, settle, spec, versions};

/// Removes a function.
pub(crate) async fn function(cx: &mut Cx<'_>, name: &FunctionName) -> ApiResult<()> {
    let function = resolve::function(cx, name).await?;
    for version in versions::all(cx, name).await? {
        versions::remove(cx, name, &version).await?;
    }
    versions::release(cx, &function.latest).await?;
    for alias in alias::all(cx, name).await? {
        cx.delete(&ALIASES, &(name.clone(), alias.name));
    }
    for (alias, url) in function_url::all(cx, name).await? {
        function_url::remove(cx, name, &alias, &url);
    }
    let policies = cx.rows(&POLICIES).prefix(name);
    for (key, _) in cx.range(&POLICIES, &policies, usize::MAX).await? {
        cx.delete(&POLICIES, &key);
    }
    let provisioned = cx.rows(&PROVISIONED).prefix(name);
    for (key, _) in cx.range(&PROVISIONED, &provisioned, usize::MAX).await? {
        cx.delete(&PROVISIONED, &key);
    }
    events::config::forget(cx, name).await?;
    cx.cancel(&settle::SETTLE, name.as_str()).await?;
    cx.delete(&FUNCTIONS, name);
    spec::forget(cx, name, None)
}

/// Removes a version, unless an alias points to it. One that is not there is gone already.
pub(crate) async fn version(cx: &mut Cx<'_>, name: &FunctionName, number: u64) -> ApiResult<()> {
    resolve::function(cx, name).await?;
    let uses = |alias: &alias::Alias| {
        alias.version == Some(number) || alias.second.is_some_and(|(second, _)| second == number)
    };
    let aliases = alias::all(cx, name).await?;
    let aliases: Vec<String> = aliases.into_iter().filter(uses).map(|alias| alias.name).collect();
    if !aliases.is_empty() {
        let arn = qualified_arn(cx, name, Some(&Qualifier::Version(number)))?;
        return Err(errors::version_has_aliases(&arn, &aliases));
    }
    if let Some(version) = cx.get(&VERSIONS, &(name.clone(), number)).await? {
        versions::remove(cx, name, &version).await?;
    }
    let key = (name.clone(), number.to_string());
    cx.delete(&POLICIES, &key);
    cx.delete(&PROVISIONED, &key);
    cx.delete(&events::tables::CONFIGS, &key);
    spec::forget(cx, name, Some(number.to_string()))
}
