//! PutFunctionRecursionConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_PutFunctionRecursionConfig.html>

use gen_lambda::{PutFunctionRecursionConfigInput, PutFunctionRecursionConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_function_recursion_config(
    _cx: &mut Cx<'_>,
    _input: &PutFunctionRecursionConfigInput,
) -> ApiResult<PutFunctionRecursionConfigOutput> {
    Err(ApiError::not_implemented("lambda:PutFunctionRecursionConfig"))
}
