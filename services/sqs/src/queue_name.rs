//! A queue's name, and the kind of queue that it says: FIFO names end with `.fifo`.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html>

use std::fmt;

use kernel::{ApiError, ApiResult};
use serde::{Deserialize, Serialize};

use crate::{errors, limits};

/// 1 to 80 letters, digits, hyphens and underscores; a FIFO queue's ends with `.fifo`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct QueueName(pub(crate) String);

store::key_newtype!(QueueName(String));

const SUFFIX: &str = ".fifo";

impl QueueName {
    /// The name that `text` is, whatever kind of queue it says.
    pub(crate) fn parse(text: &str) -> Option<QueueName> {
        let stem = text.strip_suffix(SUFFIX).unwrap_or(text);
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let good =
            !stem.is_empty() && text.len() <= limits::MAX_QUEUE_NAME && stem.bytes().all(allowed);
        good.then(|| QueueName(text.to_owned()))
    }

    /// The name of a queue that is to be created, FIFO or not.
    pub(crate) fn for_new(text: &str, fifo: bool) -> ApiResult<QueueName> {
        let name = QueueName::parse(text).filter(|name| name.is_fifo() == fifo);
        name.ok_or_else(|| refused(fifo))
    }

    /// Whether the name says that the queue is FIFO.
    pub(crate) fn is_fifo(&self) -> bool {
        self.0.ends_with(SUFFIX)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

fn refused(fifo: bool) -> ApiError {
    errors::invalid_parameter(if fifo {
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must \
         end with .fifo suffix and be 1 to 80 in length."
    } else {
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
    })
}

impl fmt::Display for QueueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_kind() {
        let long = "q".repeat(81);
        for (text, fifo, good) in [
            ("orders", false, true),
            ("Orders_2-x", false, true),
            ("orders.fifo", true, true),
            ("orders.fifo", false, false),
            ("orders", true, false),
            (".fifo", true, false),
            ("", false, false),
            ("a/b", false, false),
            ("a.b", false, false),
            ("größe", false, false),
            (&long, false, false),
            (&long[1..], false, true),
        ] {
            assert_eq!(QueueName::for_new(text, fifo).is_ok(), good, "{text} fifo={fifo}");
        }
    }
}
