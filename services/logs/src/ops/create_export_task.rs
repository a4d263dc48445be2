//! CreateExportTask: checks that the bucket can be written to by writing to it; all else is a job's.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateExportTask.html>

use gen_logs::{CreateExportTaskInput, CreateExportTaskOutput};
use kernel::{ApiResult, Cx, WaitCx, transact};

use crate::export::{self, ExportTask, Status};
use crate::{errors, export_bucket, group};

const FOLDER: &str = "exportedlogs";

pub(crate) async fn create_export_task(
    wx: &mut WaitCx<'_>,
    input: &CreateExportTaskInput,
) -> ApiResult<CreateExportTaskOutput> {
    let task = transact!(wx, cx => check(cx, input).await)?;
    export_bucket::test(wx, &task).await?;
    let id = transact!(wx, cx => begin(cx, task.clone()).await)?;
    Ok(CreateExportTaskOutput { task_id: Some(id) })
}

async fn check(cx: &mut Cx<'_>, input: &CreateExportTaskInput) -> ApiResult<ExportTask> {
    let group = group::named(cx, &input.log_group_name).await?;
    group.require_standard("CreateExportTask")?;
    if input.from >= input.to {
        return Err(errors::invalid("fromTime must be less than toTime."));
    }
    require_idle(cx).await?;
    let task = ExportTask {
        name: input.task_name.clone(),
        group: group.name.clone(),
        prefix: input.log_stream_name_prefix.clone(),
        from: input.from,
        to: input.to,
        bucket: input.destination.clone(),
        folder: input.destination_prefix.clone().unwrap_or_else(|| FOLDER.to_owned()),
        status: Status::Pending,
        message: None,
        created_at: cx.now().as_millis(),
        completed_at: None,
    };
    export_bucket::check(cx, &group, &task).await?;
    Ok(task)
}

/// One task of an account works at a time.
async fn require_idle(cx: &mut Cx<'_>) -> ApiResult<()> {
    let all = export::all(cx).await?;
    if all.iter().any(|(_, task)| task.status.is_active()) {
        return Err(errors::limit_exceeded());
    }
    Ok(())
}

async fn begin(cx: &mut Cx<'_>, task: ExportTask) -> ApiResult<String> {
    require_idle(cx).await?;
    let id = cx.random().uuid();
    export::begin(cx, &id, &task).await?;
    Ok(id)
}
