//! Answers to calls that came together leave together.
//!
//! A client that waits for many answers sleeps; the system wakes it for the first that comes, which costs more than most
//! calls do, and it sleeps again before the next is ready. So while calls of several connections come in, an answer is
//! written when the others that are there have been worked on as well: then all of them find the client awake. A client
//! of one connection never waits, and nobody does while calls take long: beside them a wake-up is cheap.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use parking_lot::Mutex;

/// Calls that take longer than some ten wake-ups.
const LONG: Duration = Duration::from_micros(300);
/// More does not count, so that one call does not decide for the next hundred.
const MOST: Duration = Duration::from_millis(3);
/// How many calls the mean looks back, about.
const LOOKS_BACK: u64 = 16;

/// Who called last, and how long calls take.
#[derive(Debug, Default)]
pub(crate) struct Together {
    /// The port of the last caller; there is no port 0.
    last: AtomicU16,
    /// A moving mean of the time that a call is worked on, in nanoseconds.
    usual: AtomicU64,
}

impl Together {
    /// Notes a call from `port`; tells whether the one before came over another connection.
    pub(crate) fn others_call(&self, port: u16) -> bool {
        let last = self.last.swap(port, Ordering::Relaxed);
        last != 0 && last != port
    }

    /// Whether the answer to a call that others came with, and that was worked on for `took`, is to wait for theirs.
    pub(crate) fn waits(&self, took: Duration) -> bool {
        let nanos = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let usual = self.usual.load(Ordering::Relaxed);
        let usual = usual - usual / LOOKS_BACK + nanos(took.min(MOST)) / LOOKS_BACK;
        self.usual.store(usual, Ordering::Relaxed);
        took <= LONG && usual <= nanos(LONG)
    }
}

/// Lets the tasks that are ready now have their turn, then goes on.
///
/// [`tokio::task::yield_now`] alone would not do: it is over when it is polled again, and a task that reads a request's
/// body is (see `self_wake.rs`). This one goes on when the scheduler says so.
pub(crate) async fn let_others_on() {
    let turn = Arc::new(Turn::default());
    let waker = Waker::from(turn.clone());
    if pin!(tokio::task::yield_now()).poll(&mut Context::from_waker(&waker)).is_ready() {
        return;
    }
    std::future::poll_fn(|cx| {
        if turn.come.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        *turn.task.lock() = Some(cx.waker().clone());
        // It may have come in between.
        if turn.come.load(Ordering::Acquire) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// What the scheduler wakes when the others have had their turn.
#[derive(Default)]
struct Turn {
    come: AtomicBool,
    task: Mutex<Option<Waker>>,
}

impl Wake for Turn {
    fn wake(self: Arc<Self>) {
        self.come.store(true, Ordering::Release);
        if let Some(task) = self.task.lock().take() {
            task.wake();
        }
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

    #[test]
    fn nobody_waits_while_calls_take_long() {
        let together = Together::default();
        let short = Duration::from_micros(40);
        let long = Duration::from_secs(1);
        assert!(together.waits(short));
        assert!(!together.waits(long));
        assert!(together.waits(short), "one does not make the others long");
        for _ in 0..5 {
            assert!(!together.waits(long));
        }
        assert!(!together.waits(short), "short ones would wait for long ones");
        let until = (0..200).position(|_| together.waits(short));
        assert!(until.is_some_and(|n| n < 50), "{until:?}");
    }

    #[tokio::test]
    async fn another_poll_does_not_end_the_wait() {
        let mut wait = pin!(let_others_on());
        let polls = std::future::poll_fn(|cx| {
            Poll::Ready([wait.as_mut().poll(cx), wait.as_mut().poll(cx)])
        });
        assert_eq!(polls.await, [Poll::Pending, Poll::Pending]);
        wait.await;
    }
}
