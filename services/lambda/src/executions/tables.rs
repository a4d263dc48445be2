//! What is kept of executions. Names are never used again for something else. What functions take and give is sealed.

use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use super::execution::Execution;
use crate::function_name::FunctionName;

/// Bytes that only this installation reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sealed(#[serde(with = "serde_bytes")] pub(crate) Vec<u8>);

/// Executions by id.
pub(crate) static EXECUTIONS: Table<String, Execution> =
    Table::new("lambda.execution", Scope::Regional, 1);

/// Which execution has a name.
pub(crate) static NAMES: Table<String, String> =
    Table::new("lambda.execution-name", Scope::Regional, 1);

/// Executions of functions: (function, when it began in microseconds, id).
pub(crate) static OF_FUNCTIONS: Table<(FunctionName, i64, String), ()> =
    Table::new("lambda.execution-of-function", Scope::Regional, 1);

/// Operations: (execution, the operation's id).
pub(crate) static OPERATIONS: Table<(String, String), Sealed> =
    Table::new("lambda.execution-operation", Scope::Regional, 1).apart("lambda-executions");

/// When the clock changes something about an operation: (execution, microseconds, the operation's id).
pub(crate) static TIMERS: Table<(String, i64, String), ()> =
    Table::new("lambda.execution-timer", Scope::Regional, 1);

/// Operations that have changed since the function was told of them: (execution, the operation's id).
pub(crate) static UNSEEN: Table<(String, String), ()> =
    Table::new("lambda.execution-change", Scope::Regional, 1);

/// What happened: (execution, number of the event).
pub(crate) static EVENTS: Table<(String, u64), Sealed> =
    Table::new("lambda.execution-event", Scope::Regional, 1).apart("lambda-executions");
