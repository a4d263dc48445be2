//! UpdateFunctionConfiguration.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_UpdateFunctionConfiguration.html>

use gen_lambda::{UpdateFunctionConfigurationInput, UpdateFunctionConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_function_configuration(
    _cx: &mut Cx<'_>,
    _input: &UpdateFunctionConfigurationInput,
) -> ApiResult<UpdateFunctionConfigurationOutput> {
    Err(ApiError::not_implemented("lambda:UpdateFunctionConfiguration"))
}
