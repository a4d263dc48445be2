//! Every end of every kind has its event.

use super::*;

fn past(kind: Kind, what: What) -> Past {
    let of = Of {
        kind,
        id: "a".to_owned(),
        name: Some("n".to_owned()),
        parent: None,
        sub_type: Some("S".to_owned()),
    };
    Past { at: Timestamp::from_secs(5), of: Some(of), what }
}

fn ended(status: Status) -> What {
    What::Ended(Ended {
        status,
        result: Some("1".to_owned()),
        error: Some(Failure { message: Some("m".to_owned()), ..Failure::default() }),
        attempt: 2,
        delay: Some(3),
        seconds: Some(9),
    })
}

#[test]
fn events_are_named() {
    let begun = || What::Started(Started::default());
    for (kind, what, name) in [
        (Kind::Execution, begun(), "ExecutionStarted"),
        (Kind::Execution, ended(Status::Succeeded), "ExecutionSucceeded"),
        (Kind::Execution, ended(Status::Failed), "ExecutionFailed"),
        (Kind::Execution, ended(Status::TimedOut), "ExecutionTimedOut"),
        (Kind::Execution, ended(Status::Stopped), "ExecutionStopped"),
        (Kind::Context, begun(), "ContextStarted"),
        (Kind::Context, ended(Status::Succeeded), "ContextSucceeded"),
        (Kind::Context, ended(Status::Failed), "ContextFailed"),
        (Kind::Step, begun(), "StepStarted"),
        (Kind::Step, ended(Status::Succeeded), "StepSucceeded"),
        (Kind::Step, ended(Status::Failed), "StepFailed"),
        (Kind::Wait, begun(), "WaitStarted"),
        (Kind::Wait, ended(Status::Succeeded), "WaitSucceeded"),
        (Kind::Wait, ended(Status::Cancelled), "WaitCancelled"),
        (Kind::Callback, begun(), "CallbackStarted"),
        (Kind::Callback, ended(Status::Succeeded), "CallbackSucceeded"),
        (Kind::Callback, ended(Status::Failed), "CallbackFailed"),
        (Kind::Callback, ended(Status::TimedOut), "CallbackTimedOut"),
        (Kind::ChainedInvoke, begun(), "ChainedInvokeStarted"),
        (Kind::ChainedInvoke, ended(Status::Succeeded), "ChainedInvokeSucceeded"),
        (Kind::ChainedInvoke, ended(Status::Failed), "ChainedInvokeFailed"),
        (Kind::ChainedInvoke, ended(Status::TimedOut), "ChainedInvokeTimedOut"),
        (Kind::ChainedInvoke, ended(Status::Stopped), "ChainedInvokeStopped"),
    ] {
        let event = shown(7, &past(kind, what), true);
        assert_eq!(event.event_type.as_deref(), Some(name));
        assert_eq!((event.event_id, event.id.as_deref()), (Some(7), Some("a")));
    }
}

#[test]
fn data_is_shown_when_it_is_asked_for() {
    let step = past(Kind::Step, ended(Status::Succeeded));
    let details = |data| shown(1, &step, data).step_succeeded_details.expect("a step's");
    let (with, without) = (details(true), details(false));
    let seen =
        |result: Option<EventResult>| result.map(|result| (result.payload, result.truncated));
    assert_eq!(seen(with.result), Some((Some("1".to_owned()), Some(false))));
    assert_eq!(seen(without.result), Some((None, Some(true))));
    let retry = with.retry_details.expect("of an attempt");
    assert_eq!((retry.current_attempt, retry.next_attempt_delay_seconds), (Some(2), Some(3)));
}
