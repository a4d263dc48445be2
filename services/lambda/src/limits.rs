//! Quotas of Lambda, and numbers that the model does not say.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>

use std::ops::RangeInclusive;

pub(crate) const MAX_FUNCTION_NAME: usize = 64;
/// Seconds.
pub(crate) const TIMEOUT: RangeInclusive<i32> = 1..=900;
pub(crate) const DEFAULT_TIMEOUT: i32 = 3;
/// MiB.
pub(crate) const MEMORY: RangeInclusive<i32> = 128..=10_240;
pub(crate) const DEFAULT_MEMORY: i32 = 128;
/// MiB of `/tmp`.
pub(crate) const EPHEMERAL: RangeInclusive<i32> = 512..=10_240;
pub(crate) const DEFAULT_EPHEMERAL: i32 = 512;
/// Bytes of a package in a request.
pub(crate) const MAX_ZIPPED: u64 = 52_428_800;
/// Bytes of a request, with its package in base64.
pub(crate) const MAX_REQUEST: usize = 70_167_211;
/// Bytes of code and layers together, unzipped.
pub(crate) const MAX_UNZIPPED: u64 = 262_144_000;
/// Bytes of all packages of an account in a region.
pub(crate) const MAX_CODE_STORAGE: i64 = 80_530_636_800;
/// Bytes of environment variables, as JSON.
pub(crate) const MAX_ENVIRONMENT: usize = 4_096;
pub(crate) const MAX_LAYERS: usize = 5;
/// Invocations of an account at once.
pub(crate) const CONCURRENCY: i32 = 1_000;
/// How much of it no reservation can take away.
pub(crate) const UNRESERVED: i32 = 100;
/// Bytes of a resource policy.
pub(crate) const MAX_POLICY: usize = 20_480;
/// Bytes of a request to a function's address that are looked at. The event that it makes may be smaller: who sends little too
/// much is told so in an answer, and is not cut off.
pub(crate) const MAX_URL_BODY: usize = 8 << 20;
/// Headers and cookies of an answer at a function's address.
pub(crate) const MAX_URL_HEADERS: usize = 200;
/// Items of a page that asks for no number.
pub(crate) const PAGE: usize = 50;
/// How long the address of a package serves, in seconds.
pub(crate) const DOWNLOAD_LIFE: u64 = 600;
/// Names of environment variables that Lambda sets itself.
pub(crate) const RESERVED_VARIABLES: [&str; 23] = [
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_FORMAT",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_LEVEL",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_METADATA_API",
    "AWS_LAMBDA_METADATA_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
];
/// Days for which an execution that has ended is kept, unless its function says otherwise.
pub(crate) const DEFAULT_RETENTION: i32 = 14;
/// Seconds that an execution may take that somebody waits for.
pub(crate) const MAX_AWAITED_EXECUTION: i32 = 900;
/// Bytes of what an operation of an execution takes or gives; of an error with all its parts.
pub(crate) const MAX_OPERATION_PAYLOAD: usize = 1_048_576;
/// Items of a page of executions, their history or their state that asks for no number, and most of them.
pub(crate) const EXECUTION_PAGE: usize = 100;
pub(crate) const MAX_EXECUTION_PAGE: usize = 1_000;
/// Bytes of operations that an invocation or a page of an execution's state carries.
pub(crate) const STATE_BYTES: usize = 5 << 20;
/// Operations that an invocation's event carries at most.
pub(crate) const MAX_ITEMS_OF_EVENT: i32 = 1_000;
