//! What a call requires of policies: its action on the analyzer or archive rule that it names, with the analyzer's tags.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamaccessanalyzer.html>

use kernel::{Access, AccessQuery, AccountId, ApiResult, Arn, BoxFuture, Cx, Required};

use crate::tables::ANALYZERS;

/// The name under which roles are passed to this service.
const PRINCIPAL: &str = "access-analyzer.amazonaws.com";

pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move { requires(cx, query).await.map(Access::Requires) })
}

async fn requires(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let text = |member: &str| query.input.text(member).filter(|text| !text.is_empty());
    let arn = match text("analyzerArn").or_else(|| text("resourceArn")) {
        Some(arn) => Some(arn),
        None => match text("analyzerName") {
            Some(name) => Some(cx.arn("access-analyzer", &format!("analyzer/{name}"))?.to_string()),
            None => None,
        },
    };
    let Some(arn) = arn else {
        let mut all = vec![query.on("*")];
        all.extend(passed_role(query));
        return Ok(all);
    };
    // Only operations on one rule by name ask for the rule; applying one asks for the analyzer.
    let rule = text("ruleName").filter(|_| query.operation != "ApplyArchiveRule");
    let resource = match &rule {
        Some(rule) => format!("{arn}/archive-rule/{rule}"),
        None => arn.clone(),
    };
    let mut required = query.on(resource);
    if let Ok(parsed) = arn.parse::<Arn>() {
        if let Some(owner) = AccountId::parse(parsed.account()) {
            required = required.owned_by(owner);
        }
        if rule.is_none() && parsed.account() == cx.account().as_str() {
            required = with_tags(cx, required, &parsed).await?;
        }
    }
    Ok(vec![required])
}

async fn with_tags(cx: &mut Cx<'_>, required: Required, arn: &Arn) -> ApiResult<Required> {
    let Some(name) = arn.resource().strip_prefix("analyzer/") else { return Ok(required) };
    let found = cx.get(&ANALYZERS, &name.to_owned()).await?;
    let tags = found.map(|analyzer| analyzer.tags).unwrap_or_default();
    Ok(required.with_tags(tags.iter().map(|(key, value)| (key.as_str(), value.as_str()))))
}

/// The role that a policy generation is given to read trails with.
fn passed_role(query: &AccessQuery<'_>) -> Option<Required> {
    let given = query.input.texts("cloudTrailDetails");
    let role = given.into_iter().find(|text| text.contains(":role/"))?;
    Some(Required::new("iam:PassRole", role).with_key("iam:PassedToService", PRINCIPAL))
}
