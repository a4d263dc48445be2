//! InvokeWithResponseStream.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_InvokeWithResponseStream.html>

use gen_lambda::{InvokeWithResponseStreamInput, InvokeWithResponseStreamOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn invoke_with_response_stream(
    _cx: &mut Cx<'_>,
    _input: &InvokeWithResponseStreamInput,
) -> ApiResult<InvokeWithResponseStreamOutput> {
    Err(ApiError::not_implemented("lambda:InvokeWithResponseStream"))
}
