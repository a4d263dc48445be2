//! GetFunctionUrlConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetFunctionUrlConfig.html>

use gen_lambda::{GetFunctionUrlConfigInput, GetFunctionUrlConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_function_url_config(
    _cx: &mut Cx<'_>,
    _input: &GetFunctionUrlConfigInput,
) -> ApiResult<GetFunctionUrlConfigOutput> {
    Err(ApiError::not_implemented("lambda:GetFunctionUrlConfig"))
}
