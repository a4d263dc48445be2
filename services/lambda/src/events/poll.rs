//! The poller of a mapping: a job that lasts as long as the mapping is enabled, over restarts. It looks at its mapping
//! before each turn, so that a change counts from the next batch on.

use kernel::{ApiError, ApiResult, Cx, Job, WaitCx};
use serde::{Deserialize, Serialize};

use super::facts::{self, Facts};
use super::mapping::{Kind, Mapping, State};
use super::tables::MAPPINGS;
use super::{locked, sqs, streams};
use crate::environment::Who;

/// Polls for a mapping.
pub(crate) static POLL: Job<Poller> = Job::new("lambda.poll");

/// Whose poller it is.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Poller {
    pub(crate) mapping: String,
}

/// What a poller sees of its mapping.
pub(crate) enum Look {
    Go(Box<Seen>),
    /// It is to end: disabled, deleted, or another polls.
    End,
}

/// A mapping that is to be polled for.
pub(crate) struct Seen {
    pub(crate) mapping: Mapping,
    /// The function; `None` when it is not there.
    pub(crate) facts: Option<Facts>,
    /// Its ARN, as it was named.
    pub(crate) function_arn: String,
    /// Why the filters cannot be read, if they cannot: nothing is brought to the function without them.
    pub(crate) locked: Option<String>,
}

impl Seen {
    /// Fails while the filters cannot be read.
    pub(crate) fn require_filters(&self) -> ApiResult<()> {
        match &self.locked {
            Some(why) => Err(ApiError::bug(format!("the filters cannot be read: {why}"))),
            None => Ok(()),
        }
    }
}

/// The poller that runs, by the number that it gave itself.
#[derive(Clone, Copy)]
pub(crate) struct Turn<'a> {
    pub(crate) mapping: &'a str,
    number: u64,
}

/// The job.
pub(crate) async fn run(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let poller = POLL.payload(raw)?;
    let turn = Turn { mapping: &poller.mapping, number: wx.kernel().next_sequence() };
    let watcher = wx.watch(Mapping::wake_key(turn.mapping));
    let Some(kind) = kernel::transact!(wx, cx => begin(cx, turn).await)? else { return Ok(()) };
    match kind {
        Kind::Queue { .. } => sqs::poll(wx, turn, &watcher).await?,
        Kind::Stream(_) => streams::poll(wx, turn, &watcher).await?,
    }
    kernel::transact!(wx, cx => end(cx, turn).await)
}

/// From now on this poller is the mapping's.
async fn begin(cx: &mut Cx<'_>, turn: Turn<'_>) -> ApiResult<Option<Kind>> {
    let id = turn.mapping.to_owned();
    let Some(mut mapping) = cx.get(&MAPPINGS, &id).await? else { return Ok(None) };
    mapping.poller = turn.number;
    mapping.polled = true;
    cx.put(&MAPPINGS, &id, &mapping);
    Ok(Some(mapping.kind))
}

/// Looks at the mapping before a turn, and notes that what its user wanted is done.
pub(crate) async fn look(wx: &WaitCx<'_>, turn: Turn<'_>) -> ApiResult<Look> {
    kernel::transact!(wx, cx => look_once(cx, turn).await)
}

async fn look_once(cx: &mut Cx<'_>, turn: Turn<'_>) -> ApiResult<Look> {
    let id = turn.mapping.to_owned();
    let Some(mut mapping) = cx.get(&MAPPINGS, &id).await? else { return Ok(Look::End) };
    if mapping.poller != turn.number || mapping.state == State::Deleting || !mapping.enabled {
        return Ok(Look::End);
    }
    if mapping.state != State::Enabled {
        mapping.state = State::Enabled;
        cx.put(&MAPPINGS, &id, &mapping);
    }
    let facts = facts::find(cx, &mapping.function, mapping.qualifier().as_ref()).await?;
    let function_arn = mapping.function_arn(cx)?;
    let locked = match locked::open(cx, &mapping, Who::Lambda).await {
        Ok(patterns) => {
            mapping.filters = patterns;
            None
        }
        Err(error) => Some(error.to_string()),
    };
    Ok(Look::Go(Box::new(Seen { mapping, facts, function_arn, locked })))
}

/// The poller ends: the mapping is disabled, or goes. One that was enabled again meanwhile is polled for anew.
async fn end(cx: &mut Cx<'_>, turn: Turn<'_>) -> ApiResult<()> {
    let id = turn.mapping.to_owned();
    let Some(mut mapping) = cx.get(&MAPPINGS, &id).await? else { return Ok(()) };
    if mapping.poller != turn.number {
        return Ok(());
    }
    if mapping.state == State::Deleting {
        return mapping.remove(cx).await;
    }
    if mapping.enabled {
        return Err(ApiError::bug("a poller ended while its mapping is enabled"));
    }
    mapping.polled = false;
    mapping.state = State::Disabled;
    cx.put(&MAPPINGS, &id, &mapping);
    Ok(())
}

/// Notes how the last batch went, where that is another than before.
pub(crate) async fn note(wx: &WaitCx<'_>, turn: Turn<'_>, result: &str) -> ApiResult<()> {
    kernel::transact!(wx, cx => note_once(cx, turn, result).await)
}

async fn note_once(cx: &mut Cx<'_>, turn: Turn<'_>, result: &str) -> ApiResult<()> {
    let id = turn.mapping.to_owned();
    let Some(mut mapping) = cx.get(&MAPPINGS, &id).await? else { return Ok(()) };
    if mapping.last_result != result {
        result.clone_into(&mut mapping.last_result);
        cx.put(&MAPPINGS, &id, &mapping);
    }
    Ok(())
}
