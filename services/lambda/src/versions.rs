//! Publishing: a version is what `$LATEST` is at the moment, and never changes. Nothing new is published while nothing
//! has changed since the last time.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html>

use kernel::{ApiResult, Cx};

use crate::function::{Configuration, Function, State, UpdateStatus};
use crate::function_name::FunctionName;
use crate::settle;
use crate::tables::{FUNCTIONS, VERSIONS};

/// How a version comes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Published {
    /// By a call of its own: it is active at once.
    Alone,
    /// Along with a new function or new code: it is pending until that is through.
    WithChange,
}

/// Publishes `$LATEST` of a function and writes both; answers the version.
pub(crate) async fn publish(
    cx: &mut Cx<'_>,
    function: &mut Function,
    description: Option<&str>,
    how: Published,
) -> ApiResult<Configuration> {
    if let Some(number) = function.published_as
        && let Some(version) = cx.get(&VERSIONS, &(function.name.clone(), number)).await?
    {
        cx.put(&FUNCTIONS, &function.name.clone(), function);
        return Ok(version);
    }
    let number = function.last_version + 1;
    let mut version = function.latest.clone();
    version.version = Some(number);
    version.touch(cx);
    if let Some(description) = description {
        description.clone_into(&mut version.settings.description);
    }
    match how {
        Published::Alone => {
            version.state = State::Active;
            version.update = Some(UpdateStatus::Successful);
        }
        Published::WithChange => {
            version.state = State::Pending;
            version.update = None;
            settle::schedule(cx, &function.name, Some(number)).await?;
        }
    }
    hold(cx, &version).await?;
    cx.put(&VERSIONS, &(function.name.clone(), number), &version);
    function.last_version = number;
    function.published_as = Some(number);
    function.latest.touch(cx);
    cx.put(&FUNCTIONS, &function.name.clone(), function);
    Ok(version)
}

/// Keeps what a version uses.
pub(crate) async fn hold(cx: &mut Cx<'_>, version: &Configuration) -> ApiResult<()> {
    version.package.hold(cx).await?;
    for layer in &version.settings.layers {
        layer.package.pin(cx).await?;
    }
    Ok(())
}

/// Lets go of what a version uses.
pub(crate) async fn release(cx: &mut Cx<'_>, version: &Configuration) -> ApiResult<()> {
    version.package.release(cx).await?;
    for layer in &version.settings.layers {
        layer.package.unpin(cx).await?;
    }
    Ok(())
}

/// All published versions of a function, in their order.
pub(crate) async fn all(cx: &mut Cx<'_>, name: &FunctionName) -> ApiResult<Vec<Configuration>> {
    let range = cx.rows(&VERSIONS).prefix(name);
    let rows = cx.range(&VERSIONS, &range, usize::MAX).await?;
    Ok(rows.into_iter().map(|(_, version)| version).collect())
}

/// Removes a version and lets go of what it uses.
pub(crate) async fn remove(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    version: &Configuration,
) -> ApiResult<()> {
    release(cx, version).await?;
    if let Some(number) = version.version {
        cx.cancel(&settle::SETTLE, &format!("{name}:{number}")).await?;
        cx.delete(&VERSIONS, &(name.clone(), number));
    }
    Ok(())
}
