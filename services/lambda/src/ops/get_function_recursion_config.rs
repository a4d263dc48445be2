//! GetFunctionRecursionConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetFunctionRecursionConfig.html>

use gen_lambda::{GetFunctionRecursionConfigInput, GetFunctionRecursionConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_function_recursion_config(
    _cx: &mut Cx<'_>,
    _input: &GetFunctionRecursionConfigInput,
) -> ApiResult<GetFunctionRecursionConfigOutput> {
    Err(ApiError::not_implemented("lambda:GetFunctionRecursionConfig"))
}
