//! ListGlobalTables.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ListGlobalTables.html>

use gen_dynamodb::{ListGlobalTablesInput, ListGlobalTablesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_global_tables(
    _cx: &mut Cx<'_>,
    _input: &ListGlobalTablesInput,
) -> ApiResult<ListGlobalTablesOutput> {
    Err(ApiError::not_implemented("dynamodb:ListGlobalTables"))
}
