//! What a call requires of policies: its action on the log group or the log stream that it names, as AWS writes their
//! ARNs, and what the account's resource policies say of it, also to callers of other accounts.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html>

use gen_logs::PutDeliveryDestinationRequest;
use kernel::{
    Access, AccessQuery, AccountId, ApiResult, Arn, BoxFuture, Cx, Required,
    policy_asks_resource_tags,
};
use policy::ResourceRule;

use crate::tables::TAGS;
use crate::{delivery_destination, resource_policy};

/// Operations about the stream that they name; AWS writes `log-group:NAME:log-stream:NAME`.
const OF_STREAMS: [&str; 4] =
    ["CreateLogStream", "DeleteLogStream", "GetLogEvents", "PutLogEvents"];

pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move {
        let mut all = Vec::new();
        for target in targets(cx, query) {
            all.push(requires(cx, query, target).await?);
        }
        let put = query.input_as::<PutDeliveryDestinationRequest>();
        let goal = put.and_then(|put| put.delivery_destination_configuration.as_ref());
        if let Some(goal) = goal
            && let Some(main) = all.pop()
        {
            let arn = goal.destination_resource_arn.as_str();
            all.push(main.with_key("logs:DeliveryDestinationResourceArn", arn));
        }
        // Whoever asks for what data protection hides needs a permission of its own.
        if query.input.text("unmask").as_deref() == Some("true")
            && let Some(read) = all.first().cloned()
        {
            all.push(Required { action: "logs:Unmask".into(), ..read });
        }
        if all.is_empty() {
            all.push(query.on("*"));
        }
        Ok(Access::Requires(all))
    })
}

/// What a call is about.
struct Target {
    account: AccountId,
    /// The ARN's part after the account, as policies see it.
    resource: String,
    /// What its tags lie under.
    tagged: String,
}

fn targets(cx: &Cx<'_>, query: &AccessQuery<'_>) -> Vec<Target> {
    let text = |member: &str| query.input.text(member).filter(|text| !text.is_empty());
    match query.operation {
        "StartLiveTail" => {
            let named = query.input.texts("logGroupIdentifiers");
            named.iter().filter_map(|text| identified(cx, text)).collect()
        }
        "StartQuery" => {
            let names = query.input.texts("logGroupNames").into_iter();
            let names = names.chain(text("logGroupName"));
            let names = names.chain(query.input.texts("logGroupIdentifiers"));
            names.filter_map(|text| identified(cx, &text)).collect()
        }
        "TagResource" | "UntagResource" | "ListTagsForResource" => {
            text("resourceArn").and_then(|arn| of_arn(&arn)).map(alone).into_iter().collect()
        }
        "AssociateKmsKey" | "DisassociateKmsKey" => {
            let group = text("logGroupName").and_then(|name| identified(cx, &name));
            let resource = || text("resourceIdentifier").and_then(|arn| of_arn(&arn));
            group.or_else(resource).into_iter().collect()
        }
        "CreateExportTask" | "DescribeLogGroups" | "ListLogGroups" | "DescribeQueries" => {
            match (query.operation, text("logGroupName")) {
                ("CreateExportTask", Some(name)) => identified(cx, &name).into_iter().collect(),
                _ => vec![group(cx.account(), "")],
            }
        }
        operation if operation.contains("DeliveryDestination") => {
            let name = text("name").filter(|_| query.input.knows("name"));
            let policy = || query.input.knows("deliveryDestinationName");
            let name = name.or_else(|| text("deliveryDestinationName").filter(|_| policy()));
            name.map(|name| of_delivery(cx.account(), &name)).into_iter().collect()
        }
        operation => {
            let named = text("logGroupName").or_else(|| text("logGroupIdentifier"));
            let target = named.and_then(|text| identified(cx, &text));
            let stream = text("logStreamName").filter(|_| OF_STREAMS.contains(&operation));
            let target = target.map(|target| match stream {
                Some(stream) => in_stream(target, &stream),
                None => target,
            });
            target.into_iter().collect()
        }
    }
}

/// A delivery destination has no form but its own.
fn of_delivery(account: AccountId, name: &str) -> Target {
    let resource = delivery_destination::resource_of(name);
    Target { account, tagged: resource.clone(), resource }
}

/// Policies see a group with an end that stands for its streams: `log-group:NAME:*` matches it, and so does the
/// form without.
fn group(account: AccountId, name: &str) -> Target {
    let tagged = format!("log-group:{name}");
    Target { account, resource: format!("{tagged}:log-stream:"), tagged }
}

/// The ARN of the group alone, as tagging sees it.
fn alone(target: Target) -> Target {
    Target { resource: target.tagged.clone(), ..target }
}

fn in_stream(target: Target, stream: &str) -> Target {
    Target { resource: format!("{}:log-stream:{stream}", target.tagged), ..target }
}

/// The group that a name or an ARN means.
fn identified(cx: &Cx<'_>, text: &str) -> Option<Target> {
    if text.starts_with("arn:") { of_arn(text) } else { Some(group(cx.account(), text)) }
}

fn of_arn(text: &str) -> Option<Target> {
    let arn = text.parse::<Arn>().ok()?;
    let account = AccountId::parse(arn.account())?;
    if let Some(name) = arn.resource().strip_prefix("delivery-destination:") {
        return Some(of_delivery(account, name));
    }
    let name = arn.resource().strip_prefix("log-group:")?;
    Some(group(account, name.strip_suffix(":*").unwrap_or(name)))
}

async fn requires(cx: &mut Cx<'_>, query: &AccessQuery<'_>, target: Target) -> ApiResult<Required> {
    let outer = cx.enter(target.account);
    let found = attached(cx, query, &target).await;
    cx.enter(outer);
    let (arn, policy, tags) = found?;
    let mut required = query
        .on(arn.as_str())
        .owned_by(target.account)
        .with_tags(tags.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    if let Some(text) = policy {
        let policy = cx.kernel().compiled(arn.as_str(), &text)?;
        required = required.with_policy(policy, ResourceRule::Either);
    }
    Ok(required)
}

/// The ARN, the policies that take part, and the tags of what a call is about.
async fn attached(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    target: &Target,
) -> ApiResult<(Arn, Option<String>, Vec<(String, String)>)> {
    let arn = cx.arn("logs", &target.resource)?;
    let policy = resource_policy::of_account(cx).await?;
    let asks = policy.as_deref().is_some_and(policy_asks_resource_tags);
    let tags = match query.wants_resource_tags || asks {
        true => cx.get(&TAGS, &target.tagged).await?.unwrap_or_default(),
        false => Vec::new(),
    };
    Ok((arn, policy, tags))
}
