//! CreateExportTask.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_CreateExportTask.html>

use gen_logs::{CreateExportTaskInput, CreateExportTaskOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_export_task(
    _cx: &mut Cx<'_>,
    _input: &CreateExportTaskInput,
) -> ApiResult<CreateExportTaskOutput> {
    Err(ApiError::not_implemented("logs:CreateExportTask"))
}
