//! DeleteArchiveRule.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_DeleteArchiveRule.html>

use gen_accessanalyzer::{DeleteArchiveRuleInput, DeleteArchiveRuleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_archive_rule(
    _cx: &mut Cx<'_>,
    _input: &DeleteArchiveRuleInput,
) -> ApiResult<DeleteArchiveRuleOutput> {
    Err(ApiError::not_implemented("accessanalyzer:DeleteArchiveRule"))
}
