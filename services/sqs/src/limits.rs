//! Every number that SQS holds its users to.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html>

use std::ops::RangeInclusive;
use std::time::Duration;

/// Characters of a queue's name, `.fifo` included.
pub(crate) const MAX_QUEUE_NAME: usize = 80;
/// Seconds of a visibility timeout: 12 hours.
pub(crate) const VISIBILITY_TIMEOUT: RangeInclusive<i64> = 0..=43_200;
/// Seconds before a message can be received first.
pub(crate) const DELAY_SECONDS: RangeInclusive<i64> = 0..=900;
/// Bytes that a queue may set as the size of its messages.
pub(crate) const MESSAGE_SIZE: RangeInclusive<i64> = 1_024..=1_048_576;
/// Seconds that messages are kept.
pub(crate) const RETENTION: RangeInclusive<i64> = 60..=1_209_600;
/// Seconds of a long poll.
pub(crate) const WAIT_SECONDS: RangeInclusive<i64> = 0..=20;
/// Seconds that a data key serves.
pub(crate) const KMS_REUSE: RangeInclusive<i64> = 60..=86_400;
/// Receives before a message is moved to the dead-letter queue.
pub(crate) const MAX_RECEIVE_COUNT: RangeInclusive<i64> = 1..=1_000;
/// Queues that a redrive allow policy may name.
pub(crate) const MAX_ALLOWED_SOURCES: usize = 10;
/// Messages that one receive returns.
pub(crate) const RECEIVE_COUNT: RangeInclusive<i64> = 1..=10;
/// Entries of a batch.
pub(crate) const MAX_BATCH_ENTRIES: usize = 10;
/// Bytes of all messages of a batch.
pub(crate) const MAX_BATCH_BYTES: usize = 1_048_576;
/// Characters of a batch entry's id.
pub(crate) const MAX_BATCH_ID: usize = 80;
/// Attributes of a message.
pub(crate) const MAX_MESSAGE_ATTRIBUTES: usize = 10;
/// Characters of a message attribute's name, and of its type.
pub(crate) const MAX_ATTRIBUTE_NAME: usize = 256;
/// Characters of a group id, a deduplication id, a receive request attempt id.
pub(crate) const MAX_TOKEN: usize = 128;
/// Messages in flight at once in one queue.
pub(crate) const MAX_IN_FLIGHT: u64 = 120_000;
/// How long a deduplication id is remembered.
pub(crate) const DEDUPLICATION_WINDOW: Duration = Duration::from_secs(300);
/// How long a receive can be repeated by its attempt id.
pub(crate) const RECEIVE_ATTEMPT_WINDOW: Duration = Duration::from_secs(300);
/// How long a deleted queue's name stays taken.
pub(crate) const NAME_TAKEN_AFTER_DELETE: Duration = Duration::from_secs(60);
/// The time between two purges of one queue.
pub(crate) const BETWEEN_PURGES: Duration = Duration::from_secs(60);
/// Results of a page of queues.
pub(crate) const PAGE: RangeInclusive<i64> = 1..=1_000;
/// Results of a listing of move tasks.
pub(crate) const MOVE_TASK_RESULTS: RangeInclusive<i64> = 1..=10;
/// Messages a second of a move task.
pub(crate) const MOVE_RATE: RangeInclusive<i64> = 1..=500;
/// Bytes of a queue policy.
pub(crate) const MAX_POLICY_BYTES: usize = 8_192;
/// Statements of a queue policy.
pub(crate) const MAX_POLICY_STATEMENTS: usize = 20;
/// Actions of one AddPermission.
pub(crate) const MAX_PERMISSION_ACTIONS: usize = 7;
/// Characters of a permission's label.
pub(crate) const MAX_LABEL: usize = 80;
/// Longest receipt handle that is looked at.
pub(crate) const MAX_RECEIPT_HANDLE: usize = 1_024;
