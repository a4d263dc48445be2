//! The kernel: what all handles of one cloud share, and what may be asked of it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use clock::{Clock, Random};
use hashbrown::HashMap;
use schema::{ApiError, ApiResult};
use store::Store;
use tokio::sync::{Notify, watch as flag};

use crate::audit::AuditLog;
use crate::authorize::{CompiledPolicies, Decisions, Standings};
use crate::call::Call;
use crate::directory::{Directory, Organization};
use crate::faults::Faults;
use crate::identity::{AccessKey, Keys};
use crate::jobs::HandleDue;
use crate::long_jobs::{Lane, Slow};
use crate::memory::Memory;
use crate::metrics::Metrics;
use crate::operations::OpEntry;
use crate::outbound::Outbound;
use crate::planes::Planes;
use crate::seal::Seals;
use crate::service::Registered;
use crate::session::OpenSessions;
use crate::settings::Settings;
use crate::usage::Usage;
use crate::watch::{WakeKey, Watch, Watcher};

/// A running cloud without its doors. Clones share it.
#[derive(Clone)]
pub struct Kernel(pub(crate) Arc<Inner>);

/// A handle that does not keep the cloud alive: for what the cloud itself holds.
#[derive(Clone)]
pub struct WeakKernel(Weak<Inner>);

impl WeakKernel {
    /// The cloud, while it is there.
    pub fn upgrade(&self) -> Option<Kernel> {
        self.0.upgrade().map(Kernel)
    }
}

/// What all handles of one cloud share.
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) settings: Settings,
    pub(crate) services: Vec<Registered>,
    /// Positions in `services`: every call asks, and there will be hundreds.
    pub(crate) by_name: HashMap<&'static str, usize>,
    pub(crate) compiled: CompiledPolicies,
    pub(crate) standings: Standings,
    pub(crate) decisions: Decisions,
    pub(crate) seals: Seals,
    pub(crate) sessions: OpenSessions,
    pub(crate) outbound: Arc<dyn Outbound>,
    pub(crate) faults: Faults,
    pub(crate) memory: Memory,
    pub(crate) planes: Planes,
    pub(crate) metrics: Metrics,
    pub(crate) audit: AuditLog,
    pub(crate) usage: Usage,
    pub(crate) keys: Arc<Keys>,
    pub(crate) watch: Arc<Watch>,
    pub(crate) sequence: AtomicU64,
    pub(crate) token_key: [u8; 32],
    pub(crate) root_key_id: String,
    pub(crate) default_authority: OnceLock<String>,
    pub(crate) work: Notify,
    /// Held by who runs due work: jobs run one after the other, whoever asks for them.
    pub(crate) working: tokio::sync::Mutex<()>,
    pub(crate) slow: Slow,
    pub(crate) stop: flag::Sender<bool>,
    /// How often the state was replaced underneath.
    pub(crate) replaced: flag::Sender<u64>,
}

impl Kernel {
    /// A handle that does not keep the cloud alive.
    pub fn downgrade(&self) -> WeakKernel {
        WeakKernel(Arc::downgrade(&self.0))
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

    /// A client for requests of the cloud's own.
    pub fn outbound(&self) -> &dyn Outbound {
        &*self.0.outbound
    }

    /// Who knows identities.
    pub(crate) fn directory(&self) -> Option<&'static dyn Directory> {
        self.0.services.iter().find_map(|s| s.service.directory)
    }

    /// Who knows organizations.
    pub(crate) fn organization(&self) -> Option<&'static dyn Organization> {
        self.0.services.iter().find_map(|s| s.service.organization)
    }

    /// What was known of identities counts no more.
    pub(crate) fn forget_identities(&self) {
        self.0.standings.forget();
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

    /// The port of this machine where the cloud listens, once it does.
    pub fn port(&self) -> Option<u16> {
        self.0.default_authority.get()?.rsplit(':').next()?.parse().ok()
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

    pub(crate) fn entry_at(&self, service: &str, operation: usize) -> ApiResult<&'static OpEntry> {
        let table = self.registered(service)?.service.operations;
        table.get(operation).ok_or_else(|| ApiError::bug("the call names no operation"))
    }

    pub(crate) fn operation_name(&self, call: &Call) -> &'static str {
        self.registered(call.service).map_or("", |service| service.operation_name(call.operation))
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
            let service = &s.service;
            let job = service.jobs.iter().find(|j| j.name == target).map(|j| j.run);
            let consumer = service.consumers.iter().find(|c| c.name == target).map(|c| c.run);
            let long = service.long_jobs.iter().find(|j| j.name == target).map(|j| j.run);
            let slow = service.slow_jobs.iter().find(|j| j.name == target).map(|j| j.run);
            let run = job.or(consumer).map(HandleDue::InTransaction);
            let run = run.or(long.map(|run| HandleDue::Long(Lane::Wide, run)));
            let run = run.or(slow.map(|run| HandleDue::Long(Lane::Slow, run)));
            run.map(|run| (s.name(), run))
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
