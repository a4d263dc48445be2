//! GetFunctionConcurrency: what of the account's concurrency is kept for a function.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html>

use gen_lambda::{GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::resolve;

pub(crate) async fn get_function_concurrency(
    cx: &mut Cx<'_>,
    input: &GetFunctionConcurrencyRequest,
) -> ApiResult<GetFunctionConcurrencyResponse> {
    let name = Target::parse(cx, &input.function_name, None)?.name;
    let function = resolve::function(cx, &name).await?;
    Ok(GetFunctionConcurrencyResponse { reserved_concurrent_executions: function.reserved })
}
