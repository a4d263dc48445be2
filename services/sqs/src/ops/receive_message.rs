//! ReceiveMessage: takes visible messages, and waits for one when there is none. A wait costs nothing: it
//! ends by a send, by a message that becomes visible, or by the clock.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html>

use std::sync::Arc;
use std::time::Duration;

use gen_sqs::{ReceiveMessageInput, ReceiveMessageOutput};
use kernel::{ApiResult, Cx, Timestamp, WaitCx};

use crate::batch::non_empty;
use crate::queue::{self, Queue};
use crate::queue_url::QueueUrl;
use crate::received::Selection;
use crate::schedule::{Received, Taken};
use crate::{messages, parameters, receive_attempt, sse};

/// A receive, parsed.
struct Request<'a> {
    url: &'a str,
    want: usize,
    visibility: Option<u64>,
    wait: Option<u64>,
    attempt: Option<&'a str>,
    selection: Selection,
}

impl<'a> Request<'a> {
    fn parse(input: &'a ReceiveMessageInput) -> ApiResult<Request<'a>> {
        let seconds = |n: i64| u64::try_from(n).unwrap_or_default();
        let visibility =
            input.visibility_timeout.map(parameters::visibility_timeout).transpose()?;
        let wait = input.wait_time_seconds.map(parameters::wait_time_seconds).transpose()?;
        let attempt = input.receive_request_attempt_id.as_deref();
        if let Some(id) = attempt {
            crate::message::token(id, "ReceiveRequestAttemptId")?;
        }
        Ok(Request {
            url: &input.queue_url,
            want: input.max_number_of_messages.map_or(Ok(1), parameters::max_number_of_messages)?,
            visibility: visibility.map(seconds),
            wait: wait.map(seconds),
            attempt,
            selection: Selection::parse(input)?,
        })
    }
}

/// What one look at the queue gave.
struct Look {
    queue: Arc<Queue>,
    taken: Taken,
}

pub(super) async fn receive_message(
    wx: &mut WaitCx<'_>,
    input: &ReceiveMessageInput,
) -> ApiResult<ReceiveMessageOutput> {
    let request = Request::parse(input)?;
    let began = wx.now();
    // The first look does without a watcher: most receives find something, or do not wait.
    let mut look = look(wx, &request).await?;
    let wait = request.wait.unwrap_or(u64::from(look.queue.attributes.receive_wait));
    let until = began.plus(Duration::from_secs(wait));
    if look.taken.messages.is_empty() && wx.now() < until {
        look = wait_for_messages(wx, &request, until).await?;
    }
    let shown = look.taken.messages.iter().map(|m| request.selection.show(&look.queue, m));
    Ok(ReceiveMessageOutput { messages: non_empty(shown.collect()) })
}

async fn wait_for_messages(
    wx: &mut WaitCx<'_>,
    request: &Request<'_>,
    until: Timestamp,
) -> ApiResult<Look> {
    let call = wx.call_facts();
    let name = QueueUrl::parse(request.url)?.name;
    let account = call.caller.account.as_str();
    let watcher = wx.watch(queue::wake_key(account, call.region.as_str(), &name));
    loop {
        let look = look(wx, request).await?;
        if !look.taken.messages.is_empty() || wx.now() >= until {
            return Ok(look);
        }
        let next = look.taken.next_visible.map_or(until, |at| at.min(until));
        if !look.taken.more && !wx.wait(&watcher, next).await {
            return Ok(look);
        }
    }
}

async fn look(wx: &mut WaitCx<'_>, request: &Request<'_>) -> ApiResult<Look> {
    kernel::transact!(wx, cx => look_once(cx, request).await)
}

async fn look_once(cx: &mut Cx<'_>, request: &Request<'_>) -> ApiResult<Look> {
    // What comes after is a wait, which starts from nothing, or the answer.
    cx.gather_commit();
    let queue = queue::find(cx, request.url).await?;
    let visibility = request.visibility.unwrap_or(u64::from(queue.attributes.visibility_timeout));
    let visibility = Duration::from_secs(visibility);
    let attempt = request.attempt.filter(|_| queue.is_fifo());
    if let Some(id) = attempt
        && let Some(mut messages) = receive_attempt::repeat(cx, &queue, id, visibility).await?
    {
        open(cx, &queue, &mut messages).await?;
        return Ok(Look { queue, taken: Taken { messages, ..Taken::default() } });
    }
    let mut taken = messages::take(cx, &queue, request.want, visibility).await?;
    open(cx, &queue, &mut taken.messages).await?;
    remember(cx, &queue, attempt, &taken.messages).await?;
    if taken.more {
        // Whoever else waits finds something too.
        let wake = queue.wake_key(cx);
        cx.notify(wake, 1);
    }
    Ok(Look { queue, taken })
}

async fn open(cx: &mut Cx<'_>, queue: &Queue, messages: &mut [Received]) -> ApiResult<()> {
    for received in messages {
        sse::open(cx, queue, &mut received.message).await?;
    }
    Ok(())
}

async fn remember(
    cx: &mut Cx<'_>,
    queue: &Queue,
    attempt: Option<&str>,
    messages: &[Received],
) -> ApiResult<()> {
    match attempt {
        Some(id) if !messages.is_empty() => {
            receive_attempt::remember(cx, queue, id, messages).await
        }
        _ => Ok(()),
    }
}
