//! ExecuteTransaction.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ExecuteTransaction.html>

use gen_dynamodb::{ExecuteTransactionInput, ExecuteTransactionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn execute_transaction(
    _cx: &mut Cx<'_>,
    _input: &ExecuteTransactionInput,
) -> ApiResult<ExecuteTransactionOutput> {
    Err(ApiError::not_implemented("dynamodb:ExecuteTransaction"))
}
