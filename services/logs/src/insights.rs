//! The query language of Logs Insights: commands one after the other, `fields @message | filter level = "error" |
//! stats count(*) by bin(5m)`. Pure. Bounded: texts have a length, expressions a depth, regular expressions a size,
//! rows and groups a number.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html>

mod command;
mod evaluate;
mod expression;
mod lexer;
mod record;
mod run;
mod stats;
#[cfg(test)]
mod tests;

use thiserror::Error;

pub(crate) use command::Query;
pub(crate) use record::Record;
pub(crate) use run::{Run, TooMuch};

/// Why a text is no query, and which characters of it show that.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message} at position {start}")]
pub(crate) struct QueryError {
    pub(crate) message: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}
