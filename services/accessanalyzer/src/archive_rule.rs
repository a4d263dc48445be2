//! Archive rules: findings that meet a rule's criteria are archived when they are made.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-archive-rules.html>

use gen_accessanalyzer::ArchiveRuleSummary;
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::analyzer::Analyzer;
use crate::criteria::Filter;
use crate::tables::ARCHIVE_RULES;
use crate::{errors, limits};

/// An archive rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ArchiveRule {
    pub(crate) name: String,
    pub(crate) filter: Filter,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) token: Option<String>,
}

impl ArchiveRule {
    pub(crate) fn show(&self) -> ArchiveRuleSummary {
        ArchiveRuleSummary {
            rule_name: Some(self.name.clone()),
            filter: Some(self.filter.show()),
            created_at: Some(self.created_at),
            updated_at: Some(self.updated_at),
        }
    }
}

/// The analyzer's rule of this name.
pub(crate) async fn named(
    cx: &mut Cx<'_>,
    analyzer: &Analyzer,
    name: &str,
) -> ApiResult<ArchiveRule> {
    let found = cx.get(&ARCHIVE_RULES, &(analyzer.number, name.to_owned())).await?;
    found.ok_or_else(|| errors::not_found("ArchiveRule", name))
}

/// All rules of the analyzer, by name.
pub(crate) async fn all(cx: &mut Cx<'_>, analyzer: &Analyzer) -> ApiResult<Vec<ArchiveRule>> {
    let range = cx.rows(&ARCHIVE_RULES).prefix(&analyzer.number);
    let rows = cx.range(&ARCHIVE_RULES, &range, limits::ARCHIVE_RULES).await?;
    Ok(rows.into_iter().map(|(_, rule)| rule).collect())
}

/// Adds a rule. One that is there already is refused, unless the same request made it.
pub(crate) async fn add(
    cx: &mut Cx<'_>,
    analyzer: &Analyzer,
    name: &str,
    filter: Filter,
    token: Option<&str>,
) -> ApiResult<()> {
    let rules = all(cx, analyzer).await?;
    if let Some(there) = rules.iter().find(|rule| rule.name == name) {
        let again = token.is_some() && there.token.as_deref() == token && there.filter == filter;
        return if again { Ok(()) } else { Err(errors::exists("ArchiveRule", name)) };
    }
    if rules.len() >= limits::ARCHIVE_RULES {
        return Err(errors::quota(
            "ArchiveRule",
            name,
            format!("An analyzer can have at most {} archive rules.", limits::ARCHIVE_RULES),
        ));
    }
    let now = cx.now();
    let rule = ArchiveRule {
        name: name.to_owned(),
        filter,
        created_at: now,
        updated_at: now,
        token: token.map(str::to_owned),
    };
    cx.put(&ARCHIVE_RULES, &(analyzer.number, name.to_owned()), &rule);
    Ok(())
}
