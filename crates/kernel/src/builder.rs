//! Puts a kernel together: over a store, with a clock, randomness, settings and services.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

use clock::{Clock, Random};
use store::Store;
use tokio::sync::{Notify, watch as flag};

use crate::audit::AuditLog;
use crate::authorize::{CompiledPolicies, Decisions, Standings};
use crate::faults::Faults;
use crate::identity::AccessKey;
use crate::kernel::{Inner, Kernel, KernelError};
use crate::kernel_tables::TxExt as _;
use crate::long_jobs::Slow;
use crate::memory::Memory;
use crate::metrics::Metrics;
use crate::outbound::{NoOutbound, Outbound};
use crate::planes::Planes;
use crate::seal::Seals;
use crate::service::{Registered, Service};
use crate::session::OpenSessions;
use crate::settings::Settings;
use crate::tables::{SELF, SelfRow};
use crate::usage::Usage;

/// Puts a kernel together.
pub struct KernelBuilder {
    store: Store,
    random: Random,
    settings: Settings,
    services: Vec<Service>,
    clock: Option<Clock>,
    outbound: Arc<dyn Outbound>,
    planes: Planes,
}

impl KernelBuilder {
    /// Over this store.
    pub fn new(store: Store) -> KernelBuilder {
        KernelBuilder {
            store,
            random: Random::from_system(),
            settings: Settings::default(),
            services: Vec::new(),
            clock: None,
            outbound: Arc::new(NoOutbound),
            planes: Planes::default(),
        }
    }

    /// With this client for requests of its own.
    pub fn outbound(mut self, outbound: Arc<dyn Outbound>) -> KernelBuilder {
        self.outbound = outbound;
        self
    }

    /// With this part of the cloud that services use and that is not one: [`Kernel::plane`] gives it to them.
    pub fn plane<T: Send + Sync + 'static>(mut self, plane: Arc<T>) -> KernelBuilder {
        self.planes.add(plane);
        self
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
            compiled: CompiledPolicies::default(),
            standings: Standings::default(),
            decisions: Decisions::default(),
            seals: Seals::new(),
            sessions: OpenSessions::default(),
            outbound: self.outbound,
            faults: Faults::default(),
            memory: Memory::default(),
            planes: self.planes,
            metrics: Metrics::new(names),
            audit: AuditLog::default(),
            usage: Usage::default(),
            keys: Arc::default(),
            watch: Arc::default(),
            token_key: row.token_key,
            root_key_id: row.root_key_id,
            default_authority: OnceLock::new(),
            work: Notify::new(),
            working: tokio::sync::Mutex::default(),
            slow: Slow::default(),
            stop: flag::Sender::new(false),
            replaced: flag::Sender::new(0),
        }));
        kernel.keys().reload(&kernel).await?;
        kernel.ensure_root_key().await?;
        crate::long_jobs::recover(&kernel).await?;
        for registered in kernel.services() {
            if let Some(start) = registered.service.start
                && let Err(error) = start(&kernel).await
            {
                let service = registered.name();
                tracing::warn!(service, %error, cause = error.cause(), "a service did not start cleanly");
            }
        }
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
