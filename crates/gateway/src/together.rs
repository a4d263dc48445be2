//! Answers to calls that came together leave together.
//!
//! A client that waits for many answers sleeps; the system wakes it for the first that comes, which costs more than most
//! calls do, and it sleeps again before the next is ready. So while calls of several connections come in, an answer is
//! written when the others that are there have been worked on as well: then all of them find the client awake. A client
//! of one connection never waits.

use std::sync::atomic::{AtomicU16, Ordering};

/// Who called last.
#[derive(Debug, Default)]
pub(crate) struct Together {
    /// The port of the last caller; there is no port 0.
    last: AtomicU16,
}

impl Together {
    /// Notes a call from `port`; tells whether the one before came over another connection.
    pub(crate) fn others_call(&self, port: u16) -> bool {
        let last = self.last.swap(port, Ordering::Relaxed);
        last != 0 && last != port
    }

    /// Lets the calls that are there be worked on before the caller goes on.
    pub(crate) async fn let_others_on(&self) {
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_connection_waits_for_nobody() {
        let together = Together::default();
        let told: Vec<bool> =
            [7, 7, 8, 8, 7].into_iter().map(|port| together.others_call(port)).collect();
        assert_eq!(told, [false, false, true, false, true]);
    }
}
