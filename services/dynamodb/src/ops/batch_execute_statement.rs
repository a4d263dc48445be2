//! BatchExecuteStatement.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_BatchExecuteStatement.html>

use gen_dynamodb::{BatchExecuteStatementInput, BatchExecuteStatementOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn batch_execute_statement(
    _cx: &mut Cx<'_>,
    _input: &BatchExecuteStatementInput,
) -> ApiResult<BatchExecuteStatementOutput> {
    Err(ApiError::not_implemented("dynamodb:BatchExecuteStatement"))
}
