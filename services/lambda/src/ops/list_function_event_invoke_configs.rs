//! ListFunctionEventInvokeConfigs.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListFunctionEventInvokeConfigs.html>

use gen_lambda::{ListFunctionEventInvokeConfigsInput, ListFunctionEventInvokeConfigsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_function_event_invoke_configs(
    _cx: &mut Cx<'_>,
    _input: &ListFunctionEventInvokeConfigsInput,
) -> ApiResult<ListFunctionEventInvokeConfigsOutput> {
    Err(ApiError::not_implemented("lambda:ListFunctionEventInvokeConfigs"))
}
