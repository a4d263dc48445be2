//! GetHumanReadableSummary.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetHumanReadableSummary.html>

use gen_iam::{GetHumanReadableSummaryInput, GetHumanReadableSummaryOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_human_readable_summary(
    _cx: &mut Cx<'_>,
    _input: &GetHumanReadableSummaryInput,
) -> ApiResult<GetHumanReadableSummaryOutput> {
    Err(ApiError::not_implemented("iam:GetHumanReadableSummary"))
}
