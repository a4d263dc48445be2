//! Message move tasks: the messages of a dead-letter queue go back, some every second, as a durable job.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html>

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{ApiResult, Arn, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use crate::message::{Message, Tally};
use crate::queue::{self, Queue};
use crate::queue_name::QueueName;
use crate::tables::MOVE_TASKS;
use crate::{limits, messages};

/// Moves some messages of the task with this key: (source, start in microseconds, task id).
pub(crate) static MOVE: Job<(QueueName, i64, String)> = Job::new("sqs.move-messages");

/// Messages that one transaction moves at most: each may have a megabyte.
const AT_ONCE: u32 = 64;
/// Tasks of a source that are remembered.
const REMEMBERED: usize = 10;

/// A task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MoveTask {
    pub(crate) status: Status,
    /// ARN; without one, every message goes back to the queue that it came from.
    pub(crate) destination: Option<String>,
    /// Messages a second.
    pub(crate) rate: Option<u32>,
    pub(crate) moved: u64,
    /// How many there were at the start.
    pub(crate) to_move: u64,
    /// The source's generation at the start.
    pub(crate) generation: u64,
    /// Only messages with smaller numbers are moved.
    pub(crate) before: u64,
    pub(crate) failure: Option<String>,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Running,
    Completed,
    Cancelled,
    Failed,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Status::Running => "RUNNING",
            Status::Completed => "COMPLETED",
            Status::Cancelled => "CANCELLED",
            Status::Failed => "FAILED",
        }
    }
}

impl MoveTask {
    /// Messages to move in one transaction.
    fn at_once(&self) -> u32 {
        self.rate.unwrap_or(AT_ONCE).min(AT_ONCE)
    }

    /// The time between two transactions, by which the rate is kept.
    fn pause(&self) -> Duration {
        self.rate
            .map_or(Duration::ZERO, |rate| Duration::from_secs(1) * self.at_once() / rate.max(1))
    }
}

/// What a task handle says: JSON, in base64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskHandle {
    pub(crate) task_id: String,
    pub(crate) source_arn: String,
}

impl TaskHandle {
    pub(crate) fn show(&self) -> ApiResult<String> {
        serde_json::to_vec(self).map(|json| STANDARD.encode(json)).map_err(kernel::ApiError::bug)
    }

    pub(crate) fn parse(text: &str) -> Option<TaskHandle> {
        if text.len() > limits::MAX_RECEIPT_HANDLE {
            return None;
        }
        serde_json::from_slice(&STANDARD.decode(text).ok()?).ok()
    }
}

/// The latest tasks of a source, newest first.
pub(crate) async fn latest(
    cx: &mut Cx<'_>,
    source: &QueueName,
    limit: usize,
) -> ApiResult<Vec<((QueueName, i64, String), MoveTask)>> {
    let range = cx.rows(&MOVE_TASKS).prefix(source).reversed();
    cx.range(&MOVE_TASKS, &range, limit).await
}

/// Writes a new task and has it begin now; the oldest ones are forgotten.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    source: &Queue,
    id: String,
    task: &MoveTask,
) -> ApiResult<()> {
    for (old, _) in latest(cx, &source.name, REMEMBERED + 1).await?.into_iter().skip(REMEMBERED - 1)
    {
        cx.delete(&MOVE_TASKS, &old);
    }
    let key = (source.name.clone(), cx.now().as_micros(), id);
    cx.put(&MOVE_TASKS, &key, task);
    let now = cx.now();
    cx.schedule(&MOVE, source.name.as_str(), now, &key).await
}

/// Moves some messages, and says when to go on.
pub(crate) async fn step(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let key = MOVE.payload(raw)?;
    let Some(mut task) = cx.get(&MOVE_TASKS, &key).await? else { return Ok(()) };
    if task.status != Status::Running {
        return Ok(());
    }
    task.status = run(cx, &key.0, &mut task).await?;
    cx.put(&MOVE_TASKS, &key, &task);
    if task.status == Status::Running {
        let due = cx.now().plus(task.pause());
        cx.schedule(&MOVE, key.0.as_str(), due, &key).await?;
    }
    Ok(())
}

const NO_QUEUE: &str = "AWS.SimpleQueueService.NonExistentQueue";
const NO_SOURCE: &str = "CouldNotDetermineMessageSource";

async fn run(cx: &mut Cx<'_>, source: &QueueName, task: &mut MoveTask) -> ApiResult<Status> {
    let Some(source) = queue::find_by_name(cx, source).await? else {
        return Ok(fail(task, NO_QUEUE));
    };
    if source.generation != task.generation {
        // It was purged: nothing is left to move.
        return Ok(Status::Completed);
    }
    let limit = usize::try_from(task.at_once()).unwrap_or_default();
    let mut found = messages::peek(cx, &source, task.before, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    for (sequence, message) in found {
        let destination = task.destination.as_ref().or(message.dead_letter_source.as_ref());
        let Some(destination) = destination else { return Ok(fail(task, NO_SOURCE)) };
        let Some(destination) = queue::find_by_arn(cx, destination).await? else {
            return Ok(fail(task, NO_QUEUE));
        };
        messages::discard(cx, &source, sequence, &message).await?;
        redeliver(cx, &destination, message).await?;
        task.moved += 1;
    }
    Ok(if more { Status::Running } else { Status::Completed })
}

fn fail(task: &mut MoveTask, reason: &str) -> Status {
    task.failure = Some(reason.to_owned());
    Status::Failed
}

/// A moved message is a new one to its queue: with an id, a time and a count of its own.
async fn redeliver(cx: &mut Cx<'_>, destination: &Queue, message: Message) -> ApiResult<()> {
    let now = cx.now();
    let message =
        Message { id: cx.random().uuid(), sent_at: now, dead_letter_source: None, ..message };
    messages::enqueue(cx, destination, &message, Tally::new(now), now).await.map(drop)
}

/// The start of the task with this key.
pub(crate) fn started_at(key: &(QueueName, i64, String)) -> Timestamp {
    Timestamp::from_micros(key.1)
}

/// The handle of the task with this key.
pub(crate) fn handle_of(source: &Arn, id: &str) -> ApiResult<String> {
    TaskHandle { task_id: id.to_owned(), source_arn: source.to_string() }.show()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles() {
        let handle = TaskHandle { task_id: "t".to_owned(), source_arn: "arn:x".to_owned() };
        let text = handle.show().expect("a text");
        let json = STANDARD.decode(&text).expect("base64");
        assert_eq!(json, br#"{"taskId":"t","sourceArn":"arn:x"}"#);
        assert_eq!(TaskHandle::parse(&text), Some(handle));
        for wrong in ["", "x", "!", &STANDARD.encode("{}"), &STANDARD.encode("null")] {
            assert_eq!(TaskHandle::parse(wrong), None, "{wrong}");
        }
    }
}
