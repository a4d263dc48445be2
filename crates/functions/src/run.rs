//! One call from beginning to end: an environment is found or made, the event handed over, the end written down.

use std::sync::Arc;
use std::time::Duration;

use clock::Clock;
use compute::Driver;
use tokio::sync::oneshot;

use crate::environment::{Ended, Environment, INIT_LIMIT};
use crate::exchange::{Pieces, Task};
use crate::failure::Failure;
use crate::functions::Inner;
use crate::journal::Journal;
use crate::platform::{self, Status};
use crate::pool::Slot;
use crate::start::{Prepared, Wanted, assemble, is_soon_prepared, prepare};
use crate::{
    Code, Credentials, Figures, FunctionSpec, Initialization, Invocation, InvokeError, Invoked,
    LogStream, Outcome, words,
};

/// How long an answer waits for its runtime to ask for more.
const STRAGGLE: Duration = Duration::from_millis(500);

/// A call that was let in.
pub(crate) struct Job {
    pub(crate) spec: Arc<FunctionSpec>,
    pub(crate) revision: String,
    pub(crate) invocation: Invocation,
    pub(crate) slot: Slot,
    pub(crate) environment: Option<Environment>,
    pub(crate) pieces: Option<Pieces>,
    pub(crate) reply: oneshot::Sender<Result<Invoked, InvokeError>>,
}

/// What a cold start has found out, for both of its attempts.
struct Cold {
    prepared: Result<Arc<Prepared>, Failure>,
    credentials: Credentials,
    journal: Arc<Journal>,
}

/// An environment that did not begin, and what memory it had until then.
struct NotBegun {
    failure: Failure,
    max_memory_mib: u32,
}

impl From<Failure> for NotBegun {
    fn from(failure: Failure) -> NotBegun {
        NotBegun { failure, max_memory_mib: 0 }
    }
}

/// The environment that a call gets, or how it ended without one.
enum Got {
    Ready(Environment),
    /// The second attempt belongs to the call.
    Again(Box<Cold>),
}

impl Inner {
    /// Runs a call, and gives its slot back whatever happens.
    pub(crate) async fn run(self: Arc<Inner>, job: Job) {
        let Job { spec, revision, invocation, slot, environment, pieces, reply } = job;
        let mut slot = Held { inner: &self, slot: Some(slot) };
        let ready = match environment {
            Some(environment) if environment.thaw().await => Some(environment),
            // What stands still for good is of no use: an engine may have gone, and another be there.
            Some(environment) => {
                self.spawn(environment.end("failure"));
                None
            }
            None => None,
        };
        let got = match ready {
            Some(environment) => Ok(Got::Ready(environment)),
            None => self.cold(&spec, &revision, Initialization::OnDemand).await,
        };
        let called = match got {
            Ok(Got::Ready(environment)) => {
                self.warm(environment, &invocation, pieces, reply, &mut slot).await;
                return;
            }
            Ok(Got::Again(cold)) => self.again(*cold, &spec, &revision, &invocation, pieces).await,
            Err(error) => Err(error),
        };
        let (invoked, environment) = match called {
            Ok((invoked, environment)) => (Ok(invoked), environment),
            Err(error) => (Err(error), None),
        };
        slot.give_back(environment);
        // Whoever called may have left.
        let _told = reply.send(invoked);
    }

    /// Calls an environment that has begun.
    async fn warm(
        &self,
        mut environment: Environment,
        invocation: &Invocation,
        pieces: Option<Pieces>,
        reply: oneshot::Sender<Result<Invoked, InvokeError>>,
        slot: &mut Held<'_>,
    ) {
        let spec = environment.spec.clone();
        let journal = environment.journal.clone();
        if invocation.tail {
            journal.begin_tail();
        }
        journal.platform(platform::start(&invocation.request_id, &spec.version));
        let task = task_of(&spec, invocation, spec.timeout);
        let mut ended = environment.call(task, pieces, spec.timeout).await;
        let done = platform::runtime_done(&invocation.request_id, ended.duration, &ended.status);
        journal.platform(done);
        let mut reply = Some(reply);
        // The answer does not wait for extensions, unless the log's tail is wanted, nor for long for a runtime that does
        // not ask for more.
        let patience = match environment.has_extensions() && !invocation.tail {
            true => Duration::ZERO,
            false => STRAGGLE,
        };
        let settled = tokio::time::timeout(patience, environment.settle(&mut ended, spec.timeout));
        if settled.await.is_err() {
            let figures = Figures { duration: ended.duration, ..Figures::default() };
            let invoked = invoked(&spec, &ended, journal.take_tail(), figures);
            tell(reply.take(), invoked);
            environment.settle(&mut ended, spec.timeout).await;
        }
        let (figures, tail) = write_down(&mut environment, invocation, &ended, ended.duration);
        let invoked = invoked(&spec, &ended, tail, figures);
        if journal.telemetry.any() {
            environment.tell(ended.status != Status::Success).await;
        }
        let environment = self.after(environment, &ended).await;
        slot.give_back(environment);
        tell(reply, invoked);
    }

    /// What becomes of an environment after a call: it stands still, or ends.
    async fn after(&self, environment: Environment, ended: &Ended) -> Option<Environment> {
        if ended.alive {
            environment.freeze().await;
            return Some(environment);
        }
        let reason = if ended.status == Status::Timeout { "timeout" } else { "failure" };
        environment.end(reason).await;
        None
    }

    /// Makes an environment. One that fails to begin gets a second chance within the call.
    async fn cold(
        self: &Arc<Inner>,
        spec: &Arc<FunctionSpec>,
        revision: &str,
        initialization: Initialization,
    ) -> Result<Got, InvokeError> {
        let cold = self.ready_cold(spec).await?;
        let prepared = match &cold.prepared {
            Ok(prepared) => prepared,
            Err(_) => return Ok(Got::Again(Box::new(cold))),
        };
        let version = &prepared.launch.version;
        cold.journal.platform(platform::init_start(spec, initialization, version));
        if let Some(notice) = &prepared.launch.notice {
            cold.journal.notice(notice);
        }
        let begun = Clock::system().monotonic();
        match self.begin(&cold, prepared, spec, revision, initialization, INIT_LIMIT).await {
            Ok(mut environment) => {
                let took = Clock::system().monotonic().duration_since(begun);
                let report = platform::init_report(initialization, "init", took, &Status::Success);
                cold.journal.platform(report);
                environment.init = Some(took);
                Ok(Got::Ready(environment))
            }
            Err(NotBegun { failure, .. }) => {
                let took = Clock::system().monotonic().duration_since(begun);
                let status = failure.status()?;
                cold.journal.platform(platform::init_report(initialization, "init", took, &status));
                Ok(Got::Again(Box::new(cold)))
            }
        }
    }

    async fn ready_cold(&self, spec: &Arc<FunctionSpec>) -> Result<Cold, InvokeError> {
        let plane = self.plane().await.map_err(|error| InvokeError::System(error.to_string()))?;
        let driver = plane.driver.clone();
        if matches!(spec.code, Code::Image(_))
            && let Some(why) = driver.no_roots().await
        {
            return Err(InvokeError::Missing(format!("container images cannot be run: {why}")));
        }
        let known = self.known.lock().get(spec);
        let prepared = match known {
            Some(known) => Ok(known),
            None => self.look_up(spec, driver).await?,
        };
        let credentials =
            self.cloud.credentials(&spec.account, &spec.region, &spec.role, &spec.name).await;
        let credentials = credentials.map_err(InvokeError::Role)?;
        let date = self.clock().now().iso8601().replace('-', "/");
        let stream = LogStream {
            account: spec.account.clone(),
            region: spec.region.clone(),
            role: spec.role.clone(),
            function: spec.name.clone(),
            group: spec.logging.group.clone(),
            stream: format!("{}/[{}]{}", &date[..10], spec.version, self.random.hex(16)),
        };
        let journal = Journal::new(self.cloud.clone(), self.clock().clone(), stream, &spec.logging);
        Ok(Cold { prepared, credentials, journal: Arc::new(journal) })
    }

    /// Finds out what an environment needs.
    async fn look_up(
        &self,
        spec: &Arc<FunctionSpec>,
        driver: Arc<dyn Driver>,
    ) -> Result<Result<Arc<Prepared>, Failure>, InvokeError> {
        let (folder, finder) = (self.folder()?.to_owned(), self.finder.clone());
        let (own, network) = (spec.clone(), self.settings.network);
        let prepared = move || prepare(&own, &folder, &finder, &*driver, network);
        let prepared = match is_soon_prepared(spec) {
            true => Ok(prepared()),
            false => tokio::task::spawn_blocking(prepared).await,
        };
        match prepared {
            Ok(Err(Failure::Missing(what))) => Err(InvokeError::Missing(what)),
            Ok(Err(Failure::System(what))) => Err(InvokeError::System(what)),
            Ok(Err(failure)) => Ok(Err(failure)),
            Ok(Ok(prepared)) => {
                let prepared = Arc::new(prepared);
                self.known.lock().put(spec, &prepared);
                Ok(Ok(prepared))
            }
            Err(_) => Err(InvokeError::Stopping),
        }
    }

    async fn begin(
        self: &Arc<Inner>,
        cold: &Cold,
        prepared: &Prepared,
        spec: &Arc<FunctionSpec>,
        revision: &str,
        initialization: Initialization,
        limit: Duration,
    ) -> Result<Environment, NotBegun> {
        let plane = self.plane().await.map_err(|error| Failure::System(error.to_string()))?;
        let wanted = Wanted {
            spec,
            revision,
            initialization,
            driver: plane.driver.clone(),
            credentials: &cold.credentials,
            log_stream: cold.journal.stream_name(),
            network: self.settings.network,
            port: self.cloud.port(),
        };
        let start = assemble(&wanted, prepared);
        let (sorts, driver) = (start.sorts.clone(), start.driver.clone());
        let spare = self.spares.lock().take(&sorts);
        let (journal, cloud) = (cold.journal.clone(), self.cloud.clone());
        let mut environment = Environment::start(start, spare, journal, cloud).await?;
        match environment.begin(limit).await {
            Ok(()) => {
                self.replenish(&driver, sorts.first());
                Ok(environment)
            }
            Err(failure) => {
                let max_memory_mib = environment.max_memory_mib();
                environment.end("failure").await;
                Err(NotBegun { failure, max_memory_mib })
            }
        }
    }

    /// The second attempt: its time is the call's.
    async fn again(
        self: &Arc<Inner>,
        cold: Cold,
        spec: &Arc<FunctionSpec>,
        revision: &str,
        invocation: &Invocation,
        pieces: Option<Pieces>,
    ) -> Result<(Invoked, Option<Environment>), InvokeError> {
        let journal = cold.journal.clone();
        if invocation.tail {
            journal.begin_tail();
        }
        let id = &invocation.request_id;
        journal.platform(platform::start(id, &spec.version));
        let (clock, kind) = (Clock::system(), Initialization::OnDemand);
        let begun = clock.monotonic();
        let made = match &cold.prepared {
            Ok(prepared) => self.begin(&cold, prepared, spec, revision, kind, spec.timeout).await,
            Err(failure) => Err(NotBegun::from(failure.clone())),
        };
        let took = clock.monotonic().duration_since(begun);
        let NotBegun { failure, max_memory_mib } = match made {
            Ok(mut environment) => {
                let left = spec.timeout.saturating_sub(took);
                let mut ended =
                    environment.call(task_of(spec, invocation, left), pieces, left).await;
                journal.platform(platform::runtime_done(id, took + ended.duration, &ended.status));
                environment.settle(&mut ended, left).await;
                let duration = (took + ended.duration).min(spec.timeout);
                let (figures, tail) = write_down(&mut environment, invocation, &ended, duration);
                let invoked = invoked(spec, &ended, tail, figures);
                return Ok((invoked, self.after(environment, &ended).await));
            }
            Err(none) => none,
        };
        let ended = failure.ended(&journal, spec, id, took)?;
        journal.platform(platform::init_report(kind, "invoke", took, &ended.status));
        let figures = Figures {
            duration: ended.duration,
            billed: words::billed(ended.duration),
            max_memory_mib,
            ..Figures::default()
        };
        journal.platform(platform::runtime_done(id, ended.duration, &ended.status));
        journal.platform(platform::report(id, spec.memory_mib, &figures, &ended.status));
        Ok((invoked(spec, &ended, journal.take_tail(), figures), None))
    }

    /// Makes an environment that stands ready. There is no second attempt.
    pub(crate) async fn provide(
        self: &Arc<Inner>,
        spec: &Arc<FunctionSpec>,
    ) -> Result<Environment, String> {
        match self.cold(spec, &spec.revision, Initialization::Provisioned).await {
            Ok(Got::Ready(environment)) => {
                environment.freeze().await;
                Ok(environment)
            }
            Ok(Got::Again(_)) => Err("FUNCTION_ERROR_INIT_FAILURE".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Gives the answer, unless it was given before. Whoever called may have left.
fn tell(reply: Option<oneshot::Sender<Result<Invoked, InvokeError>>>, invoked: Invoked) {
    if let Some(reply) = reply {
        drop(reply.send(Ok(invoked)));
    }
}

/// A slot that goes back also when its task is given up.
struct Held<'a> {
    inner: &'a Arc<Inner>,
    slot: Option<Slot>,
}

impl Held<'_> {
    fn give_back(&mut self, environment: Option<Environment>) {
        if let Some(slot) = self.slot.take() {
            self.inner.release(&slot, environment);
        }
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.give_back(None);
    }
}

fn task_of(spec: &FunctionSpec, invocation: &Invocation, limit: Duration) -> Arc<Task> {
    // Processes inside see the system's clock, however the cloud's is set.
    let deadline = Clock::system().now().plus(limit);
    Arc::new(Task {
        id: invocation.request_id.clone(),
        arn: invocation.arn.clone(),
        payload: invocation.payload.clone(),
        deadline_ms: deadline.as_millis(),
        client_context: invocation.client_context.clone(),
        trace: invocation.trace.clone().unwrap_or_else(|| new_trace(spec)),
    })
}

/// A trace that begins here.
fn new_trace(spec: &FunctionSpec) -> String {
    let random = clock::Random::from_system();
    let now = Clock::system().now().as_secs();
    let sampled = u8::from(spec.traced);
    format!("Root=1-{now:08x}-{};Parent={};Sampled={sampled}", random.hex(12), random.hex(8))
}

/// REPORT.
fn write_down(
    environment: &mut Environment,
    invocation: &Invocation,
    ended: &Ended,
    duration: Duration,
) -> (Figures, Option<Vec<u8>>) {
    let spec = environment.spec.clone();
    let init = environment.init.take();
    let on_demand = environment.initialization == Initialization::OnDemand;
    let figures = Figures {
        duration,
        billed: words::billed(duration + init.filter(|_| on_demand).unwrap_or_default()),
        max_memory_mib: environment.max_memory_mib(),
        init: init.filter(|_| on_demand),
    };
    let (journal, id) = (&environment.journal, &invocation.request_id);
    journal.platform(platform::report(id, spec.memory_mib, &figures, &ended.status));
    (figures, journal.take_tail())
}

fn invoked(
    spec: &FunctionSpec,
    ended: &Ended,
    log_tail: Option<Vec<u8>>,
    figures: Figures,
) -> Invoked {
    let outcome = match &ended.result {
        Ok(payload) => Outcome::Payload(payload.clone()),
        Err((_, payload)) => Outcome::FunctionError { kind: "Unhandled", payload: payload.clone() },
    };
    Invoked { outcome, log_tail, version: spec.version.clone(), figures }
}
