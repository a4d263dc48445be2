//! Work that goes on for a while does not hold up calls: between two of its pieces they have their turn.

use std::future::poll_fn;
use std::task::Poll;

/// Lets those that wait run, once.
pub(crate) async fn let_others_run() {
    let mut waited = false;
    poll_fn(|task| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        task.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
