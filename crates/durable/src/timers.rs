//! What the passing of time does to operations: waits end, steps may be tried again, callbacks time out.
//! Provenance: status names from the API's model; error types from AWS's client libraries (`CallbackTimeoutType`).

use clock::Timestamp;

use crate::{Failure, Kind, Operation, Status};

/// When the clock next changes something about the operation, if ever.
#[must_use]
pub fn next_due(operation: &Operation) -> Option<Timestamp> {
    if operation.status.is_final() {
        return None;
    }
    let timers = operation.timers;
    timers.due.into_iter().chain(timers.silent).min()
}

/// The operation once it is `now`, when that changes it.
#[must_use]
pub fn pass(operation: &Operation, now: Timestamp) -> Option<Operation> {
    let due = next_due(operation).filter(|due| *due <= now)?;
    let mut after = operation.clone();
    match (operation.kind, operation.status) {
        (Kind::Wait, Status::Started) => after.status = Status::Succeeded,
        (Kind::Step, Status::Pending) => after.status = Status::Ready,
        (Kind::Callback, Status::Started) => {
            after.status = Status::TimedOut;
            after.error = Some(late(operation.timers.due == Some(due)));
        }
        _ => return None,
    }
    if after.status.is_final() {
        after.ended = Some(now);
    } else {
        after.timers.due = None;
    }
    Some(after)
}

fn late(limit: bool) -> Failure {
    let (kind, message) = match limit {
        true => ("Callback.Timeout", "Callback timed out"),
        false => ("Callback.Heartbeat", "Callback timed out on heartbeat"),
    };
    Failure { kind: Some(kind.to_owned()), message: Some(message.to_owned()), ..Failure::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timers;
    use crate::samples::{at, operation};

    #[test]
    fn time_ends_what_waits_and_nothing_else() {
        // kind, status, due, silent; at which second; what it is then, and the error's type
        type Case =
            (Kind, Status, Option<i64>, Option<i64>, i64, Option<(Status, Option<&'static str>)>);
        let limit = Some("Callback.Timeout");
        let silence = Some("Callback.Heartbeat");
        let cases: [Case; 12] = [
            (Kind::Wait, Status::Started, Some(10), None, 9, None),
            (Kind::Wait, Status::Started, Some(10), None, 10, Some((Status::Succeeded, None))),
            (Kind::Wait, Status::Cancelled, Some(10), None, 11, None),
            (Kind::Step, Status::Pending, Some(5), None, 4, None),
            (Kind::Step, Status::Pending, Some(5), None, 5, Some((Status::Ready, None))),
            (Kind::Step, Status::Started, None, None, 99, None),
            (Kind::Callback, Status::Started, None, None, 99, None),
            (
                Kind::Callback,
                Status::Started,
                Some(10),
                Some(20),
                10,
                Some((Status::TimedOut, limit)),
            ),
            (
                Kind::Callback,
                Status::Started,
                Some(20),
                Some(10),
                10,
                Some((Status::TimedOut, silence)),
            ),
            // Both have passed when the clock looks: what came first counts.
            (
                Kind::Callback,
                Status::Started,
                Some(20),
                Some(10),
                30,
                Some((Status::TimedOut, silence)),
            ),
            (Kind::Callback, Status::Succeeded, Some(10), Some(5), 30, None),
            (Kind::Context, Status::Started, None, None, 99, None),
        ];
        for (number, (kind, status, due, silent, secs, expected)) in cases.into_iter().enumerate() {
            let mut before = operation("a", kind, status);
            before.timers = Timers { due: due.map(at), silent: silent.map(at), heartbeat: None };
            let after = pass(&before, at(secs));
            let seen = after.as_ref().map(|after| {
                let kind = after.error.as_ref().and_then(|error| error.kind.as_deref());
                (after.status, kind)
            });
            assert_eq!(seen, expected, "case {number}");
            let Some(after) = after else { continue };
            assert_eq!(after.ended, after.status.is_final().then(|| at(secs)), "case {number}");
            assert_eq!(pass(&after, at(1_000_000)), None, "case {number}: happens once");
        }
    }
}
