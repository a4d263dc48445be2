//! ExecuteStatement.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ExecuteStatement.html>

use gen_dynamodb::{ExecuteStatementInput, ExecuteStatementOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn execute_statement(
    _cx: &mut Cx<'_>,
    _input: &ExecuteStatementInput,
) -> ApiResult<ExecuteStatementOutput> {
    Err(ApiError::not_implemented("dynamodb:ExecuteStatement"))
}
