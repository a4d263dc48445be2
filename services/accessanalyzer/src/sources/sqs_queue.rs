//! Queues of SQS and their policies.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html>

use gen_sqs::operations::{GetQueueAttributes, GetQueueUrl, ListQueues};
use gen_sqs::{GetQueueAttributesInput, GetQueueUrlInput, ListQueuesInput};
use kernel::{AccountId, ApiResult, Arn, Cx};

use super::{Resource, Source, if_found, if_there};
use crate::limits;

pub(super) const SOURCE: Source = Source {
    kind: "AWS::SQS::Queue",
    trust: false,
    list: |cx, account| Box::pin(list(cx, account)),
    find: |cx, arn| Box::pin(find(cx, arn)),
};

async fn list(cx: &mut Cx<'_>, account: AccountId) -> ApiResult<Vec<Resource>> {
    let mut found = Vec::new();
    let mut next_token = None;
    while found.len() < limits::RESOURCES {
        let input = ListQueuesInput {
            queue_name_prefix: None,
            next_token: next_token.take(),
            max_results: Some(1_000),
        };
        let answer = cx.call_as_service::<ListQueues>(account, input).await;
        let Some(page) = if_there(answer)? else { break };
        for url in page.queue_urls.unwrap_or_default() {
            found.extend(of_url(cx, account, url).await?);
        }
        next_token = page.next_token;
        if next_token.is_none() {
            break;
        }
    }
    Ok(found)
}

async fn find(cx: &mut Cx<'_>, text: &str) -> ApiResult<Option<Resource>> {
    let Ok(arn) = text.parse::<Arn>() else { return Ok(None) };
    let here = arn.service() == "sqs" && arn.region() == cx.region().as_str();
    let Some(account) = AccountId::parse(arn.account()).filter(|_| here) else { return Ok(None) };
    let input =
        GetQueueUrlInput { queue_name: arn.resource().to_owned(), ..GetQueueUrlInput::default() };
    let answer = cx.call_as_service::<GetQueueUrl>(account, input).await;
    match if_found(answer)?.and_then(|found| found.queue_url) {
        Some(url) => of_url(cx, account, url).await,
        None => Ok(None),
    }
}

async fn of_url(
    cx: &mut Cx<'_>,
    account: AccountId,
    queue_url: String,
) -> ApiResult<Option<Resource>> {
    let names = ["Policy", "QueueArn"].map(str::to_owned).to_vec();
    let input = GetQueueAttributesInput { queue_url, attribute_names: Some(names) };
    let answer = cx.call_as_service::<GetQueueAttributes>(account, input).await;
    let Some(attributes) = if_found(answer)?.and_then(|found| found.attributes) else {
        return Ok(None);
    };
    let resource = attributes.get("QueueArn").map(|arn| Resource {
        arn: arn.clone(),
        owner: account,
        policy: attributes.get("Policy").filter(|text| !text.is_empty()).cloned(),
    });
    Ok(resource)
}
