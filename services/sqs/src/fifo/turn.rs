//! Whose turn it is: a FIFO queue serves its groups in the order in which they became ready to be served.
//! A group that was served goes to the end; so does one that comes back from being locked.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

/// A group's place among the groups of its queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Turn {
    /// When its first message can be received.
    pub(crate) ready_at: Timestamp,
    /// Its place among groups that are ready at the same time.
    pub(crate) place: u64,
    /// The number of the last message that was sent to it.
    pub(crate) last_sent: u64,
}

impl Turn {
    /// The turn after something happened to the group whose first message is now visible at `head`.
    ///
    /// A group that was ready and still is keeps its place, unless it was `served`; `last_place` is the end.
    pub(crate) fn next(
        self,
        head: Timestamp,
        now: Timestamp,
        served: bool,
        last_place: u64,
    ) -> Turn {
        let was_ready = self.ready_at <= now;
        let stays_locked = !was_ready && head == self.ready_at;
        if !served && (stays_locked || was_ready && head <= now) {
            return self;
        }
        Turn { ready_at: head.max(now), place: last_place, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns() {
        let at = Timestamp::from_secs;
        let turn = |ready, place| Turn { ready_at: at(ready), place, last_sent: 0 };
        let now = at(100);
        for (case, before, head, served, after) in [
            ("waiting, untouched", turn(10, 1), at(10), false, turn(10, 1)),
            ("served, nothing left locked", turn(10, 1), at(10), true, turn(100, 9)),
            ("served, its head in flight", turn(10, 1), at(130), true, turn(130, 9)),
            ("locked, and stays so", turn(130, 1), at(130), false, turn(130, 1)),
            ("locked, extended", turn(130, 1), at(150), false, turn(150, 9)),
            ("locked, then unlocked", turn(130, 1), at(90), false, turn(100, 9)),
            (
                "ready, its head was taken away, the next is delayed",
                turn(10, 1),
                at(160),
                false,
                turn(160, 9),
            ),
        ] {
            assert_eq!(before.next(head, now, served, 9), after, "{case}");
        }
    }
}
