//! DeleteArchiveRule: what it archived stays archived.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_DeleteArchiveRule.html>

use gen_accessanalyzer::{DeleteArchiveRuleInput, DeleteArchiveRuleOutput};
use kernel::{ApiResult, Cx};

use crate::tables::ARCHIVE_RULES;
use crate::{analyzer, archive_rule};

pub(crate) async fn delete_archive_rule(
    cx: &mut Cx<'_>,
    input: &DeleteArchiveRuleInput,
) -> ApiResult<DeleteArchiveRuleOutput> {
    let analyzer = analyzer::named(cx, &input.analyzer_name).await?;
    let rule = archive_rule::named(cx, &analyzer, &input.rule_name).await?;
    cx.delete(&ARCHIVE_RULES, &(analyzer.number, rule.name));
    Ok(DeleteArchiveRuleOutput::default())
}
