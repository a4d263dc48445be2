//! One update: whether it is legal for the operation as it stands, and what the operation is afterwards.
//! Provenance: AWS's client libraries and the emulator in their testing library.

use std::time::Duration;

use clock::Timestamp;

use crate::{Action, Kind, Operation, Refusal, Status, Timers, Update};

/// The operation after `update`, at the time `now`. `current` is the operation as it stands, if it is known.
///
/// The execution's own operation may be named by any id, so that its update is applied to what `current` holds.
///
/// # Errors
///
/// The update is not legal here.
pub fn apply(
    current: Option<&Operation>,
    update: &Update,
    now: Timestamp,
) -> Result<Operation, Refusal> {
    if let Some(current) = current {
        same(current, update)?;
    }
    allowed(current, update)?;
    contents(update)?;
    let status = status_after(update.action);
    let mut after = current.map_or_else(|| begun(update, now), Clone::clone);
    after.status = status;
    after.ended = status.is_final().then_some(now);
    after.timers = timers(update, now);
    if update.action == Action::Start {
        return Ok(after);
    }
    if update.kind == Kind::Step {
        after.attempt = after.attempt.saturating_add(1);
    }
    if update.action != Action::Cancel {
        after.result.clone_from(&update.payload);
        after.error.clone_from(&update.error);
    }
    after.replay_children = update.kind == Kind::Context && update.replay_children;
    Ok(after)
}

/// What an update says of an operation's nature has to be what was said at first.
fn same(current: &Operation, update: &Update) -> Result<(), Refusal> {
    let differs = |new: &Option<String>, old: &Option<String>| new.is_some() && new != old;
    match () {
        () if update.kind != current.kind => Err(Refusal::OtherKind),
        () if differs(&update.sub_type, &current.sub_type) => Err(Refusal::OtherSubType),
        () if differs(&update.name, &current.name) => Err(Refusal::OtherName),
        () if differs(&update.parent, &current.parent) => Err(Refusal::OtherParent),
        () => Ok(()),
    }
}

/// Which action is legal, by the operation's sort and how far it is.
fn allowed(current: Option<&Operation>, update: &Update) -> Result<(), Refusal> {
    let status = current.map(|current| current.status);
    let fine = |fine: bool, refusal: Refusal| if fine { Ok(()) } else { Err(refusal) };
    match (update.kind, update.action) {
        (Kind::Step, Action::Start) => {
            fine(matches!(status, None | Some(Status::Ready)), Refusal::StepStart)
        }
        (Kind::Step, Action::Succeed | Action::Fail) => fine(step_runs(status), Refusal::StepClose),
        (Kind::Step, Action::Retry) => fine(step_runs(status), Refusal::StepRetry),
        (Kind::Context, Action::Start) => fine(status.is_none(), Refusal::ContextExists),
        (Kind::Context, Action::Succeed | Action::Fail) => {
            fine(matches!(status, None | Some(Status::Started)), Refusal::ContextClose)
        }
        (Kind::Wait, Action::Start) => fine(status.is_none(), Refusal::WaitExists),
        (Kind::Wait, Action::Cancel) => fine(status == Some(Status::Started), Refusal::WaitCancel),
        (Kind::Callback, Action::Start) => fine(status.is_none(), Refusal::CallbackExists),
        (Kind::ChainedInvoke, Action::Start) => fine(status.is_none(), Refusal::InvokeExists),
        (Kind::Execution, Action::Succeed | Action::Fail) => Ok(()),
        _ => Err(Refusal::Action),
    }
}

/// A step may be ended without having been started: libraries leave the start out where it may run more than once.
fn step_runs(status: Option<Status>) -> bool {
    matches!(status, None | Some(Status::Started | Status::Ready))
}

/// What goes along with an action.
fn contents(update: &Update) -> Result<(), Refusal> {
    match update.action {
        Action::Fail if update.payload.is_some() => Err(Refusal::FailPayload),
        Action::Succeed if update.error.is_some() => Err(Refusal::SucceedError),
        Action::Retry if update.delay.is_none() => Err(Refusal::StepOptions),
        Action::Retry if update.error.is_some() && update.payload.is_some() => {
            Err(Refusal::RetryBoth)
        }
        Action::Start if update.kind == Kind::ChainedInvoke && update.function.is_none() => {
            Err(Refusal::InvokeOptions)
        }
        _ => Ok(()),
    }
}

fn status_after(action: Action) -> Status {
    match action {
        Action::Start => Status::Started,
        Action::Succeed => Status::Succeeded,
        Action::Fail => Status::Failed,
        Action::Retry => Status::Pending,
        Action::Cancel => Status::Cancelled,
    }
}

/// A wait without options lasts a second; a callback's limit of nothing is none, as the libraries write it.
fn timers(update: &Update, now: Timestamp) -> Timers {
    let set = |time: Option<Duration>| time.filter(|time| !time.is_zero());
    match (update.kind, update.action) {
        (Kind::Step, Action::Retry) => {
            Timers { due: update.delay.map(|delay| now.plus(delay)), ..Timers::default() }
        }
        (Kind::Wait, Action::Start) => {
            let length = update.delay.unwrap_or(Duration::from_secs(1));
            Timers { due: Some(now.plus(length)), ..Timers::default() }
        }
        (Kind::Callback, Action::Start) => {
            let heartbeat = set(update.heartbeat);
            let due = set(update.delay).map(|limit| now.plus(limit));
            Timers { due, silent: heartbeat.map(|silence| now.plus(silence)), heartbeat }
        }
        _ => Timers::default(),
    }
}

fn begun(update: &Update, now: Timestamp) -> Operation {
    Operation {
        id: update.id.clone(),
        parent: update.parent.clone(),
        name: update.name.clone(),
        sub_type: update.sub_type.clone(),
        kind: update.kind,
        status: Status::Started,
        started: now,
        ended: None,
        attempt: 0,
        result: None,
        error: None,
        timers: Timers::default(),
        replay_children: false,
    }
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;
