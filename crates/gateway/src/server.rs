//! The listeners: bound first, so that nothing starts on a taken port; drained at the end.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::Arc;

use kernel::Kernel;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tracing::{debug, warn};

use crate::config::Config;
use crate::connection;
use crate::pipeline::Gateway;
use crate::tls::{Authority, AuthorityError};

/// Why the gateway could not begin to listen.
#[derive(Debug, Error)]
pub enum BindError {
    /// The address cannot be had.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The certificate authority cannot be read or made.
    #[error(transparent)]
    Tls(#[from] AuthorityError),
}

/// Bound listeners and everything that serves them.
pub struct Server {
    gateway: Arc<Gateway>,
    slots: Arc<Semaphore>,
    stop: watch::Sender<bool>,
    listeners: Vec<TcpListener>,
    addresses: Vec<SocketAddr>,
}

impl Server {
    /// Binds the configured addresses. Must be called within a tokio runtime.
    pub fn bind(kernel: Kernel, config: Config) -> Result<Server, BindError> {
        let mut listeners = Vec::new();
        let mut addresses = Vec::new();
        for &address in &config.listen {
            let failed = |source| BindError::Listen { address, source };
            let listener = StdListener::bind(address).map_err(failed)?;
            listener.set_nonblocking(true).map_err(failed)?;
            addresses.push(listener.local_addr().map_err(failed)?);
            listeners.push(TcpListener::from_std(listener).map_err(failed)?);
        }
        if let Some(first) = addresses.first() {
            kernel.listens_on(first.to_string());
        }
        let authority = Authority::lazy(config.tls_dir.clone());
        let gateway = Arc::new(Gateway::new(kernel, config, authority));
        let slots = Arc::new(Semaphore::new(gateway.config.limits.connections));
        let stop = watch::Sender::new(false);
        Ok(Server { gateway, slots, stop, listeners, addresses })
    }

    /// Where it listens, ports resolved.
    pub fn local_addrs(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// A way in for connections that reach this cloud otherwise than by its listeners.
    pub fn inside(&self) -> Inside {
        Inside {
            gateway: self.gateway.clone(),
            slots: self.slots.clone(),
            stopping: self.stop.subscribe(),
        }
    }

    /// Serves until `shutdown` resolves (or a client asks for the end), then finishes what is under way.
    #[expect(
        clippy::disallowed_methods,
        reason = "the gateway spawns accept loops and connections"
    )]
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let (stop, slots) = (self.stop, self.slots);
        let stopping = stop.subscribe();
        let accepting: Vec<_> = self
            .listeners
            .into_iter()
            .map(|listener| {
                let task = accept(listener, self.gateway.clone(), slots.clone(), stopping.clone());
                tokio::spawn(task)
            })
            .collect();
        tokio::select! {
            () = shutdown => {}
            () = self.gateway.stop_asked() => {}
        }
        stop.send_replace(true);
        for task in accepting {
            task.abort();
        }
        if let Err(error) = self.gateway.kernel.stop().await {
            warn!(%error, "the last writes failed");
        }
        let limits = self.gateway.config.limits;
        let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
        if tokio::time::timeout(limits.drain, slots.acquire_many(all)).await.is_err() {
            warn!("connections were still busy after {:?}; they are cut", limits.drain);
        }
    }
}

/// Serves connections that others accepted: of functions, each in a network of its own.
pub struct Inside {
    gateway: Arc<Gateway>,
    slots: Arc<Semaphore>,
    stopping: watch::Receiver<bool>,
}

impl Inside {
    /// Serves a connection. Must be called within a tokio runtime. One too many is closed.
    #[expect(
        clippy::disallowed_methods,
        reason = "the gateway spawns accept loops and connections"
    )]
    pub fn serve(&self, socket: std::net::TcpStream, peer: SocketAddr) {
        let Ok(slot) = self.slots.clone().try_acquire_owned() else { return };
        let Ok(socket) =
            socket.set_nonblocking(true).and_then(|()| tokio::net::TcpStream::from_std(socket))
        else {
            return;
        };
        let (gateway, stopping) = (self.gateway.clone(), self.stopping.clone());
        tokio::spawn(async move {
            if let Err(error) = connection::serve(gateway, socket, peer, stopping).await {
                debug!(%peer, %error, "a connection ended early");
            }
            drop(slot);
        });
    }
}

#[expect(clippy::disallowed_methods, reason = "the gateway spawns accept loops and connections")]
async fn accept(
    listener: TcpListener,
    gateway: Arc<Gateway>,
    slots: Arc<Semaphore>,
    stopping: watch::Receiver<bool>,
) {
    loop {
        let Ok(slot) = slots.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((socket, peer)) => {
                let (gateway, stopping) = (gateway.clone(), stopping.clone());
                tokio::spawn(async move {
                    if let Err(error) = connection::serve(gateway, socket, peer, stopping).await {
                        debug!(%peer, %error, "a connection ended early");
                    }
                    drop(slot);
                });
            }
            // Out of file descriptors, mostly: wait for some to come free.
            Err(error) => {
                warn!(%error, "cannot accept connections");
                let pause = clock::Clock::system();
                pause.sleep_until(pause.now().plus(std::time::Duration::from_millis(50))).await;
            }
        }
    }
}
