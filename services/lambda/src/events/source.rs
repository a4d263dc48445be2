//! Whether a mapping's source is there, and the function's role may read it.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions>

use gen_dynamodbstreams::DescribeStreamInput;
use gen_dynamodbstreams::operations::DescribeStream;
use gen_sqs::GetQueueAttributesRequest;
use gen_sqs::operations::GetQueueAttributes;
use kernel::{ApiError, ApiResult, Arn, Cx, Required};
use policy::ResourceRule;

use super::acting::{self, place, queue_url};
use super::facts::Facts;
use super::settings::Source;
use crate::errors;

/// What reading a queue requires.
const OF_QUEUES: [&str; 3] = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
/// What reading a stream requires.
const OF_STREAMS: [&str; 3] = ["GetRecords", "GetShardIterator", "DescribeStream"];

pub(crate) async fn check(cx: &mut Cx<'_>, facts: &Facts, source: &Source) -> ApiResult<()> {
    match source {
        Source::Queue(arn) => queue(cx, facts, arn).await,
        Source::Stream(arn) => stream(cx, facts, arn).await,
    }
}

async fn queue(cx: &mut Cx<'_>, facts: &Facts, arn: &Arn) -> ApiResult<()> {
    let (account, region) = place(arn).ok_or_else(no_queue)?;
    let names = ["Policy", "VisibilityTimeout"];
    let input = GetQueueAttributesRequest {
        queue_url: queue_url(arn),
        attribute_names: Some(names.map(str::to_owned).to_vec()),
    };
    let found = match cx.call_as_service_in::<GetQueueAttributes>(account, region, input).await {
        Ok(found) => found.attributes.unwrap_or_default(),
        Err(error) if error.status() < 500 => return Err(no_queue()),
        Err(error) => return Err(error),
    };
    for action in OF_QUEUES {
        let mut one = Required::new(format!("sqs:{action}"), arn.as_str()).owned_by(account);
        if let Some(text) = found.get("Policy") {
            let policy = cx.kernel().compiled(arn.as_str(), text)?;
            one = one.with_policy(policy, ResourceRule::Either);
        }
        if !acting::may(cx, facts, vec![one]).await? {
            return Err(errors::invalid(format!(
                "The provided execution role does not have permissions to call {action} on SQS"
            )));
        }
    }
    let visibility = found.get("VisibilityTimeout").and_then(|text| text.parse::<u64>().ok());
    match visibility.filter(|visibility| *visibility < facts.timeout) {
        Some(visibility) => Err(errors::invalid(format!(
            "Queue visibility timeout: {visibility} seconds is less than Function timeout: {} seconds",
            facts.timeout
        ))),
        None => Ok(()),
    }
}

/// Recorded.
fn no_queue() -> ApiError {
    errors::invalid(
        "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error \
         Message: The specified queue does not exist.",
    )
}

async fn stream(cx: &mut Cx<'_>, facts: &Facts, arn: &Arn) -> ApiResult<()> {
    // Recorded.
    let none = || errors::invalid(format!("Stream not found: {arn}"));
    let (account, region) = place(arn).ok_or_else(none)?;
    if account != cx.account() || region != *cx.region() {
        return Err(none());
    }
    let input = DescribeStreamInput { stream_arn: arn.to_string(), ..Default::default() };
    match cx.call_as_service_in::<DescribeStream>(account, region, input).await {
        Ok(_) => {}
        Err(error) if error.status() < 500 => return Err(none()),
        Err(error) => return Err(error),
    }
    let mut required: Vec<Required> = OF_STREAMS
        .into_iter()
        .map(|action| Required::new(format!("dynamodb:{action}"), arn.as_str()))
        .collect();
    required.push(Required::new("dynamodb:ListStreams", "*"));
    match acting::may(cx, facts, required).await? {
        true => Ok(()),
        false => Err(errors::invalid(format!(
            "Cannot access stream {arn}. Please ensure the role can perform the GetRecords, GetShardIterator, \
             DescribeStream, and ListStreams Actions on your stream in IAM."
        ))),
    }
}
