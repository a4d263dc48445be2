//! ListArchiveRules.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_ListArchiveRules.html>

use gen_accessanalyzer::{ListArchiveRulesInput, ListArchiveRulesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_archive_rules(
    _cx: &mut Cx<'_>,
    _input: &ListArchiveRulesInput,
) -> ApiResult<ListArchiveRulesOutput> {
    Err(ApiError::not_implemented("accessanalyzer:ListArchiveRules"))
}
