//! Events on their way to a function: each is a row and a job, which calls the function, tries again by the clock, and
//! tells dead-letter queues and destinations how it ended.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html>

use kernel::{ApiError, ApiResult, Cx, Job, Timestamp, WaitCx};
use schema::Bytes;
use serde::{Deserialize, Serialize};
use tracing::debug;

use super::acting::Acting;
use super::config::{self, Config};
use super::destination;
use super::facts::{self, Facts};
use super::invoke::{self, Answer, Given, Outcome};
use super::tables::PENDING;
use super::verdict::{self, Condition, Next};
use super::waiting;
use crate::function_name::{FunctionName, Qualifier};
use crate::lineage;

/// Calls a function for the event with this id.
pub(crate) static RUN: Job<String> = Job::new("lambda.run-event");

/// Payloads are sealed on the disk.
const PURPOSE: &str = "lambda.event";
/// Bytes of an event.
const MAX_PAYLOAD: usize = 1_048_576;

/// An event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pending {
    function: FunctionName,
    qualifier: Option<String>,
    /// Sealed.
    payload: Vec<u8>,
    client_context: Option<String>,
    pub(crate) trace: String,
    pub(crate) request_id: String,
    since: Timestamp,
    /// How often the function failed on it.
    pub(crate) failures: u32,
    /// How often in a row the function could not be called.
    refusals: u32,
    /// The last answer; its payload is sealed.
    answer: Option<Answered>,
    /// Set when only telling about it is left to do.
    ended: Option<Condition>,
}

/// What a function answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Answered {
    payload: Vec<u8>,
    version: String,
    error: Option<String>,
}

/// An event that somebody gives.
pub(crate) struct Event<'a> {
    pub(crate) function: &'a FunctionName,
    pub(crate) qualifier: Option<&'a Qualifier>,
    pub(crate) payload: &'a [u8],
    /// As JSON in base64, as Invoke takes it.
    pub(crate) client_context: Option<&'a str>,
}

/// Takes an event, under the request id and in the trace of the call that brings it. The function is known to be there.
pub(crate) async fn enqueue(cx: &mut Cx<'_>, event: &Event<'_>) -> ApiResult<()> {
    require_size(event.payload)?;
    // Recorded: nothing counts as an empty object.
    let payload = if event.payload.is_empty() { b"{}" } else { event.payload };
    let row = Pending {
        function: event.function.clone(),
        qualifier: event.qualifier.map(ToString::to_string),
        payload: cx.kernel().seal(PURPOSE, payload),
        client_context: event.client_context.map(str::to_owned),
        trace: cx.trace().map_or_else(|| new_trace(cx), str::to_owned),
        request_id: cx.request_id().to_owned(),
        since: cx.now(),
        failures: 0,
        refusals: 0,
        answer: None,
        ended: None,
    };
    let (id, now) = (cx.random().uuid(), cx.now());
    cx.put(&PENDING, &id, &row);
    cx.schedule(&RUN, &id, now, &id).await
}

/// Fails when an event is too large for nobody to wait for it.
pub(crate) fn require_size(payload: &[u8]) -> ApiResult<()> {
    match payload.len() {
        size if size > MAX_PAYLOAD => Err(too_large(size)),
        _ => Ok(()),
    }
}

fn too_large(size: usize) -> ApiError {
    let message = format!(
        "{size} byte payload is too large for the Event invocation type (limit {MAX_PAYLOAD} bytes)"
    );
    let user = Some("User".to_owned());
    let body = gen_lambda::RequestTooLargeException { r#type: user, ..Default::default() };
    gen_lambda::errors::request_too_large_exception(message, body)
}

/// A trace of its own, for an event that belongs to none.
fn new_trace(cx: &Cx<'_>) -> String {
    let (seconds, random) = (cx.now().as_secs(), cx.random());
    let (root, parent) = (random.hex(12), random.hex(8));
    format!("Root=1-{seconds:08x}-{root};Parent={parent};Sampled=0")
}

/// What a try needs to know.
struct Loaded {
    pending: Pending,
    facts: Facts,
    config: Config,
}

/// The job.
pub(crate) async fn run(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = RUN.payload(raw)?;
    let Some(mut loaded) = kernel::transact!(wx, cx => load(cx, &id).await)? else {
        return kernel::transact!(wx, cx => { cx.delete(&PENDING, &id); Ok(()) });
    };
    if loaded.pending.ended.is_none() {
        let next = attempt(wx, &mut loaded).await?;
        if let Next::GivenUp(condition) = next {
            // From here on the function is not called again, whatever happens to who is told.
            loaded.pending.ended = Some(condition);
        }
        let pending = &loaded.pending;
        kernel::transact!(wx, cx => tried(cx, &id, pending, next).await)?;
        if matches!(next, Next::Again(_)) {
            return Ok(());
        }
    }
    tell(wx, &loaded).await?;
    kernel::transact!(wx, cx => { cx.delete(&PENDING, &id); Ok(()) })
}

/// The event with its function; `None` when either is gone.
async fn load(cx: &mut Cx<'_>, id: &String) -> ApiResult<Option<Loaded>> {
    let Some(pending) = cx.get(&PENDING, id).await? else { return Ok(None) };
    let qualifier = pending.qualifier.as_deref().map(Qualifier::parse);
    let facts = facts::find(cx, &pending.function, qualifier.as_ref()).await?;
    let config = config::of(cx, &pending.function, qualifier.as_ref()).await?.unwrap_or_default();
    Ok(facts.map(|facts| Loaded { pending, facts, config }))
}

/// Keeps what came of a try. One that the function took makes room for the next in line.
async fn tried(cx: &mut Cx<'_>, id: &String, pending: &Pending, next: Next) -> ApiResult<()> {
    let Pending { function, since, refusals, .. } = pending;
    cx.put(&PENDING, id, pending);
    match next {
        Next::Again(at) => {
            cx.schedule(&RUN, id, at, id).await?;
            if *refusals > 0 {
                waiting::join(cx, function, *since, id);
                return Ok(());
            }
        }
        Next::GivenUp(_) => {}
    }
    waiting::leave(cx, function, *since, id);
    match refusals {
        0 => waiting::next(cx, function).await,
        _ => Ok(()),
    }
}

/// Calls the function once, and says what is next.
async fn attempt(wx: &WaitCx<'_>, loaded: &mut Loaded) -> ApiResult<Next> {
    let Loaded { pending, facts, config } = loaded;
    let (patience, now) = (config.patience(), wx.now());
    if facts.is_stopped {
        return Ok(Next::GivenUp(Condition::ZeroReservedConcurrency));
    }
    if pending.since.plus(patience.age) <= now {
        return Ok(Next::GivenUp(Condition::EventAgeExceeded));
    }
    let call = wx.call_facts();
    let given = Given {
        function: pending.function.as_str(),
        qualifier: pending.qualifier.as_deref(),
        payload: opened(wx, &pending.payload)?,
        client_context: pending.client_context.as_deref(),
        request_id: &pending.request_id,
        trace: Some(&pending.trace),
    };
    let outcome = invoke::invoke(wx.kernel(), call.account, &call.region, given).await;
    Ok(match outcome {
        Outcome::Answered(answer) => {
            let failed = answer.error.is_some();
            pending.refusals = 0;
            pending.failures += u32::from(failed);
            pending.answer = Some(kept(wx, answer));
            match failed {
                false => Next::GivenUp(Condition::Success),
                true => verdict::after_error(patience, pending.failures, pending.since, wx.now()),
            }
        }
        Outcome::Looped(why) => {
            debug!(function = %pending.function, why, "an event is given up");
            Next::GivenUp(Condition::RecursiveInvocation)
        }
        Outcome::Later(why) | Outcome::Never(why) => {
            pending.refusals += 1;
            debug!(function = %pending.function, why, "an event waits for its function");
            verdict::after_refusal(patience, pending.refusals, pending.since, wx.now())
        }
    })
}

fn kept(wx: &WaitCx<'_>, answer: Answer) -> Answered {
    Answered {
        payload: wx.kernel().seal(PURPOSE, &answer.payload),
        version: answer.version,
        error: answer.error,
    }
}

fn opened(wx: &WaitCx<'_>, sealed: &[u8]) -> ApiResult<Bytes> {
    let plain = wx.kernel().unseal(PURPOSE, sealed);
    plain.map(Bytes::from).ok_or_else(|| ApiError::bug("an event's payload does not open"))
}

/// Tells who is to be told how it ended.
async fn tell(wx: &WaitCx<'_>, loaded: &Loaded) -> ApiResult<()> {
    let Loaded { pending, facts, config } = loaded;
    let Some(condition) = pending.ended else { return Ok(()) };
    let failed = condition != Condition::Success;
    let to = if failed { &config.on_failure } else { &config.on_success };
    let dead_letter = facts.dead_letter.as_deref().filter(|_| failed);
    if to.is_none() && dead_letter.is_none() {
        return Ok(());
    }
    let Some(acting) = Acting::begin(wx, facts).await? else {
        debug!(function = %facts.name, "nobody is told of an event: the role cannot be assumed");
        return Ok(());
    };
    // Who is told may call the function again: that is a loop, too.
    let acting = acting.in_trace(lineage::next(&pending.trace, &facts.arn).0);
    let payload = opened(wx, &pending.payload)?;
    let answer = match &pending.answer {
        Some(answer) => Some(Answer {
            payload: opened(wx, &answer.payload)?,
            version: answer.version.clone(),
            error: answer.error.clone(),
        }),
        None => None,
    };
    let ended = destination::Ended {
        pending,
        condition,
        arn: format!("{}:{}", facts.arn, pending.qualifier.as_deref().unwrap_or("$LATEST")),
        function: facts.name.as_str(),
        payload: &payload,
        answer: answer.as_ref(),
        now: wx.now(),
    };
    if let Some(queue) = dead_letter {
        destination::dead_letter(&acting, queue, &ended).await?;
    }
    match to {
        Some(to) => destination::event(&acting, to, &ended).await,
        None => Ok(()),
    }
}

impl Pending {
    /// How often the function was called with it.
    pub(crate) fn calls(&self, condition: Condition) -> u32 {
        self.failures + u32::from(condition == Condition::Success)
    }
}
