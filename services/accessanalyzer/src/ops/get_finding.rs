//! GetFinding.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_GetFinding.html>

use gen_accessanalyzer::{GetFindingInput, GetFindingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_finding(
    _cx: &mut Cx<'_>,
    _input: &GetFindingInput,
) -> ApiResult<GetFindingOutput> {
    Err(ApiError::not_implemented("accessanalyzer:GetFinding"))
}
