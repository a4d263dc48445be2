//! CreateFunction.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_CreateFunction.html>

use gen_lambda::{CreateFunctionInput, CreateFunctionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_function(
    _cx: &mut Cx<'_>,
    _input: &CreateFunctionInput,
) -> ApiResult<CreateFunctionOutput> {
    Err(ApiError::not_implemented("lambda:CreateFunction"))
}
