//! Analyzers: what they look for, in which zone of trust, and how they are set.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html>

use gen_accessanalyzer::values::{analyzer_status, r#type as types};
use gen_accessanalyzer::{AnalyzerSummary, StatusReason};
use kernel::{ApiResult, Arn, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::configuration::Configuration;
use crate::errors;
use crate::tables::ANALYZERS;
use crate::zone;

/// An analyzer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Analyzer {
    /// Under which its findings lie.
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) created_at: Timestamp,
    /// The resource that was analyzed last, and when.
    pub(crate) last_resource: Option<(String, Timestamp)>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) configuration: Configuration,
    /// The service that made it.
    pub(crate) managed_by: Option<String>,
    pub(crate) token: Option<String>,
}

/// What is looked for, and whether the zone of trust is the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kind {
    pub(crate) access: Access,
    pub(crate) organization: bool,
}

/// What an analyzer looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Access {
    /// Of principals outside of the zone of trust.
    External,
    /// That is not made use of.
    Unused,
    /// Of principals inside of the zone of trust to chosen resources.
    Internal,
}

impl Kind {
    pub(crate) fn parse(text: &str) -> Option<Kind> {
        let (organization, access) = match text {
            types::ACCOUNT => (false, Access::External),
            types::ORGANIZATION => (true, Access::External),
            types::ACCOUNT_UNUSED_ACCESS => (false, Access::Unused),
            types::ORGANIZATION_UNUSED_ACCESS => (true, Access::Unused),
            types::ACCOUNT_INTERNAL_ACCESS => (false, Access::Internal),
            types::ORGANIZATION_INTERNAL_ACCESS => (true, Access::Internal),
            _ => return None,
        };
        Some(Kind { access, organization })
    }

    pub(crate) fn name(self) -> &'static str {
        match (self.organization, self.access) {
            (false, Access::External) => types::ACCOUNT,
            (true, Access::External) => types::ORGANIZATION,
            (false, Access::Unused) => types::ACCOUNT_UNUSED_ACCESS,
            (true, Access::Unused) => types::ORGANIZATION_UNUSED_ACCESS,
            (false, Access::Internal) => types::ACCOUNT_INTERNAL_ACCESS,
            (true, Access::Internal) => types::ORGANIZATION_INTERNAL_ACCESS,
        }
    }
}

impl Analyzer {
    pub(crate) fn arn(&self, cx: &Cx<'_>) -> ApiResult<String> {
        Ok(cx.arn("access-analyzer", &format!("analyzer/{}", self.name))?.to_string())
    }

    /// The analyzer as clients see it; its status follows the organization's present state.
    pub(crate) async fn show(&self, cx: &mut Cx<'_>) -> ApiResult<AnalyzerSummary> {
        let why = if self.kind.organization { zone::why_disabled(cx).await? } else { None };
        let status = match why {
            Some(_) => analyzer_status::DISABLED,
            None => analyzer_status::ACTIVE,
        };
        Ok(AnalyzerSummary {
            arn: Some(self.arn(cx)?),
            name: Some(self.name.clone()),
            r#type: Some(self.kind.name().to_owned()),
            created_at: Some(self.created_at),
            last_resource_analyzed: self.last_resource.as_ref().map(|(arn, _)| arn.clone()),
            last_resource_analyzed_at: self.last_resource.as_ref().map(|(_, at)| *at),
            tags: Some(self.tags.iter().cloned().collect()),
            status: Some(status.to_owned()),
            status_reason: why.map(|code| StatusReason { code: Some(code.to_owned()) }),
            configuration: self.configuration.show(),
            managed_by: self.managed_by.clone(),
        })
    }
}

/// The analyzer of this name.
pub(crate) async fn named(cx: &mut Cx<'_>, name: &str) -> ApiResult<Analyzer> {
    let found = cx.get(&ANALYZERS, &name.to_owned()).await?;
    found.ok_or_else(|| errors::not_found("Analyzer", name))
}

/// The analyzer with this ARN, which must be of the account and region of the call.
pub(crate) async fn of_arn(cx: &mut Cx<'_>, text: &str) -> ApiResult<Analyzer> {
    let missing = || errors::not_found("Analyzer", text);
    let arn: Arn = text.parse().map_err(|_| missing())?;
    let here = arn.service() == "access-analyzer"
        && arn.region() == cx.region().as_str()
        && arn.account() == cx.account().as_str();
    let name = arn.resource().strip_prefix("analyzer/").filter(|_| here).ok_or_else(missing)?;
    cx.get(&ANALYZERS, &name.to_owned()).await?.ok_or_else(missing)
}

/// The analyzer with this ARN, when it looks for `access`.
pub(crate) async fn looking_for(
    cx: &mut Cx<'_>,
    text: &str,
    access: Access,
) -> ApiResult<Analyzer> {
    let analyzer = of_arn(cx, text).await?;
    if analyzer.kind.access == access {
        return Ok(analyzer);
    }
    Err(errors::field(
        "analyzerArn",
        format!("The operation does not support analyzers of the type {}.", analyzer.kind.name()),
    ))
}

/// All analyzers of the account and region, by name.
pub(crate) async fn all(cx: &mut Cx<'_>) -> ApiResult<Vec<Analyzer>> {
    let range = cx.rows(&ANALYZERS);
    // Quotas keep this small.
    let rows = cx.range(&ANALYZERS, &range, 1_000).await?;
    Ok(rows.into_iter().map(|(_, analyzer)| analyzer).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_keep_their_names() {
        for name in [
            types::ACCOUNT,
            types::ORGANIZATION,
            types::ACCOUNT_UNUSED_ACCESS,
            types::ORGANIZATION_UNUSED_ACCESS,
            types::ACCOUNT_INTERNAL_ACCESS,
            types::ORGANIZATION_INTERNAL_ACCESS,
        ] {
            assert_eq!(Kind::parse(name).map(Kind::name), Some(name));
        }
        assert_eq!(Kind::parse("account"), None);
    }
}
