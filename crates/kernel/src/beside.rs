//! A computation over a stream of bytes on a thread of its own, beside who takes the stream in: a digest that takes longer
//! than all else does not add to it.

use std::sync::LazyLock;

use bytes::Bytes;
use schema::{ApiError, ApiResult};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;

use crate::kernel::Kernel;

/// How many pieces may wait for the thread: what is in memory of one stream is bounded.
const WAITING: usize = 8;

/// Computations beside at once. A slow stream holds its thread while it lasts, so there is no waiting for one.
static PERMITS: LazyLock<std::sync::Arc<Semaphore>> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::sync::Arc::new(Semaphore::new(cores * 4))
});

/// A computation that goes on beside. Dropping it ends it.
pub struct Beside<S> {
    pieces: mpsc::Sender<Bytes>,
    state: JoinHandle<S>,
    _permit: OwnedSemaphorePermit,
}

impl Kernel {
    /// Begins to apply `step` to `state` for each piece that is fed, on another thread. Gives the state back when as many
    /// as the machine can bear are under way: the caller then computes by itself.
    pub fn beside<S: Send + 'static>(
        &self,
        mut state: S,
        step: fn(&mut S, &[u8]),
    ) -> Result<Beside<S>, S> {
        let Ok(permit) = PERMITS.clone().try_acquire_owned() else { return Err(state) };
        let (pieces, mut fed) = mpsc::channel::<Bytes>(WAITING);
        let state = tokio::task::spawn_blocking(move || {
            while let Some(piece) = fed.blocking_recv() {
                step(&mut state, &piece);
            }
            state
        });
        Ok(Beside { pieces, state, _permit: permit })
    }
}

impl<S> Beside<S> {
    /// Hands over the next piece; waits while the thread is far behind.
    pub async fn feed(&self, piece: Bytes) -> ApiResult<()> {
        self.pieces.send(piece).await.map_err(ApiError::bug)
    }

    /// The state after all pieces.
    pub async fn finish(self) -> ApiResult<S> {
        drop(self.pieces);
        self.state.await.map_err(ApiError::bug)
    }
}
