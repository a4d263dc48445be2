//! UpdateArchiveRule: other criteria, for findings made from now on.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UpdateArchiveRule.html>

use gen_accessanalyzer::{UpdateArchiveRuleInput, UpdateArchiveRuleOutput};
use kernel::{ApiResult, Cx};

use crate::criteria::{Filter, Purpose};
use crate::tables::ARCHIVE_RULES;
use crate::{analyzer, archive_rule};

pub(crate) async fn update_archive_rule(
    cx: &mut Cx<'_>,
    input: &UpdateArchiveRuleInput,
) -> ApiResult<UpdateArchiveRuleOutput> {
    let filter = Filter::parse(&input.filter, Purpose::ArchiveRule)?;
    let analyzer = analyzer::named(cx, &input.analyzer_name).await?;
    let mut rule = archive_rule::named(cx, &analyzer, &input.rule_name).await?;
    rule.filter = filter;
    rule.updated_at = cx.now();
    cx.put(&ARCHIVE_RULES, &(analyzer.number, rule.name.clone()), &rule);
    Ok(UpdateArchiveRuleOutput::default())
}
