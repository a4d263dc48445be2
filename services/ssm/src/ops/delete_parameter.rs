//! DeleteParameter.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_DeleteParameter.html>

use gen_ssm::{DeleteParameterInput, DeleteParameterOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_parameter(
    _cx: &mut Cx<'_>,
    _input: &DeleteParameterInput,
) -> ApiResult<DeleteParameterOutput> {
    Err(ApiError::not_implemented("ssm:DeleteParameter"))
}
