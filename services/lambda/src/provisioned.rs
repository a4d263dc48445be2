//! Provisioned concurrency: how many instances of a version stand ready.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html>

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

/// What was asked for, for a version or an alias.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Provisioned {
    pub(crate) requested: i32,
    pub(crate) modified: Timestamp,
    /// Whether all of it is there.
    pub(crate) ready: bool,
}
