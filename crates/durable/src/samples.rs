//! Operations and updates for tests, at a time of their own.

use std::time::Duration;

use clock::Timestamp;

use crate::{Action, Failure, Kind, Operation, Status, Timers, Update};

pub(crate) const NOW: Timestamp = Timestamp::from_secs(1_000);

pub(crate) fn at(secs: i64) -> Timestamp {
    Timestamp::from_secs(1_000 + secs)
}

pub(crate) fn failure(message: &str) -> Failure {
    Failure { message: Some(message.to_owned()), ..Failure::default() }
}

pub(crate) fn update(id: &str, kind: Kind, action: Action) -> Update {
    Update {
        id: id.to_owned(),
        parent: None,
        name: None,
        sub_type: None,
        kind,
        action,
        payload: None,
        error: None,
        delay: (action == Action::Retry).then_some(Duration::from_secs(5)),
        heartbeat: None,
        replay_children: false,
        function: (kind == Kind::ChainedInvoke).then(|| "other".to_owned()),
    }
}

pub(crate) fn operation(id: &str, kind: Kind, status: Status) -> Operation {
    Operation {
        id: id.to_owned(),
        parent: None,
        name: None,
        sub_type: None,
        kind,
        status,
        started: Timestamp::from_secs(900),
        ended: status.is_final().then_some(Timestamp::from_secs(950)),
        attempt: 0,
        result: None,
        error: None,
        timers: Timers::default(),
        replay_children: false,
    }
}
