//! PutFunctionEventInvokeConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_PutFunctionEventInvokeConfig.html>

use gen_lambda::{PutFunctionEventInvokeConfigInput, PutFunctionEventInvokeConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_function_event_invoke_config(
    _cx: &mut Cx<'_>,
    _input: &PutFunctionEventInvokeConfigInput,
) -> ApiResult<PutFunctionEventInvokeConfigOutput> {
    Err(ApiError::not_implemented("lambda:PutFunctionEventInvokeConfig"))
}
