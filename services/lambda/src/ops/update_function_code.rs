//! UpdateFunctionCode.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_UpdateFunctionCode.html>

use gen_lambda::{UpdateFunctionCodeInput, UpdateFunctionCodeOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_function_code(
    _cx: &mut Cx<'_>,
    _input: &UpdateFunctionCodeInput,
) -> ApiResult<UpdateFunctionCodeOutput> {
    Err(ApiError::not_implemented("lambda:UpdateFunctionCode"))
}
