//! A message as it is kept: what never changes from send to delete. How often it was received, and when it
//! can be received again, stands in small rows of its own, so that a receive does not write the body again.

use kernel::{ApiResult, Timestamp};
use serde::{Deserialize, Serialize};

use crate::md5::Sum;
use crate::message_attributes::Attribute;
use crate::sse::Sealed;
use crate::{errors, limits};

/// What a sender gave, and what the queue added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Message {
    /// A UUID.
    pub(crate) id: String,
    pub(crate) body: String,
    pub(crate) body_md5: Sum,
    /// In the order of their names.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) trace_header: Option<String>,
    /// Unique id of the sender.
    pub(crate) sender: String,
    /// When it was sent first: moves to a dead-letter queue do not change it.
    pub(crate) sent_at: Timestamp,
    pub(crate) group: Option<String>,
    pub(crate) deduplication: Option<String>,
    /// ARN of the queue that it could not be delivered from.
    pub(crate) dead_letter_source: Option<String>,
    /// Body and attributes, which are then empty above.
    pub(crate) sealed: Option<Sealed>,
}

/// What tells how a message fared in its queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    /// Retention counts from here.
    pub(crate) enqueued_at: Timestamp,
    /// Receives so far, those from an earlier queue included.
    pub(crate) received: u32,
    /// Receives before it came into this queue.
    pub(crate) received_before: u32,
    pub(crate) first_received: Option<Timestamp>,
}

impl Tally {
    /// Of a message that nobody has received.
    pub(crate) fn new(enqueued_at: Timestamp) -> Tally {
        Tally { enqueued_at, received: 0, received_before: 0, first_received: None }
    }

    /// After one more receive.
    pub(crate) fn after_receive(self, now: Timestamp) -> Tally {
        Tally {
            received: self.received.saturating_add(1),
            first_received: self.first_received.or(Some(now)),
            ..self
        }
    }

    /// In a dead-letter queue: the count goes on, the limit begins anew.
    pub(crate) fn moved(self, enqueued_at: Timestamp) -> Tally {
        Tally { enqueued_at, received_before: self.received, ..self }
    }

    /// Receives in this queue.
    pub(crate) fn received_here(&self) -> u32 {
        self.received - self.received_before
    }
}

/// A group id or a deduplication id: 1 to 128 letters, digits and punctuation of ASCII.
pub(crate) fn token(value: &str, parameter: &str) -> ApiResult<String> {
    let good = (1..=limits::MAX_TOKEN).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_graphic());
    if good {
        return Ok(value.to_owned());
    }
    let reason = format!(
        "{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length."
    );
    Err(errors::invalid_value(value, parameter, &reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        let long = "t".repeat(129);
        for (value, good) in [
            ("a", true),
            ("!\"#$%&'()*+~", true),
            (&long[1..], true),
            (&long, false),
            ("a b", false),
            ("ü", false),
        ] {
            assert_eq!(token(value, "MessageGroupId").is_ok(), good, "{value}");
        }
        let error = token("", "MessageDeduplicationId").expect_err("empty");
        assert_eq!(
            error.message(),
            Some(
                "Value  for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can \
                 only include alphanumeric and punctuation characters. 1 to 128 in length."
            )
        );
    }

    #[test]
    fn a_tally_goes_on_in_the_dead_letter_queue() {
        let at = Timestamp::from_secs;
        let first = Tally::new(at(1)).after_receive(at(2)).after_receive(at(3));
        assert_eq!((first.received, first.first_received), (2, Some(at(2))));
        let moved = first.moved(at(1)).after_receive(at(9));
        assert_eq!((moved.received, moved.received_here()), (3, 1));
    }
}
