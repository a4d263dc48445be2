//! What SQS keeps. Names are never used again for something else.
//!
//! Everything of a queue's messages lies under the queue's *generation*, a number that PurgeQueue and DeleteQueue
//! abandon: what lies under an abandoned one is gone at once and swept away later. Message numbers grow with time.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use store::{RowError, Scope, Table};

use crate::fifo::turn::Turn;
use crate::message::{Message, Tally};
use crate::move_task::MoveTask;
use crate::queue::Queue;
use crate::queue_name::QueueName;

/// Generation and message number.
pub(crate) type MessageKey = (u64, u64);

/// Queues by name.
pub(crate) static QUEUES: Table<QueueName, Queue> = Table::new("sqs.queue", Scope::Regional, 1);

/// Names that stay taken for a while after their queue was deleted, and since when.
pub(crate) static DELETED: Table<QueueName, Timestamp> =
    Table::new("sqs.deleted", Scope::Regional, 1);

/// Tags by queue.
pub(crate) static TAGS: Table<QueueName, Vec<(String, String)>> =
    Table::new("sqs.tags", Scope::Regional, 1);

/// Who names whom as its dead-letter queue: (dead-letter queue, source).
pub(crate) static DEAD_LETTER_SOURCES: Table<(QueueName, QueueName), ()> =
    Table::new("sqs.dead-letter-source", Scope::Regional, 1);

/// Messages; counted by generation. Apart from the rest, since they are large and come in order.
pub(crate) static MESSAGES: Table<MessageKey, Message> =
    Table::new("sqs.message", Scope::Regional, 2)
        .migrations(&[add_sealed])
        .head()
        .apart("sqs-messages");

/// Version 2 added `sealed`, which older messages are not.
fn add_sealed(body: &[u8]) -> Result<Vec<u8>, RowError> {
    Ok([body, &[0]].concat())
}

/// Standard queues: messages that can be received, oldest first.
pub(crate) static READY: Table<MessageKey, Tally> =
    Table::new("sqs.ready", Scope::Regional, 1).head();

/// Messages that can be received later: (generation, when in microseconds, number); counted by generation.
pub(crate) static TIMERS: Table<(u64, i64, u64), Tally> =
    Table::new("sqs.timer", Scope::Regional, 1).head();

/// Messages that someone works on, where [`TIMERS`] has them; counted by generation.
pub(crate) static IN_FLIGHT: Table<MessageKey, Flight> =
    Table::new("sqs.in-flight", Scope::Regional, 1).head();

/// FIFO queues: the messages of each group in order: (generation, group, number).
pub(crate) static GROUP_MESSAGES: Table<(u64, String, u64), GroupMessage> =
    Table::new("sqs.group-message", Scope::Regional, 1).head();

/// FIFO queues: the groups that have messages: (generation, group).
pub(crate) static GROUPS: Table<(u64, String), Turn> =
    Table::new("sqs.group", Scope::Regional, 1).head();

/// FIFO queues: whose turn it is when: (generation, when in microseconds, place), to the group.
pub(crate) static TURNS: Table<(u64, i64, u64), String> =
    Table::new("sqs.turn", Scope::Regional, 1).head();

/// What was sent lately to a FIFO queue: (generation, group or nothing, deduplication id).
pub(crate) static DEDUPLICATION: Table<(u64, String, String), Original> =
    Table::new("sqs.deduplication", Scope::Regional, 1).head();

/// When rows of [`DEDUPLICATION`] may go: (generation, when in microseconds, group or nothing, id).
pub(crate) static DEDUPLICATION_ENDS: Table<(u64, i64, String, String), ()> =
    Table::new("sqs.deduplication-end", Scope::Regional, 1).head();

/// Receives that can be repeated: (generation, attempt id).
pub(crate) static ATTEMPTS: Table<(u64, String), Attempt> =
    Table::new("sqs.receive-attempt", Scope::Regional, 1).head();

/// When rows of [`ATTEMPTS`] may go: (generation, when in microseconds, attempt id).
pub(crate) static ATTEMPT_ENDS: Table<(u64, i64, String), ()> =
    Table::new("sqs.receive-attempt-end", Scope::Regional, 1).head();

/// Move tasks: (source queue, start in microseconds, task id).
pub(crate) static MOVE_TASKS: Table<(QueueName, i64, String), MoveTask> =
    Table::new("sqs.move-task", Scope::Regional, 1);

/// A message that someone works on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flight {
    pub(crate) visible_at: Timestamp,
    /// When this receive was: a message stays in flight for 12 hours at most.
    pub(crate) received_at: Timestamp,
    /// Receive count: which handle is the latest.
    pub(crate) receive: u32,
    /// Its group, in FIFO queues; else empty.
    pub(crate) group: String,
}

/// A message's place in its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GroupMessage {
    pub(crate) visible_at: Timestamp,
    /// Whether [`TIMERS`] has it under that time.
    pub(crate) timed: bool,
    pub(crate) tally: Tally,
}

/// What a deduplication id stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Original {
    pub(crate) message_id: String,
    pub(crate) sequence: u64,
    pub(crate) until: Timestamp,
}

/// What a receive returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) until: Timestamp,
    /// Message numbers and receive counts.
    pub(crate) messages: Vec<(u64, u32)>,
}

#[cfg(test)]
mod tests {
    use schema::Bytes;

    use super::*;

    /// As version 1 wrote it: everything up to the source of a dead letter.
    const VERSION_1: &[u8] = b"\x01\x01i\x01b0123456789abcdef\x00\x00\x01s\x80\x89\x7a\x00\x00\x00";

    #[test]
    fn messages_of_every_version_are_read() {
        let row = Message {
            id: "i".to_owned(),
            body: "b".to_owned(),
            body_md5: *b"0123456789abcdef",
            attributes: Vec::new(),
            trace_header: None,
            sender: "s".to_owned(),
            sent_at: Timestamp::from_secs(1),
            group: None,
            deduplication: None,
            dead_letter_source: None,
            sealed: None,
        };
        assert_eq!(MESSAGES.decode_row(&Bytes::from_static(VERSION_1)), Ok(row));
    }
}
