//! The kernel and the path of a call: admit (faults, authorisation), run in a transaction, account for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use clock::{Clock, Random};
use hashbrown::HashMap;
use schema::{ApiError, ApiResult};
use store::Store;
use tokio::sync::{Notify, watch as flag};
use tokio::task::JoinHandle;
use tracing::{Instrument as _, debug_span, error, warn};

use crate::audit::AuditLog;
use crate::authorize::{Authorizer, RootOnly};
use crate::call::Call;
use crate::cx::Cx;
use crate::faults::Faults;
use crate::identity::{AccessKey, Keys};
use crate::kernel_tables::TxExt as _;
use crate::metrics::Metrics;
use crate::operations::{AnyOutput, BoxFuture, Handler, OpEntry};
use crate::service::{Registered, Service};
use crate::settings::{IamMode, Settings};
use crate::tables::{SELF, SelfRow};
use crate::watch::{WakeKey, Watch, Watcher};

/// A running cloud without its doors. Clones share it.
#[derive(Clone)]
pub struct Kernel(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    random: Random,
    settings: Settings,
    services: Vec<Registered>,
    /// Positions in `services`: every call asks, and there will be hundreds.
    by_name: HashMap<&'static str, usize>,
    authorizer: Box<dyn Authorizer>,
    faults: Faults,
    metrics: Metrics,
    audit: AuditLog,
    keys: Arc<Keys>,
    watch: Arc<Watch>,
    sequence: AtomicU64,
    token_key: [u8; 32],
    root_key_id: String,
    default_authority: OnceLock<String>,
    work: Notify,
    stop: flag::Sender<bool>,
}

/// Puts a kernel together.
pub struct KernelBuilder {
    store: Store,
    random: Random,
    settings: Settings,
    services: Vec<Service>,
    clock: Option<Clock>,
}

type HandleDue = for<'a> fn(&'a mut Cx<'_>, &'a [u8]) -> BoxFuture<'a, ApiResult<()>>;

impl KernelBuilder {
    /// Over this store.
    pub fn new(store: Store) -> KernelBuilder {
        KernelBuilder {
            store,
            random: Random::from_system(),
            settings: Settings::default(),
            services: Vec::new(),
            clock: None,
        }
    }

    /// With these settings.
    pub fn settings(mut self, settings: Settings) -> KernelBuilder {
        self.settings = settings;
        self
    }

    /// With this clock instead of the one that the store remembers.
    pub fn clock(mut self, clock: Clock) -> KernelBuilder {
        self.clock = Some(clock);
        self
    }

    /// With this randomness instead of the system's.
    pub fn random(mut self, random: Random) -> KernelBuilder {
        self.random = random;
        self
    }

    /// And this service.
    pub fn service(mut self, service: Service) -> KernelBuilder {
        self.services.push(service);
        self
    }

    /// Reads what the store knows of this cloud (or makes it known, at first start).
    pub async fn build(self) -> Result<Kernel, KernelError> {
        let row = load_or_make_self(&self.store, &self.random).await?;
        let services: Vec<Registered> =
            self.services.into_iter().enumerate().map(|(i, s)| Registered::new(s, i)).collect();
        let by_name = services.iter().map(|s| (s.name(), s.index)).collect();
        let names = services
            .iter()
            .map(|s| (s.name(), s.service.operations.iter().map(|op| op.name).collect()))
            .collect();
        let clock = self.clock.unwrap_or_else(|| Clock::with_state(row.clock));
        let kernel = Kernel(Arc::new(Inner {
            // Microseconds of the system's time, shifted so that 256 numbers fit in each: a restart
            // begins above all that went before.
            sequence: AtomicU64::new((Clock::system().now().as_micros() as u64) << 8),
            store: self.store,
            clock,
            random: self.random,
            settings: self.settings,
            services,
            by_name,
            authorizer: Box::new(RootOnly),
            faults: Faults::default(),
            metrics: Metrics::new(names),
            audit: AuditLog::default(),
            keys: Arc::default(),
            watch: Arc::default(),
            token_key: row.token_key,
            root_key_id: row.root_key_id,
            default_authority: OnceLock::new(),
            work: Notify::new(),
            stop: flag::Sender::new(false),
        }));
        kernel.keys().reload(&kernel).await?;
        kernel.ensure_root_key().await?;
        Ok(kernel)
    }
}

async fn load_or_make_self(store: &Store, random: &Random) -> Result<SelfRow, KernelError> {
    let mut tx = store.begin();
    if let Some(row) = tx.kernel_get(&SELF, &String::new()).await? {
        return Ok(row);
    }
    let mut token_key = [0; 32];
    random.fill(&mut token_key);
    let row = SelfRow {
        token_key,
        clock: Clock::system().state(),
        root_key_id: AccessKey::new_id(random),
    };
    tx.kernel_put(&SELF, &String::new(), &row);
    tx.commit().await?.durable().await?;
    Ok(row)
}

impl Kernel {
    /// Runs one call: the only way in.
    pub async fn dispatch(&self, mut call: Call) -> ApiResult<Box<dyn AnyOutput>> {
        let entry = self.entry_at(call.service, call.operation)?;
        let started = self.clock().monotonic();
        let span = debug_span!(
            "operation",
            service = call.service,
            operation = entry.name,
            account = call.caller.account.as_str(),
            region = call.region.as_str(),
            request_id = call.request_id,
        );
        let result = async {
            self.admit(&call, entry).await?;
            match entry.handler {
                Handler::Transactional(handle) => {
                    crate::transact!(self, &call, cx => handle(cx, call.input.as_ref()).await)
                }
                Handler::Waiting(handle) => handle(self, &mut call).await,
            }
        }
        .instrument(span)
        .await;
        self.account_for(&call, entry, started, result.as_ref().err());
        result
    }

    /// Faults, throttles and authorisation: what may stop a call before its handler runs.
    pub(crate) async fn admit(&self, call: &Call, entry: &OpEntry) -> ApiResult<()> {
        self.0.faults.apply(call, entry.name, self.clock(), self.random()).await?;
        if self.settings().iam == IamMode::Off {
            return Ok(());
        }
        let schema = self.registered(call.service)?.service.schema.get();
        let operation = &schema.operations[entry.schema_index];
        match self.0.authorizer.authorize(call, operation) {
            Err(denial) if self.settings().iam == IamMode::Warn => {
                warn!(%denial, operation = entry.name, "would be denied");
                Ok(())
            }
            decision => decision,
        }
    }

    /// Metrics, audit record, and the log line of what went wrong on our side.
    pub(crate) fn account_for(
        &self,
        call: &Call,
        entry: &'static OpEntry,
        started: Instant,
        error: Option<&ApiError>,
    ) {
        let took = started.elapsed();
        if let Ok(registered) = self.registered(call.service) {
            let code = error.map(ApiError::code);
            self.metrics().record(registered.index, call.operation, took, code);
        }
        let now = self.clock().now();
        let code = error.map(|e| e.code());
        self.0.audit.record(call, entry.name, entry.data_event, now, took, code);
        if let Some(cause) = error.and_then(ApiError::cause) {
            error!(
                service = call.service,
                operation = entry.name,
                request_id = call.request_id,
                cause,
                "a call failed for a reason of ours; please report it"
            );
        }
    }

    /// Begins to do what is due and to write the audit trail. The tasks end with [`Kernel::stop`].
    #[expect(clippy::disallowed_methods, reason = "the kernel is who spawns, and who stops")]
    pub fn start_background(&self) -> Vec<JoinHandle<()>> {
        vec![
            tokio::spawn(crate::jobs::run_forever(self.clone())),
            tokio::spawn(crate::audit::flush_forever(self.clone())),
        ]
    }

    /// Does all that is due by the clock, now: for tests that moved it.
    pub async fn settle(&self) -> Result<(), KernelError> {
        crate::jobs::run_due(self).await.map(drop)
    }

    /// Ends waits and background tasks, and writes what is still to be written.
    pub async fn stop(&self) -> Result<(), KernelError> {
        self.0.stop.send_replace(true);
        self.0.audit.flush(self).await?;
        self.remember_clock().await
    }

    /// Resolves when the cloud stops.
    pub async fn stopped(&self) {
        let mut stop = self.0.stop.subscribe();
        // The sender lives as long as this kernel, so this ends by the flag only.
        let _flag = stop.wait_for(|stopped| *stopped).await;
    }

    /// Keeps the clock's state, so that a restart goes on with the same time.
    pub async fn remember_clock(&self) -> Result<(), KernelError> {
        loop {
            let mut tx = self.store().begin();
            let Some(mut row) = tx.kernel_get(&SELF, &String::new()).await? else { return Ok(()) };
            let state = self.clock().state();
            if row.clock == state {
                return Ok(());
            }
            row.clock = state;
            tx.kernel_put(&SELF, &String::new(), &row);
            match tx.commit().await {
                Ok(_) => return Ok(()),
                Err(store::CommitError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Deletes everything in every account and region; the root key and the clock stay.
    pub async fn reset(&self) -> Result<(), KernelError> {
        let mut tx = self.store().begin();
        let row = tx.kernel_get(&SELF, &String::new()).await?;
        drop(tx);
        let root = self.root_key();
        self.store().reset()?;
        let mut tx = self.store().begin();
        if let Some(row) = row {
            tx.kernel_put(&SELF, &String::new(), &row);
        }
        tx.commit().await?.durable().await?;
        self.keys().reload(self).await?;
        if let Some(root) = root {
            self.write_key((*root).clone()).await?;
        }
        self.replaced();
        Ok(())
    }

    /// Must be called after the state was replaced underneath: by a snapshot, by a reset.
    pub async fn reload(&self) -> Result<(), KernelError> {
        self.keys().reload(self).await?;
        self.ensure_root_key().await?;
        self.replaced();
        Ok(())
    }

    fn replaced(&self) {
        self.0.watch.wake_all();
        self.work_added();
    }

    /// The state.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The randomness.
    pub fn random(&self) -> &Random {
        &self.0.random
    }

    /// The configuration.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Counters.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Faults in force.
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// The audit trail.
    pub fn audit(&self) -> &AuditLog {
        &self.0.audit
    }

    /// All services, in the order of the list.
    pub fn services(&self) -> &[Registered] {
        &self.0.services
    }

    /// The default account's root key, which signs for real.
    pub fn root_key(&self) -> Option<Arc<AccessKey>> {
        self.access_key(&self.0.root_key_id)
    }

    /// How many callers wait for something (long polls).
    pub fn waiting(&self) -> usize {
        self.0.watch.len()
    }

    /// Tells where clients find this cloud; the gateway does once it has bound its address.
    pub fn listens_on(&self, authority: impl Into<String>) {
        // The first address is the one that is shown to clients.
        let _already_told = self.0.default_authority.set(authority.into());
    }

    /// `host:port` for URLs where no client said how it found us.
    pub fn default_authority(&self) -> String {
        let bound = self.0.default_authority.get().cloned();
        let advertised = self.settings().advertised.clone();
        advertised.or(bound).unwrap_or_else(|| "127.0.0.1:4566".to_owned())
    }

    /// The service called `name`.
    pub fn registered(&self, name: &str) -> ApiResult<&Registered> {
        let known = self.0.by_name.get(name).and_then(|at| self.0.services.get(*at));
        known.ok_or_else(|| ApiError::not_implemented(format!("the service {name}")))
    }

    /// A service's operation by its index in the schema, with its position in the table.
    pub(crate) fn entry(
        &self,
        service: &str,
        schema_index: usize,
    ) -> ApiResult<(usize, &'static OpEntry)> {
        let registered = self.registered(service)?;
        registered.entry(schema_index).ok_or_else(|| {
            let name = registered.service.schema.facts().operations[schema_index];
            ApiError::not_implemented(format!("{service}:{name}"))
        })
    }

    fn entry_at(&self, service: &str, operation: usize) -> ApiResult<&'static OpEntry> {
        let table = self.registered(service)?.service.operations;
        table.get(operation).ok_or_else(|| ApiError::bug("the call names no operation"))
    }

    pub(crate) fn operation_name(&self, call: &Call) -> &'static str {
        self.entry_at(call.service, call.operation).map_or("", |entry| entry.name)
    }

    pub(crate) fn keys(&self) -> Arc<Keys> {
        self.0.keys.clone()
    }

    pub(crate) fn root_key_id(&self) -> &str {
        &self.0.root_key_id
    }

    pub(crate) fn token_key(&self) -> &[u8; 32] {
        &self.0.token_key
    }

    /// A number greater than all that were given out before, also before a restart.
    pub fn next_sequence(&self) -> u64 {
        self.0.sequence.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn watch(&self, key: WakeKey) -> Watcher {
        self.0.watch.watch(key)
    }

    pub(crate) fn wake(&self, key: WakeKey, count: usize) {
        self.0.watch.wake(key, count);
    }

    pub(crate) fn work_added(&self) {
        self.0.work.notify_one();
    }

    pub(crate) async fn work_notified(&self) {
        self.0.work.notified().await;
    }

    /// Names of all consumers of a topic.
    pub(crate) fn consumers_of(&self, topic: &str) -> Vec<&'static str> {
        let all = self.0.services.iter().flat_map(|s| s.service.consumers);
        all.filter(|c| c.topic == topic).map(|c| c.name).collect()
    }

    /// The handler of a job or of a consumer, with the service it belongs to.
    pub(crate) fn handler_of(&self, target: &str) -> Option<(&'static str, HandleDue)> {
        self.0.services.iter().find_map(|s| {
            let job = s.service.jobs.iter().find(|j| j.name == target).map(|j| j.run);
            let consumer = s.service.consumers.iter().find(|c| c.name == target).map(|c| c.run);
            job.or(consumer).map(|run| (s.name(), run))
        })
    }
}

/// Why the kernel could not do something of its own (never a call's failure).
#[derive(Debug, thiserror::Error)]
pub enum KernelError {
    /// The store could not be opened again after it was emptied.
    #[error(transparent)]
    Open(#[from] store::OpenError),
    /// The store could not be read.
    #[error(transparent)]
    Read(#[from] store::Error),
    /// The store could not be written.
    #[error(transparent)]
    Commit(#[from] store::CommitError),
}
