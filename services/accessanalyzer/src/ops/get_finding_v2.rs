//! GetFindingV2.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_GetFindingV2.html>

use gen_accessanalyzer::{GetFindingV2Input, GetFindingV2Output};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_finding_v2(
    _cx: &mut Cx<'_>,
    _input: &GetFindingV2Input,
) -> ApiResult<GetFindingV2Output> {
    Err(ApiError::not_implemented("accessanalyzer:GetFindingV2"))
}
