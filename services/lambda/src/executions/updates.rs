//! What a checkpoint's request says, in the terms of the crate that decides about it.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_OperationUpdate.html>

use std::time::Duration;

use durable::{Action, Failure, Kind, Update};
use gen_lambda::{ErrorObject, OperationUpdate};
use kernel::{ApiError, ApiResult};

use crate::{errors, limits};

/// All updates of a checkpoint, within their bounds. `child`: another execution waits for the result of this one.
pub(crate) fn read(given: &[OperationUpdate], child: bool) -> ApiResult<Vec<Update>> {
    given.iter().map(|update| one(update, child)).collect()
}

fn one(given: &OperationUpdate, child: bool) -> ApiResult<Update> {
    let options = given.chained_invoke_options.as_ref();
    if options.is_some_and(|options| options.tenant_id.is_some()) {
        return Err(ApiError::not_implemented("lambda: chained invokes with a tenant"));
    }
    let seconds = |secs: i32| Duration::from_secs(u64::from(secs.unsigned_abs()));
    let callback = given.callback_options.as_ref();
    let delay = match given.r#type.as_str() {
        "STEP" => given.step_options.as_ref().and_then(|it| it.next_attempt_delay_seconds),
        "WAIT" => given.wait_options.as_ref().and_then(|it| it.wait_seconds),
        "CALLBACK" => callback.and_then(|it| it.timeout_seconds),
        _ => None,
    };
    let update = Update {
        id: given.id.clone(),
        parent: given.parent_id.clone(),
        name: given.name.clone(),
        sub_type: given.sub_type.clone(),
        kind: kind(&given.r#type)?,
        action: action(&given.action)?,
        payload: given.payload.clone(),
        error: given.error.as_ref().map(failure).transpose()?,
        delay: delay.map(seconds),
        heartbeat: callback.and_then(|it| it.heartbeat_timeout_seconds).map(seconds),
        replay_children: given
            .context_options
            .as_ref()
            .and_then(|it| it.replay_children)
            .unwrap_or(false),
        function: options.map(|options| options.function_name.clone()),
    };
    let most = match update.kind {
        Kind::Execution if !child => functions::MAX_PAYLOAD,
        _ => limits::MAX_OPERATION_PAYLOAD,
    };
    match update.payload.as_ref().is_some_and(|payload| payload.len() > most) {
        true => Err(errors::operation_too_large(&format!("{} operation", given.r#type), most)),
        false => Ok(update),
    }
}

/// An error, when it is not too large with all its parts.
pub(crate) fn failure(given: &ErrorObject) -> ApiResult<Failure> {
    let failure = Failure {
        message: given.error_message.clone(),
        kind: given.error_type.clone(),
        data: given.error_data.clone(),
        trace: given.stack_trace.clone().unwrap_or_default(),
    };
    let parts = [&failure.message, &failure.kind, &failure.data];
    let size: usize = parts.into_iter().flatten().map(String::len).sum();
    let size = size + failure.trace.iter().map(String::len).sum::<usize>();
    match size > limits::MAX_OPERATION_PAYLOAD {
        true => Err(errors::operation_too_large("Error object", limits::MAX_OPERATION_PAYLOAD)),
        false => Ok(failure),
    }
}

/// The model lets no other through.
fn kind(text: &str) -> ApiResult<Kind> {
    Ok(match text {
        "EXECUTION" => Kind::Execution,
        "CONTEXT" => Kind::Context,
        "STEP" => Kind::Step,
        "WAIT" => Kind::Wait,
        "CALLBACK" => Kind::Callback,
        "CHAINED_INVOKE" => Kind::ChainedInvoke,
        other => return Err(ApiError::bug(format!("{other} is no type of operations"))),
    })
}

fn action(text: &str) -> ApiResult<Action> {
    Ok(match text {
        "START" => Action::Start,
        "SUCCEED" => Action::Succeed,
        "FAIL" => Action::Fail,
        "RETRY" => Action::Retry,
        "CANCEL" => Action::Cancel,
        other => return Err(ApiError::bug(format!("{other} is no action on operations"))),
    })
}

#[cfg(test)]
mod tests {
    use gen_lambda::{CallbackOptions, ChainedInvokeOptions, StepOptions, WaitOptions};

    use super::*;

    fn given(kind: &str, action: &str) -> OperationUpdate {
        OperationUpdate {
            id: "a".to_owned(),
            r#type: kind.to_owned(),
            action: action.to_owned(),
            step_options: Some(StepOptions { next_attempt_delay_seconds: Some(1) }),
            wait_options: Some(WaitOptions { wait_seconds: Some(2) }),
            callback_options: Some(CallbackOptions {
                timeout_seconds: Some(3),
                heartbeat_timeout_seconds: Some(4),
            }),
            ..OperationUpdate::default()
        }
    }

    #[test]
    fn each_kind_has_options_of_its_own() {
        let secs = |text, action| {
            let update = one(&given(text, action), false).expect("within bounds");
            update.delay.map(|delay| delay.as_secs())
        };
        assert_eq!(secs("STEP", "RETRY"), Some(1));
        assert_eq!(secs("WAIT", "START"), Some(2));
        assert_eq!(secs("CALLBACK", "START"), Some(3));
        assert_eq!((secs("CONTEXT", "START"), secs("EXECUTION", "SUCCEED")), (None, None));
        assert_eq!(secs("CHAINED_INVOKE", "START"), None);
    }

    #[test]
    fn payloads_have_bounds() {
        let large = |kind: &str, size: usize, child: bool| {
            let payload = Some("x".repeat(size));
            one(&OperationUpdate { payload, ..given(kind, "SUCCEED") }, child).is_ok()
        };
        let most = limits::MAX_OPERATION_PAYLOAD;
        assert!(large("STEP", most, false) && !large("STEP", most + 1, false));
        assert!(large("EXECUTION", most + 1, false) && !large("EXECUTION", most + 1, true));
        let error = |size: usize| ErrorObject {
            error_message: Some("x".repeat(size)),
            stack_trace: Some(vec!["y".to_owned()]),
            ..ErrorObject::default()
        };
        assert!(failure(&error(most - 1)).is_ok() && failure(&error(most)).is_err());
    }

    #[test]
    fn tenants_are_not_there() {
        let mut update = given("CHAINED_INVOKE", "START");
        update.chained_invoke_options = Some(ChainedInvokeOptions {
            function_name: "f".to_owned(),
            tenant_id: Some("t".to_owned()),
            ..ChainedInvokeOptions::default()
        });
        assert_eq!(one(&update, false).err().map(|error| error.status()), Some(501));
    }
}
