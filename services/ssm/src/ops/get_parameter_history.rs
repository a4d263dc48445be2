//! GetParameterHistory.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_GetParameterHistory.html>

use gen_ssm::{GetParameterHistoryInput, GetParameterHistoryOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_parameter_history(
    _cx: &mut Cx<'_>,
    _input: &GetParameterHistoryInput,
) -> ApiResult<GetParameterHistoryOutput> {
    Err(ApiError::not_implemented("ssm:GetParameterHistory"))
}
