//! GetFunction.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetFunction.html>

use gen_lambda::{GetFunctionInput, GetFunctionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_function(
    _cx: &mut Cx<'_>,
    _input: &GetFunctionInput,
) -> ApiResult<GetFunctionOutput> {
    Err(ApiError::not_implemented("lambda:GetFunction"))
}
