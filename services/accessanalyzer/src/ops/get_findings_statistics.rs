//! GetFindingsStatistics.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_GetFindingsStatistics.html>

use gen_accessanalyzer::{GetFindingsStatisticsInput, GetFindingsStatisticsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_findings_statistics(
    _cx: &mut Cx<'_>,
    _input: &GetFindingsStatisticsInput,
) -> ApiResult<GetFindingsStatisticsOutput> {
    Err(ApiError::not_implemented("accessanalyzer:GetFindingsStatistics"))
}
