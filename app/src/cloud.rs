//! A whole cloud in this process: store, kernel, services and listeners, begun and ended together.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clock::{Clock, Random};
use dax_listener::Listener;
use functions::Functions;
use kernel::{Kernel, KernelBuilder, Settings};
use store::{Durability, Options, Store};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::functions::{Link, Running, Wanted};
use crate::services;

/// A running cloud. Dropping it stops it in the background; [`Cloud::stop`] also waits for the end.
pub struct Cloud {
    kernel: Kernel,
    addresses: Vec<SocketAddr>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
    background: Vec<JoinHandle<()>>,
    functions: Option<Running>,
    clusters: Arc<Listener>,
}

/// Why a cloud did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The state cannot be opened.
    #[error(transparent)]
    Open(#[from] store::OpenError),
    /// The state was opened but cannot be read.
    #[error(transparent)]
    State(#[from] kernel::KernelError),
    /// An address or the certificates cannot be had.
    #[error(transparent)]
    Bind(#[from] gateway::BindError),
    /// What an earlier cloud's functions left cannot be removed.
    #[error("the folder of functions cannot be opened: {0}")]
    Functions(std::io::Error),
}

impl Cloud {
    /// Starts an ephemeral cloud on a free port of 127.0.0.1.
    ///
    /// Must be called within a tokio runtime with time and I/O enabled.
    pub async fn start() -> Result<Cloud, StartError> {
        Cloud::builder().start().await
    }

    /// A cloud that differs from the one that [`Cloud::start`] starts.
    pub fn builder() -> CloudBuilder {
        CloudBuilder {
            listen: vec![(Ipv4Addr::LOCALHOST, 0).into()],
            options: Options::memory(),
            settings: Settings::default(),
            cors_origins: Vec::new(),
            seed: None,
            clock: None,
            functions: None,
            dax_port: 0,
        }
    }

    /// Where clients connect: `http://127.0.0.1:PORT`, the first address.
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.addresses[0])
    }

    /// All addresses, with the ports that were taken; at least one.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The cloud's clock, to freeze and to move.
    pub fn clock(&self) -> &Clock {
        self.kernel.clock()
    }

    /// What is behind the endpoint.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Waits until the cloud ends because a client asked for that.
    pub async fn stopped(&mut self) {
        // An error is a panic of the server, which the runtime has reported; it ends the cloud, too.
        let _ended = (&mut self.serving).await;
        self.stop = None;
    }

    /// Takes no more calls, finishes those under way, and closes the state.
    pub async fn stop(mut self) -> Result<(), store::CommitError> {
        if let Some(stop) = self.stop.take() {
            // When the receiver is gone, the server has ended on its own.
            let _sent = stop.send(());
            let _ended = (&mut self.serving).await;
        }
        self.clusters.stop();
        if let Some(running) = self.functions.take() {
            running.functions.close().await;
        }
        for task in self.background {
            let _ended = task.await;
        }
        self.kernel.store().clone().close()
    }
}

/// How a cloud is to be.
#[derive(Debug)]
pub struct CloudBuilder {
    listen: Vec<SocketAddr>,
    options: Options,
    settings: Settings,
    cors_origins: Vec<String>,
    seed: Option<u64>,
    clock: Option<Clock>,
    functions: Option<Wanted>,
    dax_port: u16,
}

impl CloudBuilder {
    /// Listens on these addresses, of which there must be one at least; port 0 takes a free one.
    #[must_use]
    pub fn listen(mut self, addresses: Vec<SocketAddr>) -> CloudBuilder {
        self.listen = addresses;
        self
    }

    /// Keeps state in `dir`, surviving what `durability` says.
    #[must_use]
    pub fn data(mut self, dir: impl Into<PathBuf>, durability: Durability) -> CloudBuilder {
        self.options = Options { repair: self.options.repair, ..Options::at(dir, durability) };
        self
    }

    /// Opens damaged state, keeping what can be read.
    #[must_use]
    pub fn repair(mut self, repair: bool) -> CloudBuilder {
        self.options.repair = repair;
        self
    }

    /// Behaves so.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> CloudBuilder {
        self.settings = settings;
        self
    }

    /// Lets pages of these origins (`https://app.example`) call, besides those on this machine.
    #[must_use]
    pub fn cors_origins(mut self, origins: Vec<String>) -> CloudBuilder {
        self.cors_origins = origins;
        self
    }

    /// Draws ids and tokens from this seed, so that they repeat: for tests, never for secrets.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> CloudBuilder {
        self.seed = Some(seed);
        self
    }

    /// Goes by this clock, for example a frozen one.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> CloudBuilder {
        self.clock = Some(clock);
        self
    }

    /// Runs Lambda functions so. `helper` starts this program again as [`compute::helper_main`]; without this, functions can
    /// be made but not called. A folder that the settings do not name is one of the data folder.
    #[must_use]
    pub fn functions(
        mut self,
        settings: functions::Settings,
        helper: compute::HelperCommand,
    ) -> CloudBuilder {
        self.functions = Some(Wanted { settings, helper });
        self
    }

    /// Gives DAX clusters ports from this one on, beside the first address; 0, the default, takes free ones.
    #[must_use]
    pub fn dax_port(mut self, port: u16) -> CloudBuilder {
        self.dax_port = port;
        self
    }

    /// Starts it. State is opened first, then the addresses are bound; a failure leaves nothing running.
    pub async fn start(self) -> Result<Cloud, StartError> {
        let data = self.options.dir.clone();
        let (link, lines) = Link::new();
        let functions = self.plane(&link).map_err(StartError::Functions)?;
        let address = self.listen.first().map_or(Ipv4Addr::LOCALHOST.into(), SocketAddr::ip);
        let clusters = dax_listener::Settings { address, port: self.dax_port };
        let clusters = Arc::new(Listener::new(clusters));
        let kernel = self.kernel_with(functions.clone(), Some(clusters.clone())).await?;
        let config = gateway::Config {
            listen: self.listen,
            tls_dir: data.as_ref().map(|dir| dir.join("tls")),
            cors_origins: self.cors_origins,
            limits: gateway::Limits::default(),
            data_label: data.map_or_else(|| "ephemeral".to_owned(), |dir| absolute(&dir)),
            version: env!("CARGO_PKG_VERSION"),
        };
        let server = gateway::Server::bind(kernel.clone(), config)?;
        let addresses = server.local_addrs().to_vec();
        let (stop, stopping) = oneshot::channel();
        let mut background = kernel.start_background();
        let functions = functions.map(|functions| {
            functions.follow(kernel.clock().clone());
            link.connect(kernel.clone(), server.inside());
            let writing = Link::write_logs(kernel.clone(), link.waiting(), lines);
            #[expect(clippy::disallowed_methods, reason = "the cloud ends it with its functions")]
            background.push(tokio::spawn(writing));
            Running { link, functions }
        });
        #[expect(clippy::disallowed_methods, reason = "the cloud owns its server, and ends it")]
        let serving = tokio::spawn(server.run(async {
            // A dropped sender is a dropped cloud: that stops it as well.
            let _stop = stopping.await;
        }));
        Ok(Cloud { kernel, addresses, stop: Some(stop), serving, background, functions, clusters })
    }

    /// The cloud without its doors.
    pub(crate) async fn kernel(&self) -> Result<Kernel, StartError> {
        self.kernel_with(None, None).await
    }

    /// What runs functions, if they are to run; nothing of it starts before the first call.
    fn plane(&self, link: &Arc<Link>) -> std::io::Result<Option<Arc<Functions>>> {
        let Some(Wanted { settings, helper }) = self.functions.clone() else { return Ok(None) };
        let own = self.options.dir.as_ref().map(|dir| std::path::absolute(dir.join("functions")));
        let settings =
            functions::Settings { folder: settings.folder.or(own.transpose()?), ..settings };
        Functions::open(settings, helper, link.clone()).map(|functions| Some(Arc::new(functions)))
    }

    async fn kernel_with(
        &self,
        functions: Option<Arc<Functions>>,
        clusters: Option<Arc<Listener>>,
    ) -> Result<Kernel, StartError> {
        let store = Store::open(self.options.clone())?;
        let mut outbound = gateway::HttpOutbound::new(Vec::new());
        if let Some(dir) = &self.options.dir {
            outbound = outbound.with_authority(dir.join("tls"));
        }
        let mut builder =
            KernelBuilder::new(store).settings(self.settings.clone()).outbound(Arc::new(outbound));
        if let Some(seed) = self.seed {
            builder = builder.random(Random::from_seed(seed));
        }
        if let Some(clock) = &self.clock {
            builder = builder.clock(clock.clone());
        }
        if let Some(functions) = functions {
            builder = builder.plane(functions);
        }
        if let Some(clusters) = clusters {
            builder = builder.plane(clusters);
        }
        for service in services::services() {
            builder = builder.service(service);
        }
        Ok(builder.build().await?)
    }
}

/// The folder as it is called from everywhere.
fn absolute(dir: &Path) -> String {
    // Fails only when there is no current folder any more; then the name as given must do.
    let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    dir.display().to_string()
}
