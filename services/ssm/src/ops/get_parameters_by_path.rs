//! GetParametersByPath.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_GetParametersByPath.html>

use gen_ssm::{GetParametersByPathInput, GetParametersByPathOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_parameters_by_path(
    _cx: &mut Cx<'_>,
    _input: &GetParametersByPathInput,
) -> ApiResult<GetParametersByPathOutput> {
    Err(ApiError::not_implemented("ssm:GetParametersByPath"))
}
