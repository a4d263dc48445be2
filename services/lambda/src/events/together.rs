//! Futures side by side in one task: the first of two, and a group of equals.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

/// Which of two came first.
pub(crate) enum First<A, B> {
    A(A),
    B(B),
}

/// Waits for the first of two; the other is dropped. When both are there, `a` counts.
pub(crate) async fn first<A, B>(
    a: impl Future<Output = A>,
    b: impl Future<Output = B>,
) -> First<A, B> {
    let (mut a, mut b) = (pin!(a), pin!(b));
    poll_fn(|context| {
        if let Poll::Ready(value) = a.as_mut().poll(context) {
            return Poll::Ready(First::A(value));
        }
        b.as_mut().poll(context).map(First::B)
    })
    .await
}

/// Futures that run while somebody waits for [`Group::next`].
pub(crate) struct Group<'f, T>(Vec<Pin<Box<dyn Future<Output = T> + Send + 'f>>>);

impl<'f, T> Group<'f, T> {
    pub(crate) fn new() -> Group<'f, T> {
        Group(Vec::new())
    }

    pub(crate) fn add(&mut self, future: impl Future<Output = T> + Send + 'f) {
        self.0.push(Box::pin(future));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Waits until one has ended; for ever when there is none.
    pub(crate) async fn next(&mut self) -> T {
        poll_fn(|context| {
            for at in 0..self.0.len() {
                if let Poll::Ready(value) = self.0[at].as_mut().poll(context) {
                    drop(self.0.swap_remove(at));
                    return Poll::Ready(value);
                }
            }
            Poll::Pending
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;

    #[tokio::test]
    async fn the_first_that_is_ready_counts() {
        let First::B(value) = first(std::future::pending::<()>(), ready(7)).await else {
            panic!("what never comes came first")
        };
        assert_eq!(value, 7);
        let mut group = Group::new();
        for number in 0..3 {
            group.add(async move { number });
        }
        let mut sum = 0;
        while !group.is_empty() {
            sum += group.next().await;
        }
        assert_eq!((sum, group.len()), (3, 0));
    }
}
