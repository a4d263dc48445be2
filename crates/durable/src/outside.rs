//! What others say of an operation: a callback's answer and signs of life, a chained invoke's outcome. Which error a
//! service makes of an operation that takes no answer is the service's to say.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_SendDurableExecutionCallbackSuccess.html>

use clock::Timestamp;

use crate::{Failure, Kind, Operation, Status, next_due};

/// How what was waited for ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Well, with a result.
    Success(Option<String>),
    /// Badly.
    Failure(Failure),
}

/// The operation with its answer; none when it takes no answer (any more). An answer that comes when time is up is too
/// late, even if nothing has looked at the clock yet.
#[must_use]
pub fn answer(operation: &Operation, answer: Answer, now: Timestamp) -> Option<Operation> {
    if !waits_for_others(operation, now) {
        return None;
    }
    let mut after = operation.clone();
    after.ended = Some(now);
    match answer {
        Answer::Success(result) => {
            after.status = Status::Succeeded;
            after.result = result;
        }
        Answer::Failure(error) => {
            after.status = Status::Failed;
            after.error = Some(error);
        }
    }
    Some(after)
}

/// The callback after a sign of life; none when it waits for nothing (any more). Without a heartbeat's limit nothing
/// changes.
#[must_use]
pub fn heartbeat(operation: &Operation, now: Timestamp) -> Option<Operation> {
    if operation.kind != Kind::Callback || !waits_for_others(operation, now) {
        return None;
    }
    let mut after = operation.clone();
    after.timers.silent = operation.timers.heartbeat.map(|silence| now.plus(silence));
    Some(after)
}

fn waits_for_others(operation: &Operation, now: Timestamp) -> bool {
    matches!(operation.kind, Kind::Callback | Kind::ChainedInvoke)
        && operation.status == Status::Started
        && next_due(operation).is_none_or(|due| now < due)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Timers;
    use crate::samples::{at, failure, operation};

    #[test]
    fn answers_come_once_in_time_and_to_those_who_wait_for_others() {
        let cases = [
            (Kind::Callback, Status::Started, None, true),
            (Kind::Callback, Status::Started, Some(6), true),
            (Kind::Callback, Status::Started, Some(5), false),
            (Kind::Callback, Status::Succeeded, None, false),
            (Kind::Callback, Status::TimedOut, None, false),
            (Kind::ChainedInvoke, Status::Started, None, true),
            (Kind::ChainedInvoke, Status::Stopped, None, false),
            (Kind::Wait, Status::Started, None, false),
            (Kind::Step, Status::Started, None, false),
        ];
        for (kind, status, due, taken) in cases {
            let mut before = operation("a", kind, status);
            before.timers.due = due.map(at);
            let good = answer(&before, Answer::Success(Some("42".to_owned())), at(5));
            let bad = answer(&before, Answer::Failure(failure("no")), at(5));
            let seen = |after: Option<Operation>| {
                after.map(|it| (it.status, it.result, it.error, it.ended))
            };
            let expected_good = (Status::Succeeded, Some("42".to_owned()), None, Some(at(5)));
            let expected_bad = (Status::Failed, None, Some(failure("no")), Some(at(5)));
            assert_eq!(seen(good), taken.then_some(expected_good), "{kind:?} {status:?} {due:?}");
            assert_eq!(seen(bad), taken.then_some(expected_bad), "{kind:?} {status:?} {due:?}");
        }
    }

    #[test]
    fn a_heartbeat_puts_off_silence_and_not_the_limit() {
        let mut before = operation("a", Kind::Callback, Status::Started);
        let silence = Duration::from_secs(10);
        before.timers =
            Timers { due: Some(at(60)), silent: Some(at(10)), heartbeat: Some(silence) };
        let after = heartbeat(&before, at(9)).expect("it waits");
        assert_eq!(after.timers, Timers { silent: Some(at(19)), ..before.timers });
        assert_eq!(heartbeat(&before, at(10)), None, "silent for too long");
        assert_eq!(heartbeat(&after, at(60)), None, "past the limit");
        let invoke = operation("a", Kind::ChainedInvoke, Status::Started);
        assert_eq!(heartbeat(&invoke, at(1)), None, "no callback");
    }
}
