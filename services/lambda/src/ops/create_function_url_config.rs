//! CreateFunctionUrlConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_CreateFunctionUrlConfig.html>

use gen_lambda::{CreateFunctionUrlConfigInput, CreateFunctionUrlConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_function_url_config(
    _cx: &mut Cx<'_>,
    _input: &CreateFunctionUrlConfigInput,
) -> ApiResult<CreateFunctionUrlConfigOutput> {
    Err(ApiError::not_implemented("lambda:CreateFunctionUrlConfig"))
}
