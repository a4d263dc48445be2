//! The cloud itself: begun and ended by a test, with time that stands and ids that repeat.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clock::{Clock, Random, Timestamp};
use kernel::{Kernel, KernelBuilder, Service};
use parking_lot::Mutex;
use store::{Durability, Options, Store};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::client::Client;
use crate::sign::Credentials;

/// Where time stands when a cloud is first started: 2026-01-01T00:00:00Z.
pub const START: Timestamp = Timestamp::from_secs(1_767_225_600);

/// How often each folder was opened: a restarted cloud must not mint the ids of the one before.
static STARTS: Mutex<Option<HashMap<PathBuf, u64>>> = Mutex::new(None);

/// A running cloud. Dropping it stops it in the background; [`Cloud::stop`] waits for the end.
pub struct Cloud {
    kernel: Kernel,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
    background: Vec<JoinHandle<()>>,
}

impl Cloud {
    /// Starts a cloud of these services with its state in memory.
    ///
    /// # Panics
    /// When it cannot: a test has no use for the error.
    pub async fn start(services: Vec<Service>) -> Cloud {
        let config = gateway::Config::on((Ipv4Addr::LOCALHOST, 0).into());
        Cloud::open(Options::memory(), 1, services, config).await
    }

    /// The same, listening as `config` says.
    ///
    /// # Panics
    /// When it cannot start.
    pub async fn configured(services: Vec<Service>, config: gateway::Config) -> Cloud {
        Cloud::open(Options::memory(), 1, services, config).await
    }

    /// Starts a cloud on the state in `dir`, as a restart does: time goes on from where it stood.
    ///
    /// # Panics
    /// When it cannot start.
    pub async fn at(dir: &Path, services: Vec<Service>) -> Cloud {
        let seed = {
            let mut starts = STARTS.lock();
            let count = starts.get_or_insert_default().entry(dir.to_owned()).or_insert(0);
            *count += 1;
            *count
        };
        let config = gateway::Config::on((Ipv4Addr::LOCALHOST, 0).into());
        Cloud::open(Options::at(dir, Durability::Process), seed, services, config).await
    }

    async fn open(
        options: Options,
        seed: u64,
        services: Vec<Service>,
        config: gateway::Config,
    ) -> Cloud {
        let store = Store::open(options).expect("the state opens");
        let mut builder = KernelBuilder::new(store)
            .random(Random::from_seed(seed))
            .outbound(Arc::new(gateway::HttpOutbound::new(Vec::new())));
        for service in services {
            builder = builder.service(service);
        }
        let kernel = builder.build().await.expect("the kernel starts on this state");
        if !kernel.clock().is_frozen() {
            kernel.clock().freeze_at(START);
            kernel.remember_clock().await.expect("the clock is written");
        }
        let server = gateway::Server::bind(kernel.clone(), config).expect("a free port is had");
        let address = server.local_addrs()[0];
        let (stop, stopping) = oneshot::channel();
        let background = kernel.start_background();
        #[expect(clippy::disallowed_methods, reason = "the cloud owns its server, and ends it")]
        let serving = tokio::spawn(server.run(async {
            // A dropped sender is a dropped cloud: that stops it as well.
            let _stop = stopping.await;
        }));
        Cloud { kernel, address, stop: Some(stop), serving, background }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The clock, to freeze and to move; see also [`Cloud::advance`].
    pub fn clock(&self) -> &Clock {
        self.kernel.clock()
    }

    /// What is behind the endpoint.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Moves time on and does what has come due.
    ///
    /// # Panics
    /// When that fails.
    pub async fn advance(&self, by: std::time::Duration) {
        self.clock().advance(by);
        self.kernel.settle().await.expect("what is due can be done");
    }

    /// The default account's root key, which signs for real.
    pub fn root(&self) -> Credentials {
        let key = self.kernel.root_key().expect("a started kernel has a root key");
        Credentials::new(key.id.clone(), key.secret.clone())
    }

    /// A client that signs as the default account's root, in the default region.
    pub fn client(&self) -> Client {
        Client::new(self, self.root())
    }

    /// A client that acts as the root of another account: its key id is the account's number.
    pub fn client_of(&self, account: &str) -> Client {
        Client::new(self, Credentials::new(account, "test"))
    }

    /// Takes no more calls, finishes those under way, and closes the state, so that it can be opened again.
    ///
    /// # Panics
    /// When the state does not close.
    pub async fn stop(mut self) {
        self.stop.take();
        // An error is a panic of the server, which the runtime has printed.
        let _ended = (&mut self.serving).await;
        for task in &mut self.background {
            let _ended = task.await;
        }
        self.kernel.store().clone().close().expect("the state closes");
    }
}
