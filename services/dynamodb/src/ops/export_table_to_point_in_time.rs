//! ExportTableToPointInTime.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ExportTableToPointInTime.html>

use gen_dynamodb::{ExportTableToPointInTimeInput, ExportTableToPointInTimeOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn export_table_to_point_in_time(
    _cx: &mut Cx<'_>,
    _input: &ExportTableToPointInTimeInput,
) -> ApiResult<ExportTableToPointInTimeOutput> {
    Err(ApiError::not_implemented("dynamodb:ExportTableToPointInTime"))
}
