//! DeleteParameters.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_DeleteParameters.html>

use gen_ssm::{DeleteParametersInput, DeleteParametersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_parameters(
    _cx: &mut Cx<'_>,
    _input: &DeleteParametersInput,
) -> ApiResult<DeleteParametersOutput> {
    Err(ApiError::not_implemented("ssm:DeleteParameters"))
}
