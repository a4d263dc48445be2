//! What is kept of events and mappings. Names are never used again for something else.

use store::{Scope, Table};

use super::config::Config;
use super::mapping::{Mapping, add_more};
use super::pending::Pending;
use super::streams::Position;
use super::window::Kept;
use crate::function_name::FunctionName;

/// How asynchronous invocations are handled: (function, qualifier).
pub(crate) static CONFIGS: Table<(FunctionName, String), Config> =
    Table::new("lambda.event-invoke-config", Scope::Regional, 1);

/// Events on their way to a function, by an id of their own.
pub(crate) static PENDING: Table<String, Pending> =
    Table::new("lambda.pending-event", Scope::Regional, 1).apart("lambda-events");

/// Events that wait for their function to have room: (function, when they came in microseconds, id).
pub(crate) static WAITING: Table<(FunctionName, i64, String), ()> =
    Table::new("lambda.waiting-event", Scope::Regional, 1);

/// Event source mappings by id.
pub(crate) static MAPPINGS: Table<String, Mapping> =
    Table::new("lambda.event-source-mapping", Scope::Regional, 2).migrations(&[add_more]);

/// Which mappings read a source: (the source's ARN, id).
pub(crate) static BY_SOURCE: Table<(String, String), ()> =
    Table::new("lambda.mapping-of-source", Scope::Regional, 1);

/// How far a mapping has read: (mapping, shard).
pub(crate) static POSITIONS: Table<(String, String), Position> =
    Table::new("lambda.stream-position", Scope::Regional, 1);

/// The tumbling windows that are open: (mapping, shard).
pub(crate) static WINDOWS: Table<(String, String), Kept> =
    Table::new("lambda.stream-window", Scope::Regional, 1);
