//! ApplyArchiveRule.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_ApplyArchiveRule.html>

use gen_accessanalyzer::{ApplyArchiveRuleInput, ApplyArchiveRuleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn apply_archive_rule(
    _cx: &mut Cx<'_>,
    _input: &ApplyArchiveRuleInput,
) -> ApiResult<ApplyArchiveRuleOutput> {
    Err(ApiError::not_implemented("accessanalyzer:ApplyArchiveRule"))
}
