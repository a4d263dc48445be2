//! Who is told how an invocation ended: queues, other functions, buckets. Whether Lambda takes a destination, and how it is
//! told; always as the function's role.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html>

use bytes::Bytes;
use gen_lambda::InvocationRequest;
use gen_lambda::operations::Invoke;
use gen_s3::operations::{HeadBucket, PutObject};
use gen_s3::{HeadBucketRequest, PutObjectRequest};
use gen_sqs::operations::{GetQueueAttributes, SendMessage};
use gen_sqs::{GetQueueAttributesRequest, MessageAttributeValue, SendMessageRequest};
use kernel::{ApiError, ApiResult, Arn, Cx, Required, Timestamp};
use policy::ResourceRule;
use schema::ByteStream;
use tracing::warn;

use super::acting::{self, Acting, place, queue_url, stored_arn};
use super::facts::{self, Facts};
use super::invoke::Answer;
use super::pending::Pending;
use super::record::{OfEvent, RequestContext, ResponseContext, embedded, error_message};
use super::verdict::Condition;
use crate::errors;
use crate::function_name::{FunctionName, Qualifier, Written};

/// Characters of an error's message that a dead-letter queue is told.
const MAX_ERROR: usize = 1_024;

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    Queue(Arn),
    Function(Arn),
    Bucket(Arn),
    /// A topic or an event bus, which are not there yet.
    NotThere(&'static str),
}

impl Destination {
    /// `None` for the ARN of what can never be told.
    pub(crate) fn parse(text: &str) -> Option<Destination> {
        let arn: Arn = text.parse().ok()?;
        match arn.service() {
            "sqs" => Some(Destination::Queue(arn)),
            "lambda" if arn.resource().starts_with("function:") => Some(Destination::Function(arn)),
            "s3" => Some(Destination::Bucket(arn)),
            "sns" => Some(Destination::NotThere("topics")),
            "events" => Some(Destination::NotThere("event buses")),
            _ => None,
        }
    }
}

/// Recorded.
fn bad_arn(text: &str) -> ApiError {
    errors::invalid(format!("The destination ARN {text} is invalid."))
}

/// Whether the destination is there, and the function's role may tell it.
pub(crate) async fn check(
    cx: &mut Cx<'_>,
    facts: &Facts,
    text: &str,
    to: &Destination,
) -> ApiResult<()> {
    let required = match to {
        Destination::Queue(queue) => sending(cx, queue).await?.ok_or_else(|| bad_arn(text))?,
        Destination::Function(function) => calling(cx, facts, function, text).await?,
        Destination::Bucket(bucket) => {
            let input =
                HeadBucketRequest { bucket: bucket.resource().to_owned(), ..Default::default() };
            let account = cx.account();
            cx.call_as_service::<HeadBucket>(account, input).await.map_err(|_| bad_arn(text))?;
            Required::new("s3:PutObject", format!("{bucket}/*"))
        }
        Destination::NotThere(what) => {
            return Err(errors::invalid(format!(
                "The destination {text} cannot be told: there are no {what} yet."
            )));
        }
    };
    let action = required.action.rsplit(':').next().unwrap_or_default().to_owned();
    if acting::may(cx, facts, vec![required]).await? {
        return Ok(());
    }
    Err(errors::invalid(format!(
        "The function's execution role does not have permissions to call {action} on {text}"
    )))
}

/// What sending to a queue requires; `None` when there is no such queue, or only a FIFO one.
async fn sending(cx: &mut Cx<'_>, queue: &Arn) -> ApiResult<Option<Required>> {
    let Some((account, region)) = place(queue) else { return Ok(None) };
    if queue.resource().ends_with(".fifo") {
        return Ok(None);
    }
    let input = GetQueueAttributesRequest {
        queue_url: queue_url(queue),
        attribute_names: Some(vec!["Policy".to_owned()]),
    };
    let found = match cx.call_as_service_in::<GetQueueAttributes>(account, region, input).await {
        Ok(found) => found.attributes.unwrap_or_default(),
        Err(error) if error.status() < 500 => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut required = Required::new("sqs:SendMessage", queue.as_str()).owned_by(account);
    if let Some(text) = found.get("Policy") {
        let policy = cx.kernel().compiled(queue.as_str(), text)?;
        required = required.with_policy(policy, ResourceRule::Either);
    }
    Ok(Some(required))
}

async fn calling(
    cx: &mut Cx<'_>,
    facts: &Facts,
    function: &Arn,
    text: &str,
) -> ApiResult<Required> {
    let written = Written::parse(text).ok_or_else(|| bad_arn(text))?;
    let here =
        function.region() == cx.region().as_str() && function.account() == cx.account().as_str();
    if !here {
        return Err(bad_arn(text));
    }
    if written.name == facts.name.as_str() {
        return Err(errors::invalid("You can't specify the function as a destination for itself."));
    }
    let name = FunctionName(written.name.to_owned());
    let qualifier = written.qualifier.map(Qualifier::parse);
    match facts::find(cx, &name, qualifier.as_ref()).await? {
        Some(_) => Ok(Required::new("lambda:InvokeFunction", text)),
        None => Err(bad_arn(text)),
    }
}

/// An invocation that has ended.
pub(crate) struct Ended<'a> {
    pub(crate) pending: &'a Pending,
    pub(crate) condition: Condition,
    /// With the qualifier.
    pub(crate) arn: String,
    pub(crate) function: &'a str,
    pub(crate) payload: &'a [u8],
    pub(crate) answer: Option<&'a Answer>,
    pub(crate) now: Timestamp,
}

/// Sends the event itself to the function's dead-letter queue, and says what was wrong beside it.
pub(crate) async fn dead_letter(
    acting: &Acting<'_>,
    queue: &str,
    ended: &Ended<'_>,
) -> ApiResult<()> {
    let Some(Destination::Queue(queue)) = Destination::parse(queue) else { return Ok(()) };
    let attribute = |kind: &str, value: String| MessageAttributeValue {
        data_type: kind.to_owned(),
        string_value: Some(value),
        ..MessageAttributeValue::default()
    };
    let (code, message) = match ended.answer {
        _ if ended.condition == Condition::RecursiveInvocation => {
            ("400", errors::recursive().message().unwrap_or_default().to_owned())
        }
        Some(answer) => ("200", error_message(&answer.payload)),
        None => ("429", "Rate Exceeded.".to_owned()),
    };
    let message: String = message.chars().take(MAX_ERROR).collect();
    let attributes = [
        ("RequestID", attribute("String", ended.pending.request_id.clone())),
        ("ErrorCode", attribute("Number", code.to_owned())),
        ("ErrorMessage", attribute("String", message)),
    ];
    let input = SendMessageRequest {
        message_attributes: Some(attributes.into_iter().collect()),
        ..message_to(&queue, String::from_utf8_lossy(ended.payload).into_owned())
    };
    told(acting.call_at::<SendMessage>(&queue, input).await.map(drop), queue.as_str())
}

/// Tells a destination of an event.
pub(crate) async fn event(acting: &Acting<'_>, to: &str, ended: &Ended<'_>) -> ApiResult<()> {
    let record = OfEvent {
        version: "1.0",
        timestamp: ended.now.iso8601_millis(),
        request_context: RequestContext {
            request_id: &ended.pending.request_id,
            function_arn: &ended.arn,
            condition: ended.condition.as_str(),
            approximate_invoke_count: ended.pending.calls(ended.condition),
        },
        request_payload: embedded(ended.payload),
        response_context: ended.answer.map(|answer| ResponseContext {
            status_code: 200,
            executed_version: &answer.version,
            function_error: answer.error.as_deref().map(Some),
        }),
        response_payload: ended.answer.map(|answer| embedded(&answer.payload)),
    };
    let body = serde_json::to_string(&record).map_err(ApiError::bug)?;
    let done = match Destination::parse(to) {
        Some(Destination::Queue(queue)) => {
            let input = message_to(&queue, body);
            acting.call_at::<SendMessage>(&queue, input).await.map(drop)
        }
        Some(Destination::Function(function)) => {
            let input = InvocationRequest {
                function_name: function.to_string(),
                invocation_type: Some("Event".to_owned()),
                payload: Some(body.into()),
                ..InvocationRequest::default()
            };
            acting.call_at::<Invoke>(&function, input).await.map(drop)
        }
        Some(Destination::Bucket(bucket)) => {
            let random = acting.kernel.random().uuid();
            let key = object_key(&format!("async/{}", ended.function), ended.now, &random);
            put_object(acting, &bucket, key, body).await
        }
        Some(Destination::NotThere(_)) | None => Ok(()),
    };
    told(done, to)
}

/// The trace is that in which the role acts.
fn message_to(queue: &Arn, body: String) -> SendMessageRequest {
    SendMessageRequest {
        queue_url: queue_url(queue),
        message_body: body,
        ..SendMessageRequest::default()
    }
}

/// Sends a record to the destination of a mapping.
pub(crate) async fn of_mapping(
    acting: &Acting<'_>,
    to: &str,
    place: &str,
    body: String,
    now: Timestamp,
) -> ApiResult<()> {
    let arn = stored_arn(to)?;
    let done = match Destination::parse(to) {
        Some(Destination::Queue(queue)) => {
            let input = message_to(&queue, body);
            acting.call_at::<SendMessage>(&queue, input).await.map(drop)
        }
        Some(Destination::Bucket(bucket)) => {
            let key = object_key(place, now, &acting.kernel.random().uuid());
            put_object(acting, &bucket, key, body).await
        }
        _ => Ok(()),
    };
    told(done, arn.as_str())
}

/// `aws/lambda/PLACE/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-RANDOM`
fn object_key(place: &str, now: Timestamp, random: &str) -> String {
    let time = now.iso8601();
    let second = time.get(..19).unwrap_or(&time).replace(':', ".");
    let day = second.get(..10).unwrap_or(&second).replace('-', "/");
    format!("aws/lambda/{place}/{day}/{second}-{random}")
}

async fn put_object(acting: &Acting<'_>, bucket: &Arn, key: String, body: String) -> ApiResult<()> {
    let input = PutObjectRequest {
        bucket: bucket.resource().to_owned(),
        key,
        content_length: i64::try_from(body.len()).ok(),
        body: Some(ByteStream::from_bytes(Bytes::from(body))),
        ..PutObjectRequest::default()
    };
    acting.call::<PutObject>(input).await.map(drop)
}

/// A destination that refuses is told nothing; one that fails is told again later.
fn told(done: ApiResult<()>, to: &str) -> ApiResult<()> {
    match done {
        Err(error) if error.status() < 500 || error.status() == 501 => {
            warn!(to, %error, "a destination does not take what Lambda tells it");
            Ok(())
        }
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_objects_say_when() {
        let at = Timestamp::from_millis(1_767_225_600_123);
        let key = object_key("id/shard", at, "r");
        assert_eq!(key, "aws/lambda/id/shard/2026/01/01/2026-01-01T00.00.00-r");
    }

    #[test]
    fn destinations_are_known_by_their_arn() {
        for (arn, want) in [
            ("arn:aws:sqs:us-east-1:000000000000:q", "queue"),
            ("arn:aws:lambda:us-east-1:000000000000:function:f", "function"),
            ("arn:aws:s3:::b", "bucket"),
            ("arn:aws:sns:us-east-1:000000000000:t", "not there"),
            ("arn:aws:events:us-east-1:000000000000:event-bus/b", "not there"),
            ("arn:aws:iam:us-east-1:000000000000:function:f", "none"),
            ("x", "none"),
        ] {
            let kind = match Destination::parse(arn) {
                Some(Destination::Queue(_)) => "queue",
                Some(Destination::Function(_)) => "function",
                Some(Destination::Bucket(_)) => "bucket",
                Some(Destination::NotThere(_)) => "not there",
                None => "none",
            };
            assert_eq!(kind, want, "{arn}");
        }
    }
}
