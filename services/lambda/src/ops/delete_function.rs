//! DeleteFunction.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_DeleteFunction.html>

use gen_lambda::{DeleteFunctionInput, DeleteFunctionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_function(
    _cx: &mut Cx<'_>,
    _input: &DeleteFunctionInput,
) -> ApiResult<DeleteFunctionOutput> {
    Err(ApiError::not_implemented("lambda:DeleteFunction"))
}
