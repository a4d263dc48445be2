//! RestoreTableToPointInTime.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_RestoreTableToPointInTime.html>

use gen_dynamodb::{RestoreTableToPointInTimeInput, RestoreTableToPointInTimeOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn restore_table_to_point_in_time(
    _cx: &mut Cx<'_>,
    _input: &RestoreTableToPointInTimeInput,
) -> ApiResult<RestoreTableToPointInTimeOutput> {
    Err(ApiError::not_implemented("dynamodb:RestoreTableToPointInTime"))
}
