//! GetParameter.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_GetParameter.html>

use gen_ssm::{GetParameterInput, GetParameterOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_parameter(
    _cx: &mut Cx<'_>,
    _input: &GetParameterInput,
) -> ApiResult<GetParameterOutput> {
    Err(ApiError::not_implemented("ssm:GetParameter"))
}
