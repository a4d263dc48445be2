//! Delivery of new events to the functions that subscriptions name: as a job after the commit, through the call bus,
//! as long as the function's policy lets this service in. What cannot be delivered for a day is given up.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Subscriptions.html>

use std::sync::Arc;

use gen_lambda::operations::{GetPolicy, Invoke};
use gen_lambda::{GetPolicyInput, InvokeInput};
use kernel::{AccountId, ApiError, ApiResult, Arn, Caller, Cx, Job, Region, WaitCx, transact};
use schema::Bytes;
use serde::{Deserialize, Serialize};

use crate::chunk::Events;
use crate::group::Group;
use crate::names::GroupName;
use crate::pattern::Pattern;
use crate::payload::{self, Fields, LogEvent, Source};
use crate::position::Position;
use crate::service_access::{self, Asked};
use crate::subscription::Subscription;
use crate::tables::{CHUNKS, GROUPS, SUBSCRIPTIONS};
use crate::{limits, vault};

/// Delivers the events of one call to one subscription.
static DELIVER: Job<Delivery> = Job::new("logs.deliver");

/// What is delivered.
#[derive(Serialize, Deserialize)]
struct Delivery {
    group: GroupName,
    id: u64,
    stream: String,
    filter: String,
    chunks: Vec<(u64, i64, u64)>,
    /// Milliseconds.
    ingested: i64,
}

/// Has new chunks of a stream delivered to the group's subscriptions.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    group: &Group,
    stream: &str,
    chunks: &[(u64, i64, u64)],
) -> ApiResult<()> {
    if group.subscriptions == 0 || chunks.is_empty() {
        return Ok(());
    }
    let rows = cx.rows(&SUBSCRIPTIONS).prefix(&group.name);
    for ((_, filter), _) in cx.range(&SUBSCRIPTIONS, &rows, limits::MAX_SUBSCRIPTIONS).await? {
        let delivery = Delivery {
            group: group.name.clone(),
            id: group.id,
            stream: stream.to_owned(),
            filter,
            chunks: chunks.to_vec(),
            ingested: cx.now().as_millis(),
        };
        let (now, key) = (cx.now(), cx.next_sequence().to_string());
        cx.schedule(&DELIVER, &key, now, &delivery).await?;
    }
    Ok(())
}

pub(crate) async fn deliver(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let delivery = DELIVER.payload(raw)?;
    let prepared = transact!(wx, cx => prepare(cx, &delivery).await)?;
    let Some((function, payloads)) = prepared else { return Ok(()) };
    let given_up = wx.now().as_millis() - delivery.ingested > limits::DAY;
    for payload in payloads {
        match invoke(wx, &function, "Event", Some(payload)).await {
            Ok(()) => {}
            // There is no such function any more, or it is not to be had: trying again does not help.
            Err(error) if given_up || (error.status() < 500 && error.status() != 429) => {
                tracing::warn!(function, %error, "events of a subscription were not delivered");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The function, and what it is to get; nothing when nobody wants it any more.
async fn prepare(cx: &mut Cx<'_>, delivery: &Delivery) -> ApiResult<Option<(String, Vec<Bytes>)>> {
    let group = cx.get_shared(&GROUPS, &delivery.group).await?;
    let Some(group) = group.filter(|group| group.id == delivery.id) else { return Ok(None) };
    let key = (group.name.clone(), delivery.filter.clone());
    let Some(subscription) = cx.get(&SUBSCRIPTIONS, &key).await? else { return Ok(None) };
    let Ok(pattern) = Pattern::parse(&subscription.pattern) else { return Ok(None) };
    let events = matching(cx, &group, &pattern, &delivery.chunks).await?;
    if events.is_empty() || !is_reachable(cx, &group, &subscription.destination).await? {
        return Ok(None);
    }
    let account = cx.account();
    let source = Source {
        owner: account.as_str(),
        group: group.name.as_str(),
        stream: &delivery.stream,
        filter: &delivery.filter,
    };
    let Subscription { destination, .. } = subscription;
    Ok(Some((destination, payload::data(source, &events)?)))
}

async fn matching(
    cx: &mut Cx<'_>,
    group: &Group,
    pattern: &Pattern,
    chunks: &[(u64, i64, u64)],
) -> ApiResult<Vec<LogEvent>> {
    let mut found = Vec::new();
    for key in chunks {
        let Some(chunk) = cx.get(&CHUNKS, key).await? else { continue };
        let plain = vault::open(cx, group.id, chunk.key, &chunk.sealed).await?;
        let events = Events::unpack(key.1, chunk.count, plain);
        let events = events.ok_or_else(|| ApiError::bug("a chunk is not what was written"))?;
        for (index, entry) in events.entries.iter().enumerate() {
            let message = events.message(index);
            let Some(extracted) = pattern.extract(message) else { continue };
            let fields = matches!(pattern, Pattern::Fields(_)).then(|| {
                let names = extracted.into_iter();
                let bare = names.map(|(k, v)| (k.trim_start_matches('$').to_owned(), v));
                Fields(bare.collect())
            });
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            found.push(LogEvent {
                id: Position { time: entry.time, chunk: key.2, index }.id(),
                timestamp: entry.time,
                message: message.to_owned(),
                extracted_fields: fields,
            });
        }
    }
    Ok(found)
}

/// Whether there is such a function of this account, whose policy lets this service invoke it for the group.
pub(crate) async fn is_reachable(
    cx: &mut Cx<'_>,
    group: &Group,
    function: &str,
) -> ApiResult<bool> {
    let Ok(arn) = function.parse::<Arn>() else { return Ok(false) };
    let Some(account) = AccountId::parse(arn.account()) else { return Ok(false) };
    let (name, qualifier) = parts(&arn);
    let input =
        GetPolicyInput { function_name: name.to_owned(), qualifier: qualifier.map(str::to_owned) };
    let found = match cx.call_as_service::<GetPolicy>(account, input).await {
        Ok(found) => found,
        Err(error) if error.status() < 500 => return Ok(false),
        Err(error) => return Err(error),
    };
    let source = format!("{}:*", group.arn(cx)?);
    let asked = Asked {
        action: "lambda:InvokeFunction",
        resource: function,
        owner: account,
        source: &source,
        keys: &[],
    };
    Ok(service_access::is_allowed(cx, found.policy.as_deref(), &asked))
}

/// The name and the qualifier in a function's ARN: `function:NAME:QUALIFIER`.
fn parts(arn: &Arn) -> (&str, Option<&str>) {
    let resource = arn.resource();
    let rest = resource.strip_prefix("function:").unwrap_or(resource);
    match rest.split_once(':') {
        Some((name, qualifier)) => (name, Some(qualifier)),
        None => (rest, None),
    }
}

/// Fails when a function cannot be invoked; it is not.
pub(crate) async fn try_out(wx: &WaitCx<'_>, function: &str) -> ApiResult<()> {
    invoke(wx, function, "DryRun", None).await
}

/// Invokes a function in one of the ways that there are, none of which waits for what it does.
async fn invoke(
    wx: &WaitCx<'_>,
    function: &str,
    way: &str,
    payload: Option<Bytes>,
) -> ApiResult<()> {
    let arn: Arn = function.parse().map_err(ApiError::bug)?;
    let account = AccountId::parse(arn.account()).ok_or_else(|| ApiError::bug("no account"))?;
    let region = Region::parse(arn.region()).ok_or_else(|| ApiError::bug("no region"))?;
    let (name, qualifier) = parts(&arn);
    let input = InvokeInput {
        function_name: name.to_owned(),
        qualifier: qualifier.map(str::to_owned),
        invocation_type: Some(way.to_owned()),
        payload,
        ..InvokeInput::default()
    };
    let caller = Arc::new(Caller::service("logs", account));
    wx.kernel().run_as::<Invoke>("logs", &caller, &region, input).await.map(drop)
}
