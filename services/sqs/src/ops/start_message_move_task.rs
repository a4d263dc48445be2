//! StartMessageMoveTask: the messages of a dead-letter queue go back where they came from, or elsewhere.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html>

use gen_sqs::{StartMessageMoveTaskInput, StartMessageMoveTaskOutput};
use kernel::{ApiResult, Cx};

use crate::move_task::{self, MoveTask, Status};
use crate::queue::{self, Queue};
use crate::tables::DEAD_LETTER_SOURCES;
use crate::{errors, parameters, schedule};

pub(super) async fn start_message_move_task(
    cx: &mut Cx<'_>,
    input: &StartMessageMoveTaskInput,
) -> ApiResult<StartMessageMoveTaskOutput> {
    let source = queue::find_by_arn(cx, &input.source_arn).await?;
    let source = source.ok_or_else(|| errors::no_such_arn("SourceArn"))?;
    let rate = input.max_number_of_messages_per_second.map(parameters::move_rate).transpose()?;
    check_source(cx, &source).await?;
    let destination = input.destination_arn.as_deref().filter(|arn| !arn.is_empty());
    if let Some(arn) = destination {
        check_destination(cx, &source, arn).await?;
    }
    let running = move_task::latest(cx, &source.name, 1).await?;
    if running.iter().any(|(_, task)| task.status == Status::Running) {
        return Err(errors::invalid_parameter(
            "There is already a task running. Only one active task is allowed for a source queue arn at a \
             given time.",
        ));
    }
    let task = MoveTask {
        status: Status::Running,
        destination: destination.map(str::to_owned),
        rate,
        moved: 0,
        to_move: schedule::counts(cx, &source).await?.visible,
        generation: source.generation,
        before: cx.next_sequence(),
        failure: None,
    };
    let id = cx.random().uuid();
    let handle = move_task::handle_of(&source.arn(cx)?, &id)?;
    move_task::begin(cx, &source, id, &task).await?;
    Ok(StartMessageMoveTaskOutput { task_handle: Some(handle) })
}

async fn check_source(cx: &mut Cx<'_>, source: &Queue) -> ApiResult<()> {
    let sources = cx.rows(&DEAD_LETTER_SOURCES).prefix(&source.name);
    if cx.range(&DEAD_LETTER_SOURCES, &sources, 1).await?.is_empty() {
        return Err(errors::invalid_parameter(
            "Source queue must be configured as a Dead Letter Queue.",
        ));
    }
    Ok(())
}

async fn check_destination(cx: &mut Cx<'_>, source: &Queue, arn: &str) -> ApiResult<()> {
    let destination = queue::find_by_arn(cx, arn).await?;
    let destination = destination.ok_or_else(|| errors::no_such_arn("DestinationArn"))?;
    if destination.name == source.name {
        return Err(errors::invalid_parameter(
            "Source queue arn and destination queue arn cannot be the same.",
        ));
    }
    if destination.is_fifo() != source.is_fifo() {
        return Err(errors::invalid_parameter(
            "Source queue and destination queue must be of the same type.",
        ));
    }
    Ok(())
}
