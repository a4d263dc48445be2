//! Answers to calls that came together leave together.
//!
//! A client that waits for many answers sleeps; the system wakes it for the first that comes, which costs more than most
//! calls do, and it sleeps again before the next is ready. So while calls of several connections come in, an answer is
//! written when the others that are there have been worked on as well: then all of them find the client awake. A client
//! of one connection never waits.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use parking_lot::Mutex;

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
