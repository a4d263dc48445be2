//! GetArchiveRule.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_GetArchiveRule.html>

use gen_accessanalyzer::{GetArchiveRuleInput, GetArchiveRuleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_archive_rule(
    _cx: &mut Cx<'_>,
    _input: &GetArchiveRuleInput,
) -> ApiResult<GetArchiveRuleOutput> {
    Err(ApiError::not_implemented("accessanalyzer:GetArchiveRule"))
}
