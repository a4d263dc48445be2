//! ListMessageMoveTasks: the latest moves out of a queue, newest first.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html>

use gen_sqs::{
    ListMessageMoveTasksInput, ListMessageMoveTasksOutput, ListMessageMoveTasksResultEntry,
};
use kernel::{ApiResult, Arn, Cx};

use crate::move_task::{self, MoveTask, Status};
use crate::queue_name::QueueName;
use crate::{errors, parameters, queue};

pub(super) async fn list_message_move_tasks(
    cx: &mut Cx<'_>,
    input: &ListMessageMoveTasksInput,
) -> ApiResult<ListMessageMoveTasksOutput> {
    let source = queue::find_by_arn(cx, &input.source_arn).await?;
    let source = source.ok_or_else(|| errors::no_such_arn("SourceArn"))?;
    let limit = input.max_results.map_or(Ok(1), parameters::max_move_tasks)?;
    let arn = source.arn(cx)?;
    let tasks = move_task::latest(cx, &source.name, limit).await?;
    let shown = tasks.into_iter().map(|(key, task)| show(&arn, &key, task));
    Ok(ListMessageMoveTasksOutput { results: Some(shown.collect::<ApiResult<_>>()?) })
}

fn show(
    source: &Arn,
    key: &(QueueName, i64, String),
    task: MoveTask,
) -> ApiResult<ListMessageMoveTasksResultEntry> {
    let running = task.status == Status::Running;
    Ok(ListMessageMoveTasksResultEntry {
        task_handle: running.then(|| move_task::handle_of(source, &key.2)).transpose()?,
        status: Some(task.status.as_str().to_owned()),
        source_arn: Some(source.to_string()),
        destination_arn: task.destination,
        max_number_of_messages_per_second: task.rate.and_then(|rate| i32::try_from(rate).ok()),
        approximate_number_of_messages_moved: i64::try_from(task.moved).ok(),
        approximate_number_of_messages_to_move: i64::try_from(task.to_move).ok(),
        failure_reason: task.failure,
        started_timestamp: Some(move_task::started_at(key).as_millis()),
    })
}
