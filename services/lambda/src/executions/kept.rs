//! An operation as it is kept: with what the service alone knows of it.

use durable::{Kind, Operation, Status};
use serde::{Deserialize, Serialize};

/// An operation of an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// In the order of their beginnings; the execution's own is the first.
    pub(crate) position: u64,
    pub(crate) operation: Operation,
    /// What a callback is answered by.
    pub(crate) callback: Option<String>,
    /// What a chained invoke calls.
    pub(crate) invoked: Option<Invoked>,
}

/// What a chained invoke calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Invoked {
    pub(crate) function: String,
    pub(crate) input: Option<String>,
    pub(crate) trace: Option<String>,
    /// The number of the event that tells of it.
    pub(crate) event: u64,
    /// The ARN of the execution that was started.
    pub(crate) child: Option<String>,
}

impl Kept {
    pub(crate) fn new(position: u64, operation: Operation) -> Kept {
        Kept { position, operation, callback: None, invoked: None }
    }
}

/// Whether time or somebody else is to go on with it.
pub(crate) fn waits(operation: &Operation) -> bool {
    match operation.kind {
        Kind::Step => operation.status == Status::Pending,
        Kind::Wait | Kind::Callback | Kind::ChainedInvoke => operation.status == Status::Started,
        Kind::Execution | Kind::Context => false,
    }
}

/// Those that a replay needs: what lies in a context that has ended is not among them, unless it is to be replayed. All of the
/// operations are given, in the order of their beginnings: a context comes before what lies in it.
pub(crate) fn needed(operations: Vec<Kept>) -> Vec<Kept> {
    let mut closed: Vec<String> = Vec::new();
    let mut needed = Vec::with_capacity(operations.len());
    for kept in operations {
        let operation = &kept.operation;
        let hidden = operation.parent.as_ref().is_some_and(|parent| closed.contains(parent));
        let ended = operation.status.is_final() && !operation.replay_children;
        if operation.kind == Kind::Context && (hidden || ended) {
            closed.push(operation.id.clone());
        }
        if !hidden {
            needed.push(kept);
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use durable::Timers;
    use kernel::Timestamp;

    use super::*;

    fn kept(id: &str, parent: Option<&str>, kind: Kind, status: Status, replay: bool) -> Kept {
        let operation = Operation {
            id: id.to_owned(),
            parent: parent.map(str::to_owned),
            name: None,
            sub_type: None,
            kind,
            status,
            started: Timestamp::EPOCH,
            ended: None,
            attempt: 0,
            result: None,
            error: None,
            timers: Timers::default(),
            replay_children: replay,
        };
        Kept::new(0, operation)
    }

    #[test]
    fn who_waits() {
        for (kind, status, expected) in [
            (Kind::Step, Status::Pending, true),
            (Kind::Step, Status::Started, false),
            (Kind::Step, Status::Ready, false),
            (Kind::Wait, Status::Started, true),
            (Kind::Wait, Status::Succeeded, false),
            (Kind::Callback, Status::Started, true),
            (Kind::ChainedInvoke, Status::Started, true),
            (Kind::ChainedInvoke, Status::Failed, false),
            (Kind::Context, Status::Started, false),
            (Kind::Execution, Status::Started, false),
        ] {
            let found = waits(&kept("a", None, kind, status, false).operation);
            assert_eq!(found, expected, "{kind:?} {status:?}");
        }
    }

    #[test]
    fn what_lies_in_ended_contexts_is_not_replayed() {
        let (ctx, step) = (Kind::Context, Kind::Step);
        let all = vec![
            kept("e", None, Kind::Execution, Status::Started, false),
            kept("done", None, ctx, Status::Succeeded, false),
            kept("in-done", Some("done"), ctx, Status::Started, false),
            kept("deep", Some("in-done"), step, Status::Succeeded, false),
            kept("large", None, ctx, Status::Succeeded, true),
            kept("in-large", Some("large"), step, Status::Succeeded, false),
            kept("open", None, ctx, Status::Started, false),
            kept("in-open", Some("open"), step, Status::Started, false),
        ];
        let ids: Vec<String> = needed(all).into_iter().map(|kept| kept.operation.id).collect();
        assert_eq!(ids, ["e", "done", "large", "in-large", "open", "in-open"]);
    }
}
