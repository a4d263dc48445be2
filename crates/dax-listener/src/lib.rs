//! The sockets of DAX clusters: a port each, opened when the cluster is made. What comes is cut into requests (crate
//! `dax-protocol`) and answered one after the other by whoever [`Listener::serve`] was told of.
//!
//! Read [`connection`] for what a client may do and how long it may take.

mod connection;

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener as StdListener};
use std::pin::Pin;
use std::sync::Arc;

use dax_protocol::method::Method;
use parking_lot::Mutex;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tracing::{debug, warn};

/// Connections to all clusters at once; more wait in the system's backlog.
const MAX_CONNECTIONS: usize = 2_000;
/// Ports beside the wanted one that are tried.
const NEIGHBOURS: u16 = 100;

/// A connection that was made.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// Who connected.
    pub peer: SocketAddr,
    /// Where to: the address that clients of this network find the cluster at.
    pub local: SocketAddr,
}

/// What answers.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Option<Vec<u8>>> + Send + 'a>>;

/// Answers the requests of clients.
pub trait Answers: Send + Sync {
    /// A client connected to the cluster that was opened under this id.
    fn connected(&self, cluster: &str, made: Made) -> Box<dyn Session>;
}

/// What is known of one connection.
pub trait Session: Send {
    /// Answers a request; none for one that has no answer.
    fn answer<'a>(&'a mut self, method: Method, values: &'a [u8]) -> Answering<'a>;
}

/// Where clusters listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The address.
    pub address: IpAddr,
    /// The first cluster's port; 0 has the system choose.
    pub port: u16,
}

/// The sockets of all clusters of one cloud.
pub struct Listener {
    settings: Settings,
    state: Mutex<State>,
    slots: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

#[derive(Default)]
struct State {
    answers: Option<Arc<dyn Answers>>,
    open: HashMap<String, Open>,
}

struct Open {
    port: u16,
    accepting: JoinHandle<()>,
}

impl Listener {
    /// No socket yet.
    pub fn new(settings: Settings) -> Listener {
        Listener {
            settings,
            state: Mutex::default(),
            slots: Arc::new(Semaphore::new(MAX_CONNECTIONS)),
            large: Arc::new(Semaphore::new(connection::MAX_LARGE)),
        }
    }

    /// Where clusters listen.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Has requests answered by `answers`.
    pub fn serve(&self, answers: Arc<dyn Answers>) {
        self.state.lock().answers = Some(answers);
    }

    /// The port of the cluster, if it listens.
    pub fn port(&self, cluster: &str) -> Option<u16> {
        self.state.lock().open.get(cluster).map(|open| open.port)
    }

    /// Has a cluster listen, at `port` if that is free, else near it, else anywhere. It goes on listening where it does
    /// already. Must be called within a tokio runtime.
    ///
    /// Fails when no port can be had, and before [`Listener::serve`].
    #[expect(
        clippy::disallowed_methods,
        reason = "the listener spawns its accept loops, and ends them"
    )]
    pub fn open(&self, cluster: &str, port: u16) -> io::Result<u16> {
        let mut state = self.state.lock();
        if let Some(open) = state.open.get(cluster) {
            return Ok(open.port);
        }
        let answers = state.answers.clone();
        let answers = answers.ok_or_else(|| io::Error::other("nobody answers yet"))?;
        let socket = bind(self.settings.address, port)?;
        let port = socket.local_addr()?.port();
        let socket = TcpListener::from_std(socket)?;
        let doors = Doors { slots: self.slots.clone(), large: self.large.clone() };
        let accepting = tokio::spawn(accept(socket, cluster.to_owned(), answers, doors));
        state.open.insert(cluster.to_owned(), Open { port, accepting });
        Ok(port)
    }

    /// Has a cluster listen no more. Connections that are there end with their next request.
    pub fn close(&self, cluster: &str) {
        if let Some(open) = self.state.lock().open.remove(cluster) {
            open.accepting.abort();
        }
    }

    /// Closes all, at the end of the cloud.
    pub fn stop(&self) {
        let mut state = self.state.lock();
        state.answers = None;
        for (_, open) in state.open.drain() {
            open.accepting.abort();
        }
        self.slots.close();
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop();
    }
}

fn bind(address: IpAddr, wanted: u16) -> io::Result<StdListener> {
    let near = (wanted..wanted.saturating_add(NEIGHBOURS)).filter(|port| *port != 0);
    let mut last = io::Error::other("no port can be had");
    for port in near.chain([0]) {
        match StdListener::bind((address, port)) {
            Ok(socket) => {
                socket.set_nonblocking(true)?;
                return Ok(socket);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

struct Doors {
    slots: Arc<Semaphore>,
    large: Arc<Semaphore>,
}

#[expect(clippy::disallowed_methods, reason = "the listener spawns its connections")]
async fn accept(socket: TcpListener, cluster: String, answers: Arc<dyn Answers>, doors: Doors) {
    loop {
        let Ok(slot) = doors.slots.clone().acquire_owned().await else { return };
        match socket.accept().await {
            Ok((stream, peer)) => {
                let Ok(local) = stream.local_addr() else { continue };
                let (session, large) =
                    (answers.connected(&cluster, Made { peer, local }), doors.large.clone());
                tokio::spawn(async move {
                    if let Err(error) = connection::serve(stream, session, large).await {
                        debug!(%peer, %error, "a connection to a DAX cluster ended early");
                    }
                    drop(slot);
                });
            }
            Err(error) => {
                // Out of file descriptors, mostly: whoever is served lets go of some.
                warn!(%error, "cannot accept connections to a DAX cluster");
                drop(slot);
                tokio::task::yield_now().await;
            }
        }
    }
}
