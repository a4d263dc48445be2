//! GetFunctionConcurrency.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetFunctionConcurrency.html>

use gen_lambda::{GetFunctionConcurrencyInput, GetFunctionConcurrencyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_function_concurrency(
    _cx: &mut Cx<'_>,
    _input: &GetFunctionConcurrencyInput,
) -> ApiResult<GetFunctionConcurrencyOutput> {
    Err(ApiError::not_implemented("lambda:GetFunctionConcurrency"))
}
