//! PutFunctionConcurrency.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_PutFunctionConcurrency.html>

use gen_lambda::{PutFunctionConcurrencyInput, PutFunctionConcurrencyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_function_concurrency(
    _cx: &mut Cx<'_>,
    _input: &PutFunctionConcurrencyInput,
) -> ApiResult<PutFunctionConcurrencyOutput> {
    Err(ApiError::not_implemented("lambda:PutFunctionConcurrency"))
}
