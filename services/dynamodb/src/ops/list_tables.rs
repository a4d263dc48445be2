//! ListTables.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ListTables.html>

use gen_dynamodb::{ListTablesInput, ListTablesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_tables(
    _cx: &mut Cx<'_>,
    _input: &ListTablesInput,
) -> ApiResult<ListTablesOutput> {
    Err(ApiError::not_implemented("dynamodb:ListTables"))
}
