//! ListArchiveRules: by name.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListArchiveRules.html>

use gen_accessanalyzer::{ListArchiveRulesInput, ListArchiveRulesOutput};
use kernel::{ApiResult, Cx};

use crate::archive_rule::ArchiveRule;
use crate::{analyzer, archive_rule, page};

pub(crate) async fn list_archive_rules(
    cx: &mut Cx<'_>,
    input: &ListArchiveRulesInput,
) -> ApiResult<ListArchiveRulesOutput> {
    let analyzer = analyzer::named(cx, &input.analyzer_name).await?;
    let all = archive_rule::all(cx, &analyzer).await?;
    let token = input.next_token.as_deref();
    let (rules, next_token) =
        page::cut(cx, &[&input.analyzer_name], all, input.max_results, token)?;
    let rules = rules.iter().map(ArchiveRule::show).collect();
    Ok(ListArchiveRulesOutput { archive_rules: Some(rules), next_token })
}
