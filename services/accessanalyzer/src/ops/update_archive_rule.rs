//! UpdateArchiveRule.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_UpdateArchiveRule.html>

use gen_accessanalyzer::{UpdateArchiveRuleInput, UpdateArchiveRuleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_archive_rule(
    _cx: &mut Cx<'_>,
    _input: &UpdateArchiveRuleInput,
) -> ApiResult<UpdateArchiveRuleOutput> {
    Err(ApiError::not_implemented("accessanalyzer:UpdateArchiveRule"))
}
