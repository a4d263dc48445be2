//! CreateArchiveRule.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_CreateArchiveRule.html>

use gen_accessanalyzer::{CreateArchiveRuleInput, CreateArchiveRuleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_archive_rule(
    _cx: &mut Cx<'_>,
    _input: &CreateArchiveRuleInput,
) -> ApiResult<CreateArchiveRuleOutput> {
    Err(ApiError::not_implemented("accessanalyzer:CreateArchiveRule"))
}
