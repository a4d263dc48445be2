//! Long computations (making an RSA key) away from the threads that serve calls: the caller waits, all others go on.

use std::sync::LazyLock;

use schema::{ApiError, ApiResult};
use tokio::sync::Semaphore;

use crate::kernel::Kernel;

/// As many at once as leave a core to those who serve calls; at least one.
static PERMITS: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Semaphore::new(cores.saturating_sub(1).max(1))
});

impl Kernel {
    /// What `work` computes, on a thread of its own. It must be pure: a handler that is run again computes again.
    /// Calls queue up when there are more than the machine has cores.
    pub async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> ApiResult<T> {
        let _permit = PERMITS.acquire().await.map_err(ApiError::bug)?;
        tokio::task::spawn_blocking(work).await.map_err(ApiError::bug)
    }
}
