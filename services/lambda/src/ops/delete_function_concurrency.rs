//! DeleteFunctionConcurrency.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_DeleteFunctionConcurrency.html>

use gen_lambda::{DeleteFunctionConcurrencyInput, DeleteFunctionConcurrencyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_function_concurrency(
    _cx: &mut Cx<'_>,
    _input: &DeleteFunctionConcurrencyInput,
) -> ApiResult<DeleteFunctionConcurrencyOutput> {
    Err(ApiError::not_implemented("lambda:DeleteFunctionConcurrency"))
}
