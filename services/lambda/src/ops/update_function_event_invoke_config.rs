//! UpdateFunctionEventInvokeConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_UpdateFunctionEventInvokeConfig.html>

use gen_lambda::{UpdateFunctionEventInvokeConfigInput, UpdateFunctionEventInvokeConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_function_event_invoke_config(
    _cx: &mut Cx<'_>,
    _input: &UpdateFunctionEventInvokeConfigInput,
) -> ApiResult<UpdateFunctionEventInvokeConfigOutput> {
    Err(ApiError::not_implemented("lambda:UpdateFunctionEventInvokeConfig"))
}
