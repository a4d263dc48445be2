//! A container of the engine, as long as somebody holds it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bollard::errors::Error;
use bollard::models::ContainerUpdateBody;

use super::engine::Engine;
use crate::StartError;
use crate::cgroup::quota;

/// A container; removed when dropped.
#[derive(Debug)]
pub(crate) struct Container {
    pub(super) id: String,
    engine: Arc<Engine>,
    removed: AtomicBool,
}

impl Container {
    pub(super) fn new(id: String, engine: Arc<Engine>) -> Container {
        Container { id, engine, removed: AtomicBool::new(false) }
    }

    /// Kills what runs in it, also when it stands still, and removes it. Does not wait.
    pub(crate) fn remove(&self) {
        if !self.removed.swap(true, Ordering::Relaxed) {
            self.engine.remove(self.id.clone());
        }
    }

    /// Makes it stand still, or lets it go on.
    pub(crate) async fn freeze(&self, still: bool) -> io::Result<()> {
        let id = self.id.clone();
        let done = self.engine.ask(move |client| async move {
            let done = match still {
                true => client.pause_container(&id).await,
                false => client.unpause_container(&id).await,
            };
            match done {
                Err(Error::DockerResponseServerError { message, .. }) if is_so(&message, still) => {
                    Ok(())
                }
                done => done,
            }
        });
        done.await.map_err(other)
    }

    pub(crate) async fn set_cpu(&self, cpu_millis: u32) -> io::Result<()> {
        let (quota, period) = quota(cpu_millis);
        let id = self.id.clone();
        let limits = ContainerUpdateBody {
            cpu_quota: i64::try_from(quota).ok(),
            cpu_period: i64::try_from(period).ok(),
            ..Default::default()
        };
        let done = self
            .engine
            .ask(move |client| async move { client.update_container(&id, limits).await });
        done.await.map_err(other)
    }
}

/// Whether the engine refuses because it has been done.
fn is_so(message: &str, still: bool) -> bool {
    message.contains(if still { "is already paused" } else { "is not paused" })
}

fn other(error: StartError) -> io::Error {
    io::Error::other(error)
}

impl Drop for Container {
    fn drop(&mut self) {
        // The engine removes those by itself that ended by themselves.
        self.remove();
    }
}
