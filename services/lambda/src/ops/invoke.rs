//! Invoke.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_Invoke.html>

use gen_lambda::{InvokeInput, InvokeOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn invoke(
    _cx: &mut Cx<'_>,
    _input: &InvokeInput,
) -> ApiResult<InvokeOutput> {
    Err(ApiError::not_implemented("lambda:Invoke"))
}
