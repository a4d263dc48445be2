//! From the name in a request to the function and the version that it means.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/versioning-aliases.html>

use std::sync::Arc;

use kernel::{ApiResult, Cx};

use crate::alias::{self, Alias};
use crate::errors;
use crate::function::{Configuration, Function};
use crate::function_name::{FunctionName, Qualifier, Target, qualified_arn};
use crate::tables::{FUNCTIONS, VERSIONS};

/// A function and one of its versions.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) function: Arc<Function>,
    /// The published version; `None`: `$LATEST`, which the function itself has.
    published: Option<Arc<Configuration>>,
    /// The alias that led there.
    pub(crate) alias: Option<Alias>,
    /// What the request wrote behind the name.
    pub(crate) qualifier: Option<Qualifier>,
}

impl Resolved {
    /// What the version runs with.
    pub(crate) fn version(&self) -> &Configuration {
        self.published.as_deref().unwrap_or(&self.function.latest)
    }

    /// The ARN as the request wrote it: with the alias, when it named one.
    pub(crate) fn arn(&self, cx: &Cx<'_>) -> ApiResult<String> {
        qualified_arn(cx, &self.function.name, self.qualifier.as_ref())
    }
}

/// The function and the version that `target` means; of an alias with two versions, either, by chance and weight.
/// Recorded: who calls what is not there has called its `$LATEST`.
pub(crate) async fn resolve(cx: &mut Cx<'_>, target: &Target) -> ApiResult<Resolved> {
    if target.qualifier.is_none() && cx.get_shared(&FUNCTIONS, &target.name).await?.is_none() {
        let arn = qualified_arn(cx, &target.name, Some(&Qualifier::Latest))?;
        return Err(errors::no_such_function(&arn));
    }
    let chance = cx.random().unit();
    find(cx, target, chance).await
}

/// The same for who looks at the configuration: an alias means its first version.
pub(crate) async fn describe(cx: &mut Cx<'_>, target: &Target) -> ApiResult<Resolved> {
    find(cx, target, 1.0).await
}

async fn find(cx: &mut Cx<'_>, target: &Target, chance: f64) -> ApiResult<Resolved> {
    let name = &target.name;
    let none = |cx: &Cx<'_>| target.arn(cx).map(|arn| errors::no_such_function(&arn));
    let Some(function) = cx.get_shared(&FUNCTIONS, name).await? else { return Err(none(cx)?) };
    let mut alias = None;
    let number = match &target.qualifier {
        None | Some(Qualifier::Latest) => None,
        Some(Qualifier::Version(number)) => Some(*number),
        Some(Qualifier::Other(_)) => return Err(none(cx)?),
        Some(Qualifier::Alias(text)) => match alias::get(cx, name, text).await? {
            Some(found) => {
                let number = found.pick(chance);
                alias = Some(found);
                number
            }
            None => return Err(none(cx)?),
        },
    };
    let published = match number {
        None => None,
        Some(number) => match cx.get_shared(&VERSIONS, &(name.clone(), number)).await? {
            Some(version) => Some(version),
            None => return Err(none(cx)?),
        },
    };
    Ok(Resolved { function, published, alias, qualifier: target.qualifier.clone() })
}

/// The function of this name, to be changed.
pub(crate) async fn function(cx: &mut Cx<'_>, name: &FunctionName) -> ApiResult<Function> {
    match cx.get(&FUNCTIONS, name).await? {
        Some(function) => Ok(function),
        None => Err(errors::no_such_function(&qualified_arn(cx, name, None)?)),
    }
}

/// Fails unless what the qualifier names is there. Aliases and versions are missed in words of their own.
pub(crate) async fn require_qualified(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    qualifier: &Qualifier,
) -> ApiResult<()> {
    let arn = qualified_arn(cx, name, Some(qualifier))?;
    match qualifier {
        Qualifier::Latest => function(cx, name).await.map(|_| ()),
        Qualifier::Version(number) => {
            let there = cx.has(&VERSIONS, &(name.clone(), *number)).await?;
            if there { Ok(()) } else { Err(errors::no_such_function(&arn)) }
        }
        Qualifier::Alias(text) => match alias::get(cx, name, text).await? {
            Some(_) => Ok(()),
            None => Err(errors::no_such_alias(&arn)),
        },
        Qualifier::Other(_) => Err(errors::no_such_function(&arn)),
    }
}

/// The revision of what `target` names: an alias has one of its own.
pub(crate) async fn revision(cx: &mut Cx<'_>, target: &Target) -> ApiResult<String> {
    let found = describe(cx, target).await?;
    Ok(match &found.alias {
        Some(alias) => alias.revision.clone(),
        None => found.version().revision.clone(),
    })
}
