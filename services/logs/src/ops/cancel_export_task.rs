//! CancelExportTask.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_CancelExportTask.html>

use gen_logs::{CancelExportTaskInput, CancelExportTaskOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn cancel_export_task(
    _cx: &mut Cx<'_>,
    _input: &CancelExportTaskInput,
) -> ApiResult<CancelExportTaskOutput> {
    Err(ApiError::not_implemented("logs:CancelExportTask"))
}
