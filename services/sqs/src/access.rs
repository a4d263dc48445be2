//! What a call requires of policies: its action on the queue that it names, whose own policy takes part, also for
//! callers of other accounts.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-using-identity-based-policies.html>

use kernel::{
    Access, AccessQuery, AccountId, ApiResult, Arn, BoxFuture, Cx, Required,
    policy_asks_resource_tags,
};
use policy::ResourceRule;

use crate::errors;
use crate::move_task::TaskHandle;
use crate::queue_name::QueueName;
use crate::queue_url::QueueUrl;
use crate::tables::{QUEUES, TAGS};

/// Operations that no policy can open to other accounts.
/// Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-customer-managed-policy-examples.html>
const OWNERS_ALONE: [&str; 12] = [
    "AddPermission",
    "CancelMessageMoveTask",
    "CreateQueue",
    "DeleteQueue",
    "ListMessageMoveTasks",
    "ListQueueTags",
    "ListQueues",
    "RemovePermission",
    "SetQueueAttributes",
    "StartMessageMoveTask",
    "TagQueue",
    "UntagQueue",
];

pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move {
        Ok(match target(cx, query)? {
            Some(target) => Access::Requires(requires(cx, query, target).await?),
            None => Access::Requires(vec![query.on("*")]),
        })
    })
}

/// The queue that a call is about.
struct Target {
    account: AccountId,
    name: QueueName,
}

/// `None`: the call is about no queue, or about none that can be; its handler says what is wrong.
fn target(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Option<Target>> {
    let text = |member: &str| query.input.text(member).filter(|text| !text.is_empty());
    let named = |name: &str, account: Option<AccountId>| {
        let account = account.unwrap_or(cx.account());
        QueueName::parse(name).map(|name| Target { account, name })
    };
    let of_arn = |arn: &str| {
        let arn = arn.parse::<Arn>().ok()?;
        named(arn.resource(), AccountId::parse(arn.account()))
    };
    Ok(match query.operation {
        "CreateQueue" => text("QueueName").and_then(|name| named(&name, None)),
        "GetQueueUrl" => {
            let owner = text("QueueOwnerAWSAccountId").and_then(|id| AccountId::parse(&id));
            text("QueueName").and_then(|name| named(&name, owner))
        }
        "ListQueues" => None,
        "ListMessageMoveTasks" | "StartMessageMoveTask" => {
            text("SourceArn").as_deref().and_then(of_arn)
        }
        "CancelMessageMoveTask" => text("TaskHandle")
            .and_then(|handle| TaskHandle::parse(&handle))
            .and_then(|handle| of_arn(&handle.source_arn)),
        _ => match text("QueueUrl") {
            Some(url) => {
                let url = QueueUrl::parse(&url)?;
                named(url.name.as_str(), url.account)
            }
            None => None,
        },
    })
}

async fn requires(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    target: Target,
) -> ApiResult<Vec<Required>> {
    let Target { account, name } = target;
    let foreign = account != cx.account();
    if foreign && query.operation.contains("MessageMoveTask") {
        return Err(errors::no_such_arn("SourceArn"));
    }
    if foreign && OWNERS_ALONE.contains(&query.operation) {
        return Err(errors::access_denied(name.as_str()));
    }
    let outer = cx.enter(account);
    let arn = cx.arn("sqs", name.as_str())?;
    let found = cx.get_shared(&QUEUES, &name).await?;
    let policy = found.and_then(|queue| queue.attributes.policy.clone());
    let asks = policy.as_deref().is_some_and(policy_asks_resource_tags);
    let tags = match query.wants_resource_tags || asks {
        true => cx.get(&TAGS, &name).await?.unwrap_or_default(),
        false => Vec::new(),
    };
    cx.enter(outer);
    if foreign && query.operation == "GetQueueUrl" && policy.is_none() {
        // Whether another account has the queue is none of the caller's business.
        return Err(errors::queue_does_not_exist());
    }
    let mut main = query
        .on(arn.as_str())
        .owned_by(account)
        .with_tags(tags.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    if let Some(text) = policy {
        let policy = cx.kernel().compiled(arn.as_str(), &text)?;
        main = main.with_policy(policy, ResourceRule::Either);
    }
    let mut all = vec![main];
    if query.operation == "StartMessageMoveTask" {
        all.extend(moves(query, &arn));
    }
    Ok(all)
}

/// A move takes messages from its source and sends them to its destination.
fn moves(query: &AccessQuery<'_>, source: &Arn) -> Vec<Required> {
    let from = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    let mut all: Vec<Required> =
        from.into_iter().map(|action| Required::new(action, source.as_str())).collect();
    if let Some(destination) = query.input.text("DestinationArn").filter(|arn| !arn.is_empty()) {
        all.push(Required::new("sqs:SendMessage", destination));
    }
    all
}
