//! CreateArchiveRule: findings made from now on are archived when they meet the criteria.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateArchiveRule.html>

use gen_accessanalyzer::{CreateArchiveRuleInput, CreateArchiveRuleOutput};
use kernel::{ApiResult, Cx};

use crate::criteria::{Filter, Purpose};
use crate::{analyzer, archive_rule};

pub(crate) async fn create_archive_rule(
    cx: &mut Cx<'_>,
    input: &CreateArchiveRuleInput,
) -> ApiResult<CreateArchiveRuleOutput> {
    let filter = Filter::parse(&input.filter, Purpose::ArchiveRule)?;
    let analyzer = analyzer::named(cx, &input.analyzer_name).await?;
    let token = input.client_token.as_deref();
    archive_rule::add(cx, &analyzer, &input.rule_name, filter, token).await?;
    Ok(CreateArchiveRuleOutput::default())
}
