//! DeleteFunctionUrlConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_DeleteFunctionUrlConfig.html>

use gen_lambda::{DeleteFunctionUrlConfigInput, DeleteFunctionUrlConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_function_url_config(
    _cx: &mut Cx<'_>,
    _input: &DeleteFunctionUrlConfigInput,
) -> ApiResult<DeleteFunctionUrlConfigOutput> {
    Err(ApiError::not_implemented("lambda:DeleteFunctionUrlConfig"))
}
