//! What events have to know of a function, or of one of its versions and aliases.

use kernel::{ApiResult, Cx};

use crate::alias;
use crate::function_name::{FunctionName, Qualifier, function_arn};
use crate::tables::{FUNCTIONS, VERSIONS};

/// A function as it was called.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) name: FunctionName,
    /// Without a qualifier.
    pub(crate) arn: String,
    /// The ARN of its execution role.
    pub(crate) role: String,
    /// The ARN of its dead-letter queue or topic.
    pub(crate) dead_letter: Option<String>,
    /// Seconds.
    pub(crate) timeout: u64,
    /// Whether no invocation of it is let through.
    pub(crate) is_stopped: bool,
}

/// The function, when it is there with this qualifier.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    qualifier: Option<&Qualifier>,
) -> ApiResult<Option<Facts>> {
    let Some(function) = cx.get_shared(&FUNCTIONS, name).await? else { return Ok(None) };
    let version = match qualifier {
        None | Some(Qualifier::Latest) => None,
        Some(Qualifier::Version(number)) => Some(*number),
        Some(Qualifier::Alias(text)) => match alias::get(cx, name, text).await? {
            Some(alias) => alias.version,
            None => return Ok(None),
        },
        Some(Qualifier::Other(_)) => return Ok(None),
    };
    let settings = match version {
        None => function.latest.settings.clone(),
        Some(number) => match cx.get_shared(&VERSIONS, &(name.clone(), number)).await? {
            Some(version) => version.settings.clone(),
            None => return Ok(None),
        },
    };
    Ok(Some(Facts {
        name: name.clone(),
        arn: function_arn(cx, name)?,
        role: settings.role,
        dead_letter: settings.dead_letter,
        timeout: u64::try_from(settings.timeout).unwrap_or_default(),
        is_stopped: function.reserved == Some(0),
    }))
}
