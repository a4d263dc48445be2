//! The functions of one cloud: the plane that services find by `kernel.plane::<Functions>()`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use clock::{Clock, Random};
use compute::{Driver, HelperCommand, Plane};
use parking_lot::Mutex;
use tokio::sync::{OnceCell, mpsc, oneshot};
use tokio::task::JoinSet;

use crate::environment::Environment;
use crate::exchange::Pieces;
use crate::known::Known;
use crate::pool::{Limits, Pool, Slot, Work};
use crate::run::Job;
use crate::runtimes::Finder;
use crate::spares::Spares;
use crate::{
    Cloud, Code, FunctionSpec, Invocation, InvokeError, Invoked, Outcome, Provisioning, Settings,
    Streamed, UnpackError, Unpacked, package,
};

/// The largest event of a call that waits for its answer.
pub const MAX_PAYLOAD: usize = 6_291_456;
/// Pieces of a streamed answer that wait for their receiver.
const PIECES: usize = 16;

/// Runs functions. Dropping it ends their environments.
pub struct Functions(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) settings: Settings,
    clock: OnceLock<Clock>,
    pub(crate) random: Random,
    pub(crate) cloud: Arc<dyn Cloud>,
    pub(crate) finder: Arc<Finder>,
    helper: HelperCommand,
    pub(crate) plane: OnceCell<Opened>,
    /// A folder that goes with this cloud, when it was given none.
    own_folder: OnceLock<tempfile::TempDir>,
    pool: Mutex<Pool>,
    pub(crate) spares: Mutex<Spares>,
    pub(crate) known: Mutex<Known>,
    tasks: Mutex<JoinSet<()>>,
    pub(crate) images: OnceLock<oci::Images>,
}

/// The drivers, once a function has been called.
pub(crate) struct Opened {
    pub(crate) driver: Arc<dyn Driver>,
    /// Ends them with itself.
    _plane: Plane,
}

impl Functions {
    /// Opens the plane, and removes what an earlier one left behind. No process starts before the first call.
    pub fn open(
        settings: Settings,
        helper: HelperCommand,
        cloud: Arc<dyn Cloud>,
    ) -> std::io::Result<Functions> {
        if let Some(compute) = settings.folder.as_ref().map(|folder| folder.join("compute")) {
            // Opened and closed: that removes what was killed with an earlier cloud.
            if compute.is_dir() {
                drop(Plane::with_engine(compute, helper.clone(), settings.docker_host.clone())?);
            }
        }
        if let Some(folder) = &settings.folder {
            package::forget_all(folder);
        }
        let finder = Finder::new(&settings);
        Ok(Functions(Arc::new(Inner {
            settings,
            clock: OnceLock::new(),
            random: Random::from_system(),
            cloud,
            finder: Arc::new(finder),
            helper,
            plane: OnceCell::new(),
            own_folder: OnceLock::new(),
            pool: Mutex::default(),
            spares: Mutex::default(),
            known: Mutex::default(),
            tasks: Mutex::default(),
            images: OnceLock::new(),
        })))
    }

    /// Goes by this clock: said once, before the first call. Else the system's time counts.
    pub fn follow(&self, clock: Clock) {
        // The first one counts.
        let _first = self.0.clock.set(clock);
    }

    /// How functions are run here.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Unpacks a zip archive below the data folder, once for each content. Blocks: call it off the runtime's threads.
    /// `limit` is what it may be unpacked, in bytes: 250 MB less what the layers take.
    pub fn unpack(&self, zip: &[u8], limit: u64) -> Result<Unpacked, UnpackError> {
        package::unpack(&self.packages(), zip, limit)
    }

    /// Removes unpacked packages that are not among `named`. Blocks.
    pub fn sweep(&self, named: &[PathBuf]) -> std::io::Result<()> {
        package::sweep(&self.packages(), named)
    }

    /// Where packages lie.
    pub fn packages(&self) -> PathBuf {
        // Where no folder can be made, nothing can be written either, and that is what is said then.
        let folder = self.0.folder().unwrap_or(Path::new("/dev/null"));
        folder.join("packages")
    }

    /// Calls a function and waits for its answer.
    pub async fn invoke(
        &self,
        spec: &Arc<FunctionSpec>,
        invocation: Invocation,
    ) -> Result<Invoked, InvokeError> {
        let answer = self.begin(spec, invocation, None).await?;
        answer.await.unwrap_or(Err(InvokeError::Stopping))
    }

    /// Calls a function whose answer may come in pieces; returns with the first of them.
    pub async fn invoke_streaming(
        &self,
        spec: &Arc<FunctionSpec>,
        invocation: Invocation,
    ) -> Result<Streamed, InvokeError> {
        let (begin, begun) = oneshot::channel();
        let (data, pieces) = mpsc::channel(PIECES);
        let mut answer = self.begin(spec, invocation, Some(Pieces { begin, data })).await?;
        let version = spec.version.clone();
        let begun = async {
            match begun.await {
                Ok(content_type) => content_type,
                // It does not answer in pieces.
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            content_type = begun => {
                let (end, ended) = oneshot::channel();
                self.0.spawn(async move {
                    if let Ok(Ok(invoked)) = answer.await {
                        // Whoever called may have left.
                        let _told = end.send(invoked);
                    }
                });
                Ok(Streamed { content_type, pieces, ended, version })
            }
            answer = &mut answer => {
                let mut invoked = answer.unwrap_or(Err(InvokeError::Stopping))?;
                let (data, pieces) = mpsc::channel(1);
                if let Outcome::Payload(payload) = &mut invoked.outcome {
                    let _fits = data.try_send(std::mem::take(payload));
                }
                let (end, ended) = oneshot::channel();
                let _told = end.send(invoked);
                let content_type = Some("application/octet-stream".to_owned());
                Ok(Streamed { content_type, pieces, ended, version })
            }
        }
    }

    /// Lets a call in, and runs it whether or not somebody waits for it.
    async fn begin(
        &self,
        spec: &Arc<FunctionSpec>,
        invocation: Invocation,
        pieces: Option<Pieces>,
    ) -> Result<oneshot::Receiver<Result<Invoked, InvokeError>>, InvokeError> {
        if invocation.payload.len() > MAX_PAYLOAD {
            return Err(InvokeError::PayloadTooLarge);
        }
        let revision = revision(spec).await?;
        let limits =
            Limits { account: self.0.settings.account_concurrency, idle: self.0.settings.idle };
        let admitted = self.0.pool.lock().admit(spec, &revision, self.0.clock().now(), limits);
        let (slot, environment, stale) = admitted.map_err(InvokeError::Throttled)?;
        self.0.end_all(stale);
        let (reply, answer) = oneshot::channel();
        let spec = spec.clone();
        let job = Job { spec, revision, invocation, slot, environment, pieces, reply };
        self.0.spawn(self.0.clone().run(job));
        Ok(answer)
    }

    /// Ends the environments of a function, all versions (`version` is `None`) or one: it was deleted or changed. Those
    /// that are busy finish first.
    pub fn forget(&self, arn: &str, version: Option<&str>) {
        self.0.known.lock().forget(arn, version);
        let gone = self.0.pool.lock().forget(arn, version);
        self.0.end_all(gone);
    }

    /// A function was made: what its first call needs and no other brings about is made in the background.
    pub fn expect_calls(&self) {
        self.0.spawn(self.0.clone().expect_calls());
    }

    /// Keeps `count` environments of a version ready (0: none). They come one after the other: ask
    /// [`Functions::provisioned`] how far they are.
    pub fn provision(&self, spec: &Arc<FunctionSpec>, count: u32) {
        if self.0.pool.lock().provision(spec, count) {
            let (arn, version) = (spec.arn.clone(), spec.version.clone());
            self.0.spawn(self.0.clone().provide_all(arn, version));
        }
    }

    /// How far provisioned concurrency of a version has come.
    pub fn provisioned(&self, arn: &str, version: &str) -> Option<Provisioning> {
        self.0.pool.lock().provisioned(arn, version)
    }

    /// Calls of a function that are under way.
    pub fn concurrency(&self, arn: &str) -> u32 {
        self.0.pool.lock().concurrency(arn)
    }

    /// The driver that functions run on, with what it promises here. Tries that out, which takes some tenths of a second.
    pub async fn promises(&self) -> std::io::Result<(&'static str, compute::Guarantees)> {
        let opened = self.0.plane().await?;
        Ok((opened.driver.name(), opened.driver.guarantees().await))
    }

    /// The driver that functions run on, once one has run; `None` before that.
    pub fn driver(&self) -> Option<&'static str> {
        self.0.plane.get().map(|opened| opened.driver.name())
    }

    /// How many instances stand ready before anybody knows for which function.
    pub fn spares(&self) -> usize {
        self.0.spares.lock().count()
    }

    /// Ends all environments, busy or not, and waits for that.
    pub async fn close(&self) {
        self.0.tasks.lock().abort_all();
        self.0.spares.lock().clear();
        let gone = self.0.pool.lock().clear();
        for environment in gone {
            environment.end("spindown").await;
        }
    }
}

impl Drop for Functions {
    fn drop(&mut self) {
        // Environments are killed with their tasks, and with the pool.
        self.0.tasks.lock().abort_all();
        self.0.spares.lock().clear();
        drop(self.0.pool.lock().clear());
    }
}

/// What an environment must have been made from to be used for a call now.
async fn revision(spec: &Arc<FunctionSpec>) -> Result<String, InvokeError> {
    let Code::HotReload(folder) = &spec.code else { return Ok(spec.revision.clone()) };
    let folder = folder.clone();
    let shown = folder.display().to_string();
    let seen = tokio::task::spawn_blocking(move || package::fingerprint(&folder)).await;
    match seen {
        Ok(Ok(seen)) => Ok(format!("{}-{seen}", spec.revision)),
        Ok(Err(error)) => Err(InvokeError::Missing(format!("{shown} cannot be read: {error}"))),
        Err(_) => Err(InvokeError::Stopping),
    }
}

impl Inner {
    pub(crate) fn clock(&self) -> &Clock {
        self.clock.get_or_init(Clock::system)
    }

    /// The folder of this plane.
    pub(crate) fn folder(&self) -> Result<&Path, InvokeError> {
        if let Some(folder) = &self.settings.folder {
            return Ok(folder);
        }
        if let Some(own) = self.own_folder.get() {
            return Ok(own.path());
        }
        let made = tempfile::Builder::new().prefix("stratus-functions-").tempdir();
        let made = made.map_err(|error| InvokeError::System(error.to_string()))?;
        // Instances are users of their own and look into it.
        open_to_all(made.path()).map_err(|error| InvokeError::System(error.to_string()))?;
        Ok(self.own_folder.get_or_init(|| made).path())
    }

    /// The drivers, opened by the first call.
    pub(crate) async fn plane(&self) -> std::io::Result<&Opened> {
        self.plane
            .get_or_try_init(|| async {
                let folder = self.folder().map_err(std::io::Error::other)?.join("compute");
                let engine = self.settings.docker_host.clone();
                let plane = Plane::with_engine(folder, self.helper.clone(), engine)?;
                let driver = match self.settings.driver.as_deref() {
                    Some(name) => plane.driver(name).ok_or_else(|| no_driver(name))?,
                    None => plane.best().await,
                };
                Ok(Opened { driver, _plane: plane })
            })
            .await
    }

    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock();
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    /// Ends environments in the background.
    fn end_all(&self, environments: Vec<Environment>) {
        for environment in environments {
            self.spawn(environment.end("spindown"));
        }
    }

    /// A call has ended: its environment stands ready, until it grows too old.
    pub(crate) fn release(self: &Arc<Inner>, slot: &Slot, environment: Option<Environment>) {
        let lost = slot.provisioned && environment.is_none();
        let (gone, provide) = {
            let mut pool = self.pool.lock();
            let gone = pool.release(slot, environment, self.clock().now());
            (gone, lost && pool.begin_work(&slot.arn, &slot.version))
        };
        self.end_all(gone);
        self.reap_on();
        if provide {
            self.spawn(self.clone().provide_all(slot.arn.clone(), slot.version.clone()));
        }
    }

    /// Has what was not used for long end, from now on.
    pub(crate) fn reap_on(self: &Arc<Inner>) {
        let reap = !std::mem::replace(&mut self.pool.lock().reaping, true);
        if reap {
            self.spawn(self.clone().reap());
        }
    }

    /// Ends environments and spares that were not used for long, by the cloud's clock, as long as there are any.
    async fn reap(self: Arc<Inner>) {
        loop {
            let (old, next) = {
                let mut pool = self.pool.lock();
                let (now, idle) = (self.clock().now(), self.settings.idle);
                let (old, next) = pool.expired(now, idle);
                let next = next.into_iter().chain(self.spares.lock().expire(now, idle)).min();
                pool.reaping = next.is_some();
                (old, next)
            };
            self.end_all(old);
            match next {
                Some(next) => self.clock().sleep_until(next).await,
                None => return,
            }
        }
    }

    /// Brings a version's provisioned environments to their number.
    async fn provide_all(self: Arc<Inner>, arn: String, version: String) {
        loop {
            let work = self.pool.lock().next_work(&arn, &version);
            match work {
                Work::Start(spec, slot) => {
                    let made = self.provide(&spec).await;
                    let unwanted = self.pool.lock().provided(&slot, made);
                    self.end_all(unwanted.into_iter().collect());
                }
                Work::End(environments) => self.end_all(environments),
                Work::Done => return,
            }
        }
    }
}

fn no_driver(name: &str) -> std::io::Error {
    std::io::Error::other(format!("there is no driver `{name}`"))
}

fn open_to_all(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o711))
}

/// How long an environment is kept without a call.
pub(crate) const IDLE: Duration = Duration::from_secs(600);
