//! ApplyArchiveRule: archives the active findings that meet a rule's criteria.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ApplyArchiveRule.html>

use gen_accessanalyzer::{ApplyArchiveRuleInput, ApplyArchiveRuleOutput};
use kernel::{ApiResult, Cx};

use crate::finding::Status;
use crate::tables::FINDINGS;
use crate::{analyzer, archive_rule, findings};

pub(crate) async fn apply_archive_rule(
    cx: &mut Cx<'_>,
    input: &ApplyArchiveRuleInput,
) -> ApiResult<ApplyArchiveRuleOutput> {
    let analyzer = analyzer::of_arn(cx, &input.analyzer_arn).await?;
    let rule = archive_rule::named(cx, &analyzer, &input.rule_name).await?;
    let now = cx.now();
    for mut finding in findings::all(cx, &analyzer).await? {
        if finding.status == Status::Active && rule.filter.holds(&finding.found) {
            (finding.status, finding.updated_at) = (Status::Archived, now);
            cx.put(&FINDINGS, &(analyzer.number, finding.id.clone()), &finding);
        }
    }
    Ok(ApplyArchiveRuleOutput::default())
}
