//! InvokeAsync.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_InvokeAsync.html>

use gen_lambda::{InvokeAsyncInput, InvokeAsyncOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn invoke_async(
    _cx: &mut Cx<'_>,
    _input: &InvokeAsyncInput,
) -> ApiResult<InvokeAsyncOutput> {
    Err(ApiError::not_implemented("lambda:InvokeAsync"))
}
