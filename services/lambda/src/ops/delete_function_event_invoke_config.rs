//! DeleteFunctionEventInvokeConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_DeleteFunctionEventInvokeConfig.html>

use gen_lambda::{DeleteFunctionEventInvokeConfigInput, DeleteFunctionEventInvokeConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_function_event_invoke_config(
    _cx: &mut Cx<'_>,
    _input: &DeleteFunctionEventInvokeConfigInput,
) -> ApiResult<DeleteFunctionEventInvokeConfigOutput> {
    Err(ApiError::not_implemented("lambda:DeleteFunctionEventInvokeConfig"))
}
