//! GetArchiveRule.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetArchiveRule.html>

use gen_accessanalyzer::{GetArchiveRuleInput, GetArchiveRuleOutput};
use kernel::{ApiResult, Cx};

use crate::{analyzer, archive_rule};

pub(crate) async fn get_archive_rule(
    cx: &mut Cx<'_>,
    input: &GetArchiveRuleInput,
) -> ApiResult<GetArchiveRuleOutput> {
    let analyzer = analyzer::named(cx, &input.analyzer_name).await?;
    let rule = archive_rule::named(cx, &analyzer, &input.rule_name).await?;
    Ok(GetArchiveRuleOutput { archive_rule: Some(rule.show()) })
}
