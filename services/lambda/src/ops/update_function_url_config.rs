//! UpdateFunctionUrlConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_UpdateFunctionUrlConfig.html>

use gen_lambda::{UpdateFunctionUrlConfigInput, UpdateFunctionUrlConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_function_url_config(
    _cx: &mut Cx<'_>,
    _input: &UpdateFunctionUrlConfigInput,
) -> ApiResult<UpdateFunctionUrlConfigOutput> {
    Err(ApiError::not_implemented("lambda:UpdateFunctionUrlConfig"))
}
