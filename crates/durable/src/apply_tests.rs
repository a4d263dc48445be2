//! Every action on every sort of operation in every status, and what goes along with it.

use super::*;
use crate::samples::{NOW, at, failure, operation, update};
use crate::{Action::*, Kind::*};

const KINDS: [Kind; 6] = [Execution, Context, Step, Wait, Callback, ChainedInvoke];
const ACTIONS: [Action; 5] = [Start, Succeed, Fail, Retry, Cancel];
const STATUSES: [Option<Status>; 9] = [
    None,
    Some(Status::Started),
    Some(Status::Pending),
    Some(Status::Ready),
    Some(Status::Succeeded),
    Some(Status::Failed),
    Some(Status::Cancelled),
    Some(Status::TimedOut),
    Some(Status::Stopped),
];

#[test]
fn only_these_transitions_are_legal() {
    let (new, started, ready) = (None, Some(Status::Started), Some(Status::Ready));
    // kind, action; from which statuses; to which.
    let legal: [(Kind, Action, &[Option<Status>], Status); 13] = [
        (Step, Start, &[new, ready], Status::Started),
        (Step, Succeed, &[new, started, ready], Status::Succeeded),
        (Step, Fail, &[new, started, ready], Status::Failed),
        (Step, Retry, &[new, started, ready], Status::Pending),
        (Context, Start, &[new], Status::Started),
        (Context, Succeed, &[new, started], Status::Succeeded),
        (Context, Fail, &[new, started], Status::Failed),
        (Wait, Start, &[new], Status::Started),
        (Wait, Cancel, &[started], Status::Cancelled),
        (Callback, Start, &[new], Status::Started),
        (ChainedInvoke, Start, &[new], Status::Started),
        (Execution, Succeed, &[started], Status::Succeeded),
        (Execution, Fail, &[started], Status::Failed),
    ];
    for kind in KINDS {
        for action in ACTIONS {
            for status in STATUSES {
                // An execution that has ended takes no checkpoint at all: that is for who holds it to say.
                if kind == Execution && status != started {
                    continue;
                }
                let current = status.map(|status| operation("a", kind, status));
                let got = apply(current.as_ref(), &update("a", kind, action), NOW)
                    .map(|after| after.status)
                    .ok();
                let row = legal
                    .iter()
                    .find(|row| (row.0, row.1) == (kind, action) && row.2.contains(&status));
                assert_eq!(got, row.map(|row| row.3), "{kind:?} {action:?} from {status:?}");
            }
        }
    }
}

#[test]
fn a_refusal_says_what_is_wrong() {
    let started = |kind| Some(operation("a", kind, Status::Started));
    let with = |kind, action, change: fn(&mut Update)| {
        let mut update = update("a", kind, action);
        change(&mut update);
        update
    };
    let same: fn(&mut Update) = |_| ();
    let error: fn(&mut Update) = |it| it.error = Some(failure("no"));
    let payload: fn(&mut Update) = |it| it.payload = Some("1".to_owned());
    let cases = [
        (started(Step), with(Wait, Start, same), Refusal::OtherKind),
        (
            started(Step),
            with(Step, Succeed, |it| it.name = Some("b".to_owned())),
            Refusal::OtherName,
        ),
        (
            started(Step),
            with(Step, Succeed, |it| it.sub_type = Some("b".to_owned())),
            Refusal::OtherSubType,
        ),
        (
            started(Step),
            with(Step, Succeed, |it| it.parent = Some("b".to_owned())),
            Refusal::OtherParent,
        ),
        (started(Step), with(Step, Start, same), Refusal::StepStart),
        (started(Step), with(Step, Cancel, same), Refusal::Action),
        (started(Step), with(Step, Succeed, error), Refusal::SucceedError),
        (started(Step), with(Step, Fail, payload), Refusal::FailPayload),
        (started(Step), with(Step, Retry, |it| it.delay = None), Refusal::StepOptions),
        (None, with(Step, Retry, |it| it.delay = None), Refusal::StepOptions),
        (
            Some(operation("a", Step, Status::Pending)),
            with(Step, Succeed, same),
            Refusal::StepClose,
        ),
        (Some(operation("a", Step, Status::Failed)), with(Step, Retry, same), Refusal::StepRetry),
        (started(Context), with(Context, Start, same), Refusal::ContextExists),
        (
            Some(operation("a", Context, Status::Failed)),
            with(Context, Succeed, same),
            Refusal::ContextClose,
        ),
        (started(Wait), with(Wait, Start, same), Refusal::WaitExists),
        (None, with(Wait, Cancel, same), Refusal::WaitCancel),
        (started(Callback), with(Callback, Start, same), Refusal::CallbackExists),
        (started(Callback), with(Callback, Succeed, same), Refusal::Action),
        (started(ChainedInvoke), with(ChainedInvoke, Start, same), Refusal::InvokeExists),
        (None, with(ChainedInvoke, Start, |it| it.function = None), Refusal::InvokeOptions),
        (started(Execution), with(Execution, Fail, payload), Refusal::FailPayload),
    ];
    for (current, update, refusal) in cases {
        assert_eq!(apply(current.as_ref(), &update, NOW), Err(refusal), "{update:?}");
    }
    let mut both = update("a", Step, Retry);
    (both.error, both.payload) = (Some(failure("no")), Some("1".to_owned()));
    assert_eq!(apply(None, &both, NOW), Err(Refusal::RetryBoth));
}

#[test]
fn a_step_counts_its_attempts_and_keeps_its_start() {
    let begun = apply(None, &update("a", Step, Start), NOW).expect("begins");
    assert_eq!((begun.attempt, begun.started, begun.ended), (0, NOW, None));
    let mut retry = update("a", Step, Retry);
    retry.error = Some(failure("once"));
    let waits = apply(Some(&begun), &retry, at(1)).expect("is tried again");
    assert_eq!((waits.attempt, waits.timers.due, waits.ended), (1, Some(at(6)), None));
    assert_eq!(waits.error, Some(failure("once")));
    let ready = crate::pass(&waits, at(6)).expect("it is time");
    let again = apply(Some(&ready), &update("a", Step, Start), at(7)).expect("begins again");
    assert_eq!((again.attempt, again.started, again.timers), (1, NOW, Timers::default()));
    let mut succeed = update("a", Step, Succeed);
    succeed.payload = Some("42".to_owned());
    let done = apply(Some(&again), &succeed, at(8)).expect("ends");
    assert_eq!((done.attempt, done.ended, done.error), (2, Some(at(8)), None));
    assert_eq!(done.result.as_deref(), Some("42"));
}

#[test]
fn timers_follow_options() {
    let secs = |secs: u64| Some(Duration::from_secs(secs));
    // kind; delay and heartbeat of the options; due and silent after how many seconds.
    let cases = [
        (Wait, secs(30), None, Some(30), None),
        (Wait, None, None, Some(1), None),
        (Callback, None, None, None, None),
        (Callback, secs(0), secs(0), None, None),
        (Callback, secs(60), secs(10), Some(60), Some(10)),
        (Callback, None, secs(10), None, Some(10)),
        (ChainedInvoke, secs(5), secs(5), None, None),
    ];
    for (kind, delay, heartbeat, due, silent) in cases {
        let mut update = update("a", kind, Start);
        (update.delay, update.heartbeat) = (delay, heartbeat);
        let timers = apply(None, &update, NOW).expect("begins").timers;
        assert_eq!(
            (timers.due, timers.silent),
            (due.map(at), silent.map(at)),
            "{kind:?} {delay:?} {heartbeat:?}"
        );
    }
}
