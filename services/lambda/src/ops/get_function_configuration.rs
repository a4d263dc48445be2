//! GetFunctionConfiguration.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetFunctionConfiguration.html>

use gen_lambda::{GetFunctionConfigurationInput, GetFunctionConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_function_configuration(
    _cx: &mut Cx<'_>,
    _input: &GetFunctionConfigurationInput,
) -> ApiResult<GetFunctionConfigurationOutput> {
    Err(ApiError::not_implemented("lambda:GetFunctionConfiguration"))
}
