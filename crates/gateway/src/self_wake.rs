//! A task that wakes itself goes on at once, instead of through the scheduler.
//!
//! Whoever reads a request's body wakes hyper's side of that body, which is the same task: tokio would put the
//! task into its queue again, and wake another thread to take it from there, for every call with a body. Here
//! such a wake, which comes while the task is being polled, has it polled once more in place.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use parking_lot::Mutex;

/// How often a task is polled in place before others get their turn.
const MAX_TURNS: usize = 8;

const IDLE: u8 = 0;
const POLLING: u8 = 1;
const WOKEN: u8 = 2;

/// Polls `F` again, in place, when it was woken while it was polled.
pub(crate) struct SelfWake<F> {
    inner: F,
    gate: Arc<Gate>,
    waker: Waker,
}

struct Gate {
    state: AtomicU8,
    /// The task's own waker, for wakes that come while it is not polled.
    outer: Mutex<Option<Waker>>,
}

impl<F: Future + Unpin> SelfWake<F> {
    pub(crate) fn new(inner: F) -> SelfWake<F> {
        let gate = Arc::new(Gate { state: AtomicU8::new(IDLE), outer: Mutex::new(None) });
        SelfWake { inner, waker: Waker::from(gate.clone()), gate }
    }
}

impl Wake for Gate {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // While it is polled a note is enough: the poller looks at it before it leaves.
        let noted = self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, |state| {
            (state != IDLE).then_some(WOKEN)
        });
        if noted.is_err() {
            self.pass_on();
        }
    }
}

impl Gate {
    fn pass_on(&self) {
        if let Some(waker) = &*self.outer.lock() {
            waker.wake_by_ref();
        }
    }

    fn remember(&self, waker: &Waker) {
        let mut outer = self.outer.lock();
        if outer.as_ref().is_none_or(|known| !known.will_wake(waker)) {
            *outer = Some(waker.clone());
        }
    }
}

impl<F: Future + Unpin> Future for SelfWake<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        this.gate.remember(cx.waker());
        let mut inner = Context::from_waker(&this.waker);
        for _ in 0..MAX_TURNS {
            this.gate.state.store(POLLING, Ordering::Release);
            let polled = Pin::new(&mut this.inner).poll(&mut inner);
            let quiet = this.gate.state.compare_exchange(
                POLLING,
                IDLE,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
            if polled.is_ready() || quiet.is_ok() {
                return polled;
            }
        }
        this.gate.state.store(IDLE, Ordering::Release);
        this.gate.pass_on();
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    /// Counts wakes that reach the task's own waker.
    #[derive(Default)]
    struct Outer(AtomicUsize);

    impl Wake for Outer {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Wakes itself `left` times, then waits (or ends).
    struct Restless {
        left: usize,
        polls: usize,
        kept: Option<Waker>,
    }

    impl Future for Restless {
        type Output = ();
        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
            self.polls += 1;
            self.kept = Some(cx.waker().clone());
            if self.left > 0 {
                self.left -= 1;
                cx.waker().wake_by_ref();
            }
            Poll::Pending
        }
    }

    fn restless(left: usize) -> SelfWake<Restless> {
        SelfWake::new(Restless { left, polls: 0, kept: None })
    }

    #[test]
    fn a_wake_from_within_stays_within() {
        let outer = Arc::new(Outer::default());
        let waker = Waker::from(outer.clone());
        let mut task = restless(3);
        assert!(Pin::new(&mut task).poll(&mut Context::from_waker(&waker)).is_pending());
        assert_eq!(task.inner.polls, 4);
        assert_eq!(outer.0.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn a_wake_from_without_reaches_the_task() {
        let outer = Arc::new(Outer::default());
        let waker = Waker::from(outer.clone());
        let mut task = restless(0);
        assert!(Pin::new(&mut task).poll(&mut Context::from_waker(&waker)).is_pending());
        task.inner.kept.take().expect("it was polled").wake();
        assert_eq!(outer.0.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_task_that_never_rests_gives_others_their_turn() {
        let outer = Arc::new(Outer::default());
        let waker = Waker::from(outer.clone());
        let mut task = restless(usize::MAX);
        assert!(Pin::new(&mut task).poll(&mut Context::from_waker(&waker)).is_pending());
        assert_eq!(task.inner.polls, MAX_TURNS);
        assert_eq!(outer.0.load(Ordering::SeqCst), 1);
    }
}
