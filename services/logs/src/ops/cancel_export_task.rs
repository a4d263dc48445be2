//! CancelExportTask: of a task that is still to work, or works.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CancelExportTask.html>

use gen_logs::{CancelExportTaskInput, CancelExportTaskOutput};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::export::Status;
use crate::tables::EXPORTS;

pub(crate) async fn cancel_export_task(
    cx: &mut Cx<'_>,
    input: &CancelExportTaskInput,
) -> ApiResult<CancelExportTaskOutput> {
    let task = cx.get(&EXPORTS, &input.task_id).await?;
    let mut task =
        task.ok_or_else(|| errors::not_found("The specified export task does not exist."))?;
    if !task.status.is_active() {
        return Err(errors::operation_invalid("The specified export task has already finished"));
    }
    // The job looks at this between two files, and then says that it is cancelled.
    task.status = Status::PendingCancel;
    cx.put(&EXPORTS, &input.task_id, &task);
    Ok(CancelExportTaskOutput::default())
}
