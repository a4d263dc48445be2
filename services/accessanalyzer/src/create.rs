//! How an analyzer comes to be: its name, quota, zone of trust and rules are checked, then it is kept and scans begin.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html>

use gen_accessanalyzer::{AnalyzerConfiguration, InlineArchiveRule};
use kernel::{ApiError, ApiResult, Cx, Principal, tagging};
use schema::VecMap;

use crate::analyzer::{self, Access, Analyzer, Kind};
use crate::configuration::Configuration;
use crate::criteria::{Filter, Purpose};
use crate::tables::ANALYZERS;
use crate::{archive_rule, errors, iam, limits, scan, zone};

/// What a request asks for.
pub(crate) struct Asked<'a> {
    pub(crate) name: String,
    pub(crate) kind: &'a str,
    pub(crate) rules: &'a [InlineArchiveRule],
    pub(crate) tags: VecMap<String>,
    pub(crate) configuration: Option<&'a AnalyzerConfiguration>,
    pub(crate) token: Option<&'a str>,
    pub(crate) managed_by: Option<&'a str>,
}

/// The service that calls, for what services alone may do.
pub(crate) fn managing_service(cx: &Cx<'_>) -> ApiResult<&'static str> {
    match &cx.caller().principal {
        Principal::Service(name) => Ok(name),
        _ => Err(errors::access_denied(
            "Service-linked analyzers can be managed only by the AWS service that owns them.",
        )),
    }
}

/// Makes the analyzer; returns its ARN.
pub(crate) async fn analyzer(cx: &mut Cx<'_>, asked: Asked<'_>) -> ApiResult<String> {
    let kind = Kind::parse(asked.kind)
        .ok_or_else(|| errors::field("type", "The analyzer type is not valid."))?;
    if asked.name.starts_with('_') && asked.managed_by.is_none() {
        let message = "The name of an analyzer must begin with a letter.";
        return Err(errors::field("analyzerName", message));
    }
    let configuration = Configuration::parse(kind, asked.configuration)?;
    if kind.access == Access::Internal {
        return Err(ApiError::not_implemented("accessanalyzer: analyzers of internal access"));
    }
    let tags = tagging::merge(&VecMap::new(), &asked.tags)
        .map_err(|error| errors::field("tags", error.to_string()))?;
    if let Some(there) = cx.get(&ANALYZERS, &asked.name).await? {
        let again = asked.token.is_some()
            && there.token.as_deref() == asked.token
            && there.kind == kind
            && there.configuration == configuration;
        return if again { there.arn(cx) } else { Err(errors::exists("Analyzer", &asked.name)) };
    }
    if kind.organization {
        zone::require_administrator(cx).await?;
    }
    require_quota(cx, kind, &asked.name).await?;
    let analyzer = Analyzer {
        number: cx.next_sequence(),
        name: asked.name,
        kind,
        created_at: cx.now(),
        last_resource: None,
        tags: tags.into_iter().collect(),
        configuration,
        managed_by: asked.managed_by.map(str::to_owned),
        token: asked.token.map(str::to_owned),
    };
    cx.put(&ANALYZERS, &analyzer.name, &analyzer);
    for rule in asked.rules {
        let filter = Filter::parse(&rule.filter, Purpose::ArchiveRule)?;
        archive_rule::add(cx, &analyzer, &rule.rule_name, filter, None).await?;
    }
    iam::ensure_service_role(cx).await?;
    scan::begin(cx, &analyzer).await?;
    analyzer.arn(cx)
}

async fn require_quota(cx: &mut Cx<'_>, kind: Kind, name: &str) -> ApiResult<()> {
    let there = analyzer::all(cx).await?;
    let limit = match (kind.organization, kind.access) {
        (false, _) => limits::ACCOUNT_ANALYZERS,
        (true, Access::Internal) => limits::ORGANIZATION_INTERNAL_ANALYZERS,
        (true, _) => limits::ORGANIZATION_ANALYZERS,
    };
    if there.iter().filter(|analyzer| analyzer.kind == kind).count() < limit {
        return Ok(());
    }
    let message = format!(
        "You have reached the limit of {limit} analyzers of the type {} in the Region.",
        kind.name()
    );
    Err(errors::quota("Analyzer", name, message))
}
