//! GetFunctionEventInvokeConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetFunctionEventInvokeConfig.html>

use gen_lambda::{GetFunctionEventInvokeConfigInput, GetFunctionEventInvokeConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_function_event_invoke_config(
    _cx: &mut Cx<'_>,
    _input: &GetFunctionEventInvokeConfigInput,
) -> ApiResult<GetFunctionEventInvokeConfigOutput> {
    Err(ApiError::not_implemented("lambda:GetFunctionEventInvokeConfig"))
}
