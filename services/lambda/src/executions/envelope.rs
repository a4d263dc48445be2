//! What a durable function is called with: the execution, a token to checkpoint with, and what there is of its operations. Times are
//! milliseconds since 1970.
//! Provenance: AWS's client libraries, which read it.

use gen_lambda::{ErrorObject, Operation};
use kernel::{ApiError, ApiResult, Timestamp};
use schema::Bytes;
use serde::Serialize;

/// The whole.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Envelope<'a> {
    pub(crate) durable_execution_arn: &'a str,
    pub(crate) checkpoint_token: &'a str,
    pub(crate) initial_execution_state: State<'a>,
    /// Operations that have changed since the function was last told of them.
    pub(crate) updated_operation_ids: &'a [String],
}

/// The operations, or the first of them.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct State<'a> {
    pub(crate) operations: Vec<OperationText<'a>>,
    /// Empty when these are all.
    pub(crate) next_marker: &'a str,
}

/// An operation.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OperationText<'a> {
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    r#type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_type: Option<&'a str>,
    start_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_timestamp: Option<i64>,
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    execution_details: Option<ExecutionText<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context_details: Option<Details<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step_details: Option<Details<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wait_details: Option<Details<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_details: Option<Details<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chained_invoke_details: Option<Details<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ExecutionText<'a> {
    input_payload: Option<&'a str>,
}

/// Of each kind's details, those that it has.
#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Details<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorText<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replay_children: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_attempt_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_end_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ErrorText<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_data: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack_trace: Option<&'a [String]>,
}

impl Envelope<'_> {
    /// As an event.
    pub(crate) fn event(&self) -> ApiResult<Bytes> {
        serde_json::to_vec(self).map(Bytes::from).map_err(ApiError::bug)
    }
}

/// An operation, out of what answers show of it.
pub(crate) fn operation(shown: &Operation) -> OperationText<'_> {
    let millis = |at: Option<Timestamp>| at.map(Timestamp::as_millis);
    OperationText {
        id: shown.id.as_deref(),
        parent_id: shown.parent_id.as_deref(),
        name: shown.name.as_deref(),
        r#type: shown.r#type.as_deref(),
        sub_type: shown.sub_type.as_deref(),
        start_timestamp: millis(shown.start_timestamp),
        end_timestamp: millis(shown.end_timestamp),
        status: shown.status.as_deref(),
        execution_details: shown
            .execution_details
            .as_ref()
            .map(|it| ExecutionText { input_payload: it.input_payload.as_deref() }),
        context_details: shown.context_details.as_ref().map(|it| Details {
            replay_children: it.replay_children,
            ..outcome(it.result.as_deref(), it.error.as_ref())
        }),
        step_details: shown.step_details.as_ref().map(|it| Details {
            attempt: it.attempt,
            next_attempt_timestamp: millis(it.next_attempt_timestamp),
            ..outcome(it.result.as_deref(), it.error.as_ref())
        }),
        wait_details: shown.wait_details.as_ref().map(|it| Details {
            scheduled_end_timestamp: millis(it.scheduled_end_timestamp),
            ..Details::default()
        }),
        callback_details: shown.callback_details.as_ref().map(|it| Details {
            callback_id: it.callback_id.as_deref(),
            ..outcome(it.result.as_deref(), it.error.as_ref())
        }),
        chained_invoke_details: shown
            .chained_invoke_details
            .as_ref()
            .map(|it| outcome(it.result.as_deref(), it.error.as_ref())),
    }
}

fn outcome<'a>(result: Option<&'a str>, error: Option<&'a ErrorObject>) -> Details<'a> {
    let error = error.map(|error| ErrorText {
        error_message: error.error_message.as_deref(),
        error_type: error.error_type.as_deref(),
        error_data: error.error_data.as_deref(),
        stack_trace: error.stack_trace.as_deref(),
    });
    Details { result, error, ..Details::default() }
}

#[cfg(test)]
mod tests {
    use gen_lambda::{ExecutionDetails, StepDetails};

    use super::*;

    #[test]
    fn an_event_is_what_libraries_read() {
        let begun = Some(Timestamp::from_millis(1_500));
        let own = Operation {
            id: Some("e".to_owned()),
            r#type: Some("EXECUTION".to_owned()),
            status: Some("STARTED".to_owned()),
            start_timestamp: begun,
            execution_details: Some(ExecutionDetails { input_payload: Some("{}".to_owned()) }),
            ..Operation::default()
        };
        let step = Operation {
            id: Some("s".to_owned()),
            r#type: Some("STEP".to_owned()),
            status: Some("PENDING".to_owned()),
            start_timestamp: begun,
            step_details: Some(StepDetails {
                attempt: Some(1),
                next_attempt_timestamp: Some(Timestamp::from_secs(7)),
                error: Some(ErrorObject {
                    error_message: Some("no".to_owned()),
                    ..ErrorObject::default()
                }),
                ..StepDetails::default()
            }),
            ..Operation::default()
        };
        let envelope = Envelope {
            durable_execution_arn: "arn",
            checkpoint_token: "t",
            initial_execution_state: State {
                operations: vec![operation(&own), operation(&step)],
                next_marker: "",
            },
            updated_operation_ids: &["s".to_owned()],
        };
        let expected = r#"{"DurableExecutionArn":"arn","CheckpointToken":"t","InitialExecutionState":{"Operations":[{"Id":"e","Type":"EXECUTION","StartTimestamp":1500,"Status":"STARTED","ExecutionDetails":{"InputPayload":"{}"}},{"Id":"s","Type":"STEP","StartTimestamp":1500,"Status":"PENDING","StepDetails":{"Error":{"ErrorMessage":"no"},"Attempt":1,"NextAttemptTimestamp":7000}}],"NextMarker":""},"UpdatedOperationIds":["s"]}"#;
        assert_eq!(envelope.event().expect("JSON"), expected.as_bytes());
    }
}
