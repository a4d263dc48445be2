//! Why a checkpoint is refused, in the words of AWS's own emulator of the service, which its testing library holds.
//! Ref: <https://pypi.org/project/aws-durable-execution-sdk-python-testing/>

use thiserror::Error;

/// A checkpoint of which nothing is kept: `InvalidParameterValueException`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "each variant's message says it")]
pub enum Refusal {
    #[error("Cannot checkpoint multiple EXECUTION updates.")]
    SeveralExecutions,
    #[error("EXECUTION checkpoint must be the last update.")]
    ExecutionNotLast,
    #[error("Cannot checkpoint multiple operations with the same ID.")]
    SameId,
    #[error("Invalid parent operation id.")]
    Parent,
    #[error("Inconsistent operation type.")]
    OtherKind,
    #[error("Inconsistent operation subtype.")]
    OtherSubType,
    #[error("Inconsistent operation name.")]
    OtherName,
    #[error("Inconsistent parent operation id.")]
    OtherParent,
    #[error("Invalid action for the given operation type.")]
    Action,
    #[error("Invalid current STEP state to start.")]
    StepStart,
    #[error("Invalid current STEP state to close.")]
    StepClose,
    #[error("Invalid current STEP state to re-attempt.")]
    StepRetry,
    #[error("Invalid StepOptions for the given action.")]
    StepOptions,
    #[error("Cannot provide both error and payload to RETRY a STEP.")]
    RetryBoth,
    #[error("Cannot provide a Payload for FAIL action.")]
    FailPayload,
    #[error("Cannot provide an Error for SUCCEED action.")]
    SucceedError,
    #[error("Cannot start a CONTEXT that already exist.")]
    ContextExists,
    #[error("Invalid current CONTEXT state to close.")]
    ContextClose,
    #[error("Cannot start a WAIT that already exist.")]
    WaitExists,
    #[error("Cannot cancel a WAIT that does not exist or has already completed.")]
    WaitCancel,
    #[error("Cannot start a CALLBACK that already exist.")]
    CallbackExists,
    #[error("Cannot start a CHAINED_INVOKE operation that already exists.")]
    InvokeExists,
    #[error("Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.")]
    InvokeOptions,
}
