//! Changes of functions: one at a time, and only when the caller knows what is changed.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html>

use kernel::{ApiResult, Cx};

use crate::function::{Function, State, UpdateStatus};
use crate::function_name::{Target, function_arn};
use crate::{errors, resolve};

/// The function, when nothing else is going on with it and its revision is the one that the request knows.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    target: &Target,
    revision: Option<&str>,
) -> ApiResult<Function> {
    let function = resolve::function(cx, &target.name).await?;
    if revision.is_some_and(|known| known != function.latest.revision) {
        return Err(errors::wrong_revision());
    }
    if function.latest.update == Some(UpdateStatus::InProgress) {
        return Err(errors::update_in_progress(&function_arn(cx, &target.name)?));
    }
    if function.latest.state == State::Pending {
        return Err(errors::still_pending());
    }
    Ok(function)
}
