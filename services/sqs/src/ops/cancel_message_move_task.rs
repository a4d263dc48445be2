//! CancelMessageMoveTask: stops a move; what was moved stays moved.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html>

use gen_sqs::{CancelMessageMoveTaskInput, CancelMessageMoveTaskOutput};
use kernel::{ApiResult, Cx};

use crate::move_task::{self, Status, TaskHandle};
use crate::tables::MOVE_TASKS;
use crate::{errors, limits, queue};

pub(super) async fn cancel_message_move_task(
    cx: &mut Cx<'_>,
    input: &CancelMessageMoveTaskInput,
) -> ApiResult<CancelMessageMoveTaskOutput> {
    let handle = TaskHandle::parse(&input.task_handle);
    let handle = handle
        .ok_or_else(|| errors::invalid_parameter("Value for parameter TaskHandle is invalid."))?;
    let source = queue::find_by_arn(cx, &handle.source_arn).await?;
    let source = source.ok_or_else(|| errors::no_such_arn("SourceArn"))?;
    let most = usize::try_from(*limits::MOVE_TASK_RESULTS.end()).unwrap_or_default();
    let tasks = move_task::latest(cx, &source.name, most).await?;
    let task = tasks.into_iter().find(|((_, _, id), _)| *id == handle.task_id);
    let (key, mut task) = task.ok_or_else(|| errors::resource_not_found("Task does not exist."))?;
    if task.status != Status::Running {
        return Err(errors::unsupported("Only active tasks can be cancelled."));
    }
    task.status = Status::Cancelled;
    cx.put(&MOVE_TASKS, &key, &task);
    cx.cancel(&move_task::MOVE, source.name.as_str()).await?;
    let moved = i64::try_from(task.moved).unwrap_or(i64::MAX);
    Ok(CancelMessageMoveTaskOutput { approximate_number_of_messages_moved: Some(moved) })
}
