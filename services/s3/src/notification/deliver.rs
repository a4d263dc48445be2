//! Brings events to queues: one job for each queue that is told, so that a slow or missing queue holds up nobody, and
//! nothing is told of what did not happen.
//!
//! S3 sends as itself, so the queue's policy has to let it, when the configuration is put and each time it sends.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html>

use gen_s3::NotificationConfiguration;
use gen_sqs::operations::{GetQueueAttributes, SendMessage};
use gen_sqs::{GetQueueAttributesRequest, MessageSystemAttributeValue, SendMessageRequest};
use kernel::{AccountId, ApiError, ApiResult, Arn, Cx, Job, Region, ServiceAsks, Via};
use schema::VecMap;
use serde::{Deserialize, Serialize};
use tracing::debug;

use super::{function, record, told};
use crate::bucket::Bucket;
use crate::configuration;
use crate::kept::Kept;
use crate::owner;

/// Sends one event to one queue.
static NOTIFY: Job<Delivery> = Job::new("s3.notify");

/// A message on its way.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Delivery {
    /// The ARN of the queue or function.
    pub(super) to: String,
    pub(super) bucket_arn: String,
    pub(super) bucket_owner: AccountId,
    pub(super) body: String,
    pub(super) trace: Option<String>,
}

/// What happened to an object, as far as messages tell it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Happened<'a> {
    /// Such as `ObjectCreated:Put`.
    pub(crate) event: &'a str,
    pub(crate) key: &'a str,
    pub(crate) size: Option<u64>,
    pub(crate) etag: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) sequencer: Option<u64>,
    pub(crate) restored: Option<(kernel::Timestamp, &'a str)>,
    /// The archive of Intelligent-Tiering that the object lies in now.
    pub(crate) archived: Option<&'a str>,
}

/// Tells whoever the bucket's configuration says of what happened.
pub(crate) async fn tell(cx: &mut Cx<'_>, bucket: &Bucket, what: &Happened<'_>) -> ApiResult<()> {
    if !bucket.configured.notification {
        return Ok(());
    }
    let kept = configuration::get::<Kept<NotificationConfiguration>>(cx, bucket, "").await?;
    let Some(Kept(configuration)) = kept else { return Ok(()) };
    if told(&configuration, what.event, what.key).next().is_none() {
        return Ok(());
    }
    let (principal, source) = actor(cx);
    let bucket_arn = bucket.arn();
    let owner = customer_id(bucket.owner);
    let event = record::Event {
        name: what.event,
        at: cx.now(),
        region: bucket.region.as_str(),
        principal: &principal,
        source: &source,
        request_id: cx.request_id(),
        bucket: bucket.name.as_str(),
        bucket_arn: &bucket_arn,
        owner: &owner,
        key: what.key,
        size: what.size,
        etag: what.etag.as_deref(),
        version: what.version.as_deref(),
        sequencer: what.sequencer,
        restored: what.restored,
        archived: what.archived,
    };
    for to in told(&configuration, what.event, what.key) {
        let delivery = Delivery {
            to: to.arn.to_owned(),
            bucket_arn: bucket_arn.clone(),
            bucket_owner: bucket.owner,
            body: event.message(to.id).map_err(ApiError::bug)?,
            trace: cx.trace().map(str::to_owned),
        };
        match to.is_function {
            true => function::call_later(cx, &delivery).await?,
            false => send_later(cx, &delivery).await?,
        }
    }
    Ok(())
}

async fn send_later(cx: &mut Cx<'_>, delivery: &Delivery) -> ApiResult<()> {
    let (key, now) = (cx.next_sequence().to_string(), cx.now());
    cx.schedule(&NOTIFY, &key, now, delivery).await
}

/// Who did it, and from where: S3 itself in what its clock does.
fn actor(cx: &Cx<'_>) -> (String, String) {
    let source = match cx.via() {
        Via::Wire { source, .. } => Some(source.to_string()),
        Via::Service { origin, .. } => match origin.as_deref() {
            Some(Via::Wire { source, .. }) => Some(source.to_string()),
            _ => None,
        },
    };
    match (source, &cx.caller().principal) {
        (_, kernel::Principal::Service(_)) | (None, _) => {
            ("s3.amazonaws.com".to_owned(), "s3.amazonaws.com".to_owned())
        }
        (Some(source), kernel::Principal::Anonymous) => ("Anonymous".to_owned(), source),
        (Some(source), _) => (format!("AWS:{}", cx.caller().unique_id()), source),
    }
}

/// How messages name an account: not by its number.
fn customer_id(account: AccountId) -> String {
    let id = owner::canonical_id(account).to_uppercase();
    format!("A{}", id.get(..13).unwrap_or_default())
}

/// The job: a queue that is gone, or does not let S3 send any more, gets nothing.
pub(crate) async fn deliver(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let delivery = NOTIFY.payload(raw)?;
    let queue: Arn = delivery.to.parse().map_err(ApiError::bug)?;
    let standing = standing(cx, &queue, &delivery.bucket_arn, delivery.bucket_owner).await?;
    if standing != Standing::Open {
        debug!(queue = delivery.to, ?standing, "an event is not delivered");
        return Ok(());
    }
    let trace = delivery.trace.map(|trace| {
        let value = MessageSystemAttributeValue {
            data_type: "String".to_owned(),
            string_value: Some(trace),
            ..MessageSystemAttributeValue::default()
        };
        let mut attributes = VecMap::new();
        attributes.insert("AWSTraceHeader", value);
        attributes
    });
    let (account, region) = place(&queue)?;
    let input = SendMessageRequest {
        queue_url: url(&queue),
        message_body: delivery.body,
        message_system_attributes: trace,
        ..SendMessageRequest::default()
    };
    cx.call_as_service_in::<SendMessage>(account, region, input).await.map(drop)
}

/// Whether a queue can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Open,
    Closed,
    Missing,
}

pub(super) fn place(queue: &Arn) -> ApiResult<(AccountId, Region)> {
    let account = AccountId::parse(queue.account());
    let region = Region::parse(queue.region());
    account.zip(region).ok_or_else(|| ApiError::bug(format!("{queue} is no queue's ARN")))
}

fn url(queue: &Arn) -> String {
    format!("/{}/{}", queue.account(), queue.resource())
}

async fn standing(
    cx: &mut Cx<'_>,
    queue: &Arn,
    bucket_arn: &str,
    owner: AccountId,
) -> ApiResult<Standing> {
    let Ok((account, region)) = place(queue) else { return Ok(Standing::Missing) };
    let input = GetQueueAttributesRequest {
        queue_url: url(queue),
        attribute_names: Some(vec!["Policy".to_owned()]),
    };
    let found = match cx.call_as_service_in::<GetQueueAttributes>(account, region, input).await {
        Ok(found) => found,
        Err(error) if error.status() < 500 => return Ok(Standing::Missing),
        Err(error) => return Err(error),
    };
    let attributes = found.attributes.unwrap_or_default();
    let asks = ServiceAsks {
        principal: "s3.amazonaws.com",
        action: "sqs:SendMessage",
        resource: queue.as_str(),
        owner: account,
        source_arn: bucket_arn,
        source_account: owner,
        keys: &[],
    };
    Ok(match cx.lets_in(attributes.get("Policy").map(String::as_str), &asks) {
        true => Standing::Open,
        false => Standing::Closed,
    })
}

/// Numbered names of an error's elements.
const ARGUMENTS: [(&str, &str); 10] = [
    ("ArgumentName1", "ArgumentValue1"),
    ("ArgumentName2", "ArgumentValue2"),
    ("ArgumentName3", "ArgumentValue3"),
    ("ArgumentName4", "ArgumentValue4"),
    ("ArgumentName5", "ArgumentValue5"),
    ("ArgumentName6", "ArgumentValue6"),
    ("ArgumentName7", "ArgumentValue7"),
    ("ArgumentName8", "ArgumentValue8"),
    ("ArgumentName9", "ArgumentValue9"),
    ("ArgumentName10", "ArgumentValue10"),
];

/// Whether all destinations can be told; each then gets a test event.
pub(crate) async fn test_destinations(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    configuration: &NotificationConfiguration,
    skip: bool,
) -> ApiResult<()> {
    let queues: Vec<&str> = configuration
        .queue_configurations
        .iter()
        .flatten()
        .map(|queue| queue.queue_arn.as_str())
        .collect();
    if skip {
        return Ok(());
    }
    let mut refused = Vec::new();
    for arn in &queues {
        let queue: Arn = arn.parse().map_err(ApiError::bug)?;
        match standing(cx, &queue, &bucket.arn(), bucket.owner).await? {
            Standing::Open => {}
            Standing::Missing => refused.push((*arn, "The destination queue does not exist")),
            Standing::Closed => refused.push((
                *arn,
                "Permissions on the destination queue do not allow S3 to publish notifications from this bucket",
            )),
        }
    }
    let functions = configuration.lambda_function_configurations.iter().flatten();
    let mut unauthorized = Vec::new();
    for function in functions {
        let text = function.lambda_function_arn.as_str();
        let arn: Arn = text.parse().map_err(ApiError::bug)?;
        if !function::may_call(cx, &arn, &bucket.arn(), bucket.owner).await? {
            // Recorded.
            let why = format!("Not authorized to invoke function [{text}]");
            unauthorized.push((format!("{text}, null"), why));
        }
    }
    let refused = refused.into_iter().map(|(arn, why)| (arn.to_owned(), why.to_owned()));
    let refused: Vec<(String, String)> = refused.chain(unauthorized).collect();
    if !refused.is_empty() {
        let message = "Unable to validate the following destination configurations";
        let error = ApiError::new("InvalidArgument", 400, message);
        let named = refused.into_iter().zip(ARGUMENTS);
        return Err(named.fold(error, |error, ((arn, why), (name, value))| {
            error.with_extra(name, arn).with_extra(value, why)
        }));
    }
    for arn in queues {
        let body = record::test_event(bucket.name.as_str(), cx.now(), cx.request_id());
        let delivery = Delivery {
            to: arn.to_owned(),
            bucket_arn: bucket.arn(),
            bucket_owner: bucket.owner,
            body: body.map_err(ApiError::bug)?,
            trace: None,
        };
        send_later(cx, &delivery).await?;
    }
    Ok(())
}
