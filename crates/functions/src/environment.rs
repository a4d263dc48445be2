//! One execution environment: an instance with a runtime in it, from its start to its end.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use clock::{Clock, Timestamp};
use compute::{Cause, Instance, Signal, Spare, StartError};
use tokio::task::JoinSet;

use crate::api::{self, Api};
use crate::exchange::{Answer, Exchange, Pieces, Task};
use crate::failure::Failure;
use crate::journal::Journal;
use crate::output::Output;
use crate::platform::{self, Status};
use crate::start::{INIT_CPU_MILLIS, Start};
use crate::{Cloud, FunctionSpec, Initialization, words};

/// How long an environment may take to begin before that is tried again as a part of the call.
pub(crate) const INIT_LIMIT: Duration = Duration::from_secs(10);
/// How long extensions may take at the end, and how long when only the runtime listens.
const SHUTDOWN: Duration = Duration::from_secs(2);
/// How long a subscriber may take to hear of something.
const TELL: Duration = Duration::from_millis(500);

/// An environment.
pub(crate) struct Environment {
    pub(crate) spec: Arc<FunctionSpec>,
    /// The spec's revision, and for a folder of the user's what was seen in it.
    pub(crate) revision: String,
    pub(crate) initialization: Initialization,
    /// How long it took to begin; told with the first call.
    pub(crate) init: Option<Duration>,
    /// When its credentials end.
    pub(crate) expires: Timestamp,
    pub(crate) journal: Arc<Journal>,
    instance: Box<dyn Instance>,
    exchange: Arc<Exchange>,
    outputs: Vec<Arc<Output>>,
    extensions: Vec<String>,
    cpu_millis: u32,
    /// Ends with the environment.
    _tasks: JoinSet<()>,
}

/// How a call ended.
pub(crate) struct Ended {
    pub(crate) result: Result<Bytes, (String, Bytes)>,
    pub(crate) status: Status,
    /// Whether the environment can be used again.
    pub(crate) alive: bool,
    pub(crate) duration: Duration,
}

impl Environment {
    /// Starts the instance, and what listens to it. Its runtime has not begun yet.
    pub(crate) async fn start(
        start: Start,
        spare: Option<Box<dyn Spare>>,
        journal: Arc<Journal>,
        cloud: Arc<dyn Cloud>,
    ) -> Result<Environment, Failure> {
        let started = match spare {
            Some(spare) => match spare.begin(&start.instance).await {
                // Nothing has run: it is started as if there had been no spare.
                Err(error) if !matches!(error, StartError::Program { .. }) => {
                    tracing::debug!(%error, "a spare was not used");
                    start.driver.start(&start.instance).await
                }
                begun => begun,
            },
            None => start.driver.start(&start.instance).await,
        };
        let mut instance = started.map_err(|error| Failure::of_start(error, &start.spec.code))?;
        let exchange = Arc::new(Exchange::default());
        let mut tasks = JoinSet::new();
        let mut outputs = Vec::new();
        for pipe in [instance.take_stdout(), instance.take_stderr()].into_iter().flatten() {
            let framed = start.spec.runtime.starts_with("java");
            let output = Output::new(pipe, journal.clone(), exchange.clone(), framed);
            let output = Arc::new(output.map_err(|error| Failure::System(error.to_string()))?);
            tasks.spawn(output.clone().read_on());
            outputs.push(output);
        }
        journal.telemetry.set_deliverable(start.driver.name() != "process");
        let api = Arc::new(Api {
            spec: start.spec.clone(),
            exchange: exchange.clone(),
            journal: journal.clone(),
            random: clock::Random::from_system(),
        });
        let mut listeners = instance.take_listeners().into_iter();
        if let Some(listener) = listeners.next() {
            tasks.spawn(api::serve(listener, api));
        }
        for listener in listeners {
            tasks.spawn(hand_on(listener, cloud.clone()));
        }
        let stdin = instance.take_stdin();
        if let Some(stdin) = stdin {
            let (exchange, names) = (exchange.clone(), start.extensions.clone());
            tasks.spawn(let_runtime_begin(stdin, exchange, names));
        }
        Ok(Environment {
            spec: start.spec,
            revision: start.revision,
            initialization: start.initialization,
            init: None,
            expires: start.expires,
            journal,
            instance,
            exchange,
            outputs,
            extensions: start.extensions,
            cpu_millis: start.cpu_millis,
            _tasks: tasks,
        })
    }

    /// Waits until the runtime and all extensions have begun.
    pub(crate) async fn begin(&mut self, limit: Duration) -> Result<(), Failure> {
        let begun = self.telling(tokio::time::timeout(limit, self.begun())).await;
        self.drain();
        let begun = match begun {
            Ok(begun) => begun,
            Err(_) => Err(Failure::Timeout),
        };
        if begun.is_ok() {
            self.tell_of_extensions();
            // While it began it had more than its share, as functions have.
            if self.cpu_millis < INIT_CPU_MILLIS
                && let Err(error) = self.instance.set_cpu(self.cpu_millis).await
            {
                tracing::warn!(%error, "a function's share of the processor was not set");
            }
        }
        begun
    }

    async fn begun(&self) -> Result<(), Failure> {
        let ready = self.exchange.until(|state| {
            if let Some((name, what)) = state.extension_failed() {
                return Some(Err(Failure::of_extension(&name, &what)));
            }
            if let Some(Answer::Error { kind, payload }) = state.init_error() {
                let message = kind.clone();
                return Some(Err(Failure::Function { kind, payload: Some(payload), message }));
            }
            let all = state.registered(&self.extensions) == self.extensions.len();
            (state.begun() && all && state.extensions_are_done()).then_some(Ok(()))
        });
        tokio::select! {
            biased;
            ready = ready => ready,
            exit = self.instance.wait() => {
                let kind = words::exit_type(exit.cause).to_owned();
                Err(Failure::Function { kind, payload: None, message: words::exit(exit.cause) })
            }
        }
    }

    fn tell_of_extensions(&self) {
        let told: Vec<_> = self.exchange.look(|state| {
            let events = |e: &crate::exchange::Extension| {
                let names = [(e.on_invoke, "INVOKE"), (e.on_shutdown, "SHUTDOWN")];
                names.iter().filter(|(on, _)| *on).map(|(_, name)| (*name).to_owned()).collect()
            };
            state.extensions().iter().map(|e| (e.name.clone(), events(e))).collect()
        });
        for (name, events) in told {
            self.journal.platform(platform::extension(&name, "Ready", events));
        }
    }

    /// Hands a call to the runtime, and waits for its end within `limit`.
    pub(crate) async fn call(
        &mut self,
        task: Arc<Task>,
        pieces: Option<Pieces>,
        limit: Duration,
    ) -> Ended {
        let clock = Clock::system();
        let begun = clock.monotonic();
        let id = task.id.clone();
        self.exchange.change(|state| state.offer(task, pieces));
        let end = self.telling(tokio::time::timeout(limit, self.answered())).await;
        let duration = clock.monotonic().duration_since(begun);
        self.drain();
        self.judge(&id, end, duration)
    }

    /// What follows an answer: the runtime and the extensions ask for more, and all that was printed is taken.
    pub(crate) async fn settle(&self, ended: &mut Ended, limit: Duration) {
        // A runtime that answered soon asks for more; when it ends instead, it is not used again.
        if ended.alive {
            let clock = Clock::system();
            let begun = clock.monotonic();
            ended.alive = self.telling(self.settled(limit.saturating_sub(ended.duration))).await;
            // Extensions' time after the answer counts, as AWS bills it.
            if self.has_extensions() {
                ended.duration += clock.monotonic().duration_since(begun);
            }
        }
        self.drain();
    }

    async fn answered(&self) -> Result<Answer, Gone> {
        let answer = self.exchange.until(|state| {
            let failed =
                state.extension_failed().map(|(name, what)| Err(Gone::Extension(name, what)));
            state.answered().map(Ok).or(failed)
        });
        tokio::select! {
            biased;
            answer = answer => answer,
            exit = self.instance.wait() => Err(Gone::Runtime(exit.cause)),
        }
    }

    /// Waits for what follows the answer: the runtime's and the extensions' next questions.
    async fn settled(&self, left: Duration) -> bool {
        let runtime = self.exchange.until(|state| state.runtime_is_done().then_some(()));
        let asked = tokio::select! {
            biased;
            asked = tokio::time::timeout(left, runtime) => asked.is_ok(),
            _ = self.instance.wait() => return false,
        };
        if !self.exchange.look(|state| state.has_extensions()) {
            return asked;
        }
        let extensions = self.exchange.until(|state| {
            let failed = state.extension_failed().is_some();
            (failed || state.extensions_are_done()).then_some(!failed)
        });
        tokio::select! {
            done = tokio::time::timeout(left, extensions) => asked && done.unwrap_or(false),
            _ = self.instance.wait() => false,
        }
    }

    fn judge(
        &self,
        id: &str,
        end: Result<Result<Answer, Gone>, tokio::time::error::Elapsed>,
        duration: Duration,
    ) -> Ended {
        let failed = |kind: &str, message: &str, status| Ended {
            result: Err((kind.to_owned(), words::error_of(id, kind, message))),
            status,
            alive: false,
            duration,
        };
        match end {
            Ok(Ok(Answer::Payload(payload))) => {
                Ended { result: Ok(payload), status: Status::Success, alive: true, duration }
            }
            // The function's own error is a success of its runtime: REPORT says so.
            Ok(Ok(Answer::Error { kind, payload })) => Ended {
                status: Status::Raised(kind.clone()),
                result: Err((kind, payload)),
                alive: true,
                duration,
            },
            Ok(Err(Gone::Runtime(cause))) => {
                let kind = words::exit_type(cause);
                self.journal
                    .remark(format!("RequestId: {id} Error: {}\n{kind}\n", words::exit(cause)));
                failed(kind, &words::exit(cause), Status::Error(kind.to_owned()))
            }
            Ok(Err(Gone::Extension(name, what))) => {
                let kind = what.split(':').next().unwrap_or("Extension.Crash").to_owned();
                let message = format!("extension {name} failed: {what}");
                failed(&kind, &message, Status::Error(kind.clone()))
            }
            Err(_) => {
                let seconds = words::seconds(self.spec.timeout);
                let now = self.journal.now().iso8601_millis();
                let line = format!("{now} {id} Task timed out after {seconds} seconds\n\n");
                self.journal.remark(line);
                let message = format!("Task timed out after {seconds} seconds");
                let mut ended = failed("Sandbox.Timedout", &message, Status::Timeout);
                ended.duration = self.spec.timeout;
                ended
            }
        }
    }

    /// Takes what was printed until now.
    pub(crate) fn drain(&self) {
        self.outputs.iter().for_each(|output| output.drain());
    }

    /// The most memory that it had, in MiB, as AWS rounds it.
    pub(crate) fn max_memory_mib(&self) -> u32 {
        let mib = self.instance.usage().peak_memory.div_ceil(1 << 20);
        u32::try_from(mib).unwrap_or(u32::MAX).min(self.spec.memory_mib)
    }

    pub(crate) async fn freeze(&self) {
        if let Err(error) = self.instance.freeze().await {
            tracing::debug!(%error, "an environment could not be made to stand still");
        }
    }

    /// Whether it goes on.
    pub(crate) async fn thaw(&self) -> bool {
        let thawed = self.instance.thaw().await;
        if let Err(error) = &thawed {
            tracing::warn!(%error, "an environment could not be let go on");
        }
        thawed.is_ok()
    }

    pub(crate) fn has_extensions(&self) -> bool {
        self.exchange.look(|state| state.has_extensions())
    }

    /// Waits for something, and brings telemetry to its subscribers meanwhile.
    async fn telling<T>(&self, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        loop {
            let pause = self.journal.telemetry.pause();
            match tokio::time::timeout(pause, &mut work).await {
                Ok(done) => return done,
                Err(_) => self.tell(true).await,
            }
        }
    }

    /// Brings telemetry to those inside who want it.
    pub(crate) async fn tell(&self, all: bool) {
        for (subscription, body) in self.journal.telemetry.take(all) {
            let sent = crate::deliver::post(&*self.instance, &subscription, body);
            match tokio::time::timeout(TELL, sent).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::debug!(%error, name = subscription.name, "telemetry was not taken");
                }
                Err(_) => {
                    tracing::debug!(name = subscription.name, "telemetry was not taken in time")
                }
            }
        }
    }

    /// Ends it: extensions are told, then everything is killed. Waits until nothing is left.
    pub(crate) async fn end(self, reason: &'static str) {
        let clock = Clock::system();
        let deadline = clock.now().plus(SHUTDOWN).as_millis();
        let any = self.exchange.change(|state| state.shut_down(reason, deadline));
        if any {
            self.thaw().await;
            self.tell(true).await;
            // Those that asked again have done what they wanted to.
            let done = self.exchange.until(|state| state.extensions_are_done().then_some(()));
            let ended = async {
                tokio::select! {
                    () = done => {}
                    _ = self.instance.wait() => {}
                }
            };
            let _in_time = tokio::time::timeout(SHUTDOWN, ended).await;
            self.instance.signal(Signal::Terminate);
        }
        self.instance.kill();
        self.instance.wait().await;
        self.drain();
    }
}

/// What ended while a call was under way.
enum Gone {
    Runtime(Cause),
    Extension(String, String),
}

/// Tells the launcher to start the runtime once all extensions have registered.
async fn let_runtime_begin(mut stdin: std::fs::File, exchange: Arc<Exchange>, names: Vec<String>) {
    exchange.until(|state| (state.registered(&names) == names.len()).then_some(())).await;
    // A launcher that is gone has ended the environment.
    let _told = std::io::Write::write_all(&mut stdin, b"go\n");
}

/// Hands connections to the cloud's endpoint on to it.
async fn hand_on(listener: std::net::TcpListener, cloud: Arc<dyn Cloud>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return tracing::warn!(%error, "the endpoint cannot be served inside"),
    };
    let pause = Clock::system();
    loop {
        match listener.accept().await.and_then(|(socket, _)| socket.into_std()) {
            Ok(socket) => cloud.serve(socket),
            Err(_) => pause.sleep_until(pause.now().plus(Duration::from_millis(20))).await,
        }
    }
}

/// Files of extensions that a launcher starts, as they are named.
pub(crate) fn external_extensions(opt: Option<&PathBuf>) -> Vec<String> {
    use std::os::unix::fs::PermissionsExt as _;
    let entries = opt.map(|opt| std::fs::read_dir(opt.join("extensions")));
    let entries = entries.into_iter().flatten().flatten().flatten();
    let runs = |path: &std::path::Path| {
        std::fs::metadata(path)
            .is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
    };
    let mut names: Vec<String> = entries
        .filter(|entry| runs(&entry.path()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
