//! GetParameters.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_GetParameters.html>

use gen_ssm::{GetParametersInput, GetParametersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_parameters(
    _cx: &mut Cx<'_>,
    _input: &GetParametersInput,
) -> ApiResult<GetParametersOutput> {
    Err(ApiError::not_implemented("ssm:GetParameters"))
}
