//! ListFunctionUrlConfigs.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListFunctionUrlConfigs.html>

use gen_lambda::{ListFunctionUrlConfigsInput, ListFunctionUrlConfigsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_function_url_configs(
    _cx: &mut Cx<'_>,
    _input: &ListFunctionUrlConfigsInput,
) -> ApiResult<ListFunctionUrlConfigsOutput> {
    Err(ApiError::not_implemented("lambda:ListFunctionUrlConfigs"))
}
