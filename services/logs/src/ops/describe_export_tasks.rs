//! DescribeExportTasks.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DescribeExportTasks.html>

use gen_logs::{DescribeExportTasksInput, DescribeExportTasksOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_export_tasks(
    _cx: &mut Cx<'_>,
    _input: &DescribeExportTasksInput,
) -> ApiResult<DescribeExportTasksOutput> {
    Err(ApiError::not_implemented("logs:DescribeExportTasks"))
}
