//! The engine, as a thread that speaks to it: whoever wants something of it may do so from any thread, and need not wait.
//! Connections belong to that thread's own runtime, so they outlive the runtimes of those who ask.

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use bollard::errors::Error;
use bollard::query_parameters::{
    ListContainersOptions, ListImagesOptions, RemoveContainerOptions, RemoveImageOptions,
};
use bollard::{API_DEFAULT_VERSION, Docker};
use futures_core::Stream;
use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::StartError;

/// The label of all that this driver makes; its value is the plane's own id.
pub(super) const LABEL: &str = "stratus.plane";
/// How long the engine may take to answer.
const TIMEOUT_S: u64 = 60;
/// How long it may take to remove everything at the end.
const CLOSING: Duration = Duration::from_secs(10);

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// An engine, and what of it is this plane's.
#[derive(Debug)]
pub(super) struct Engine {
    /// Where it answers: `unix:///PATH` or `tcp://HOST:PORT`.
    pub(super) address: String,
    worker: Mutex<Option<Worker>>,
    closed: AtomicBool,
}

#[derive(Debug)]
struct Worker {
    orders: mpsc::UnboundedSender<Work>,
    /// Whether all that was ordered has been done.
    ended: JoinHandle<bool>,
}

impl Engine {
    /// Nothing is connected, and no thread begins, before something is asked.
    pub(super) fn new(address: String) -> Engine {
        Engine { address, worker: Mutex::default(), closed: AtomicBool::new(false) }
    }

    /// Asks for something, and waits for the answer.
    pub(super) async fn ask<T, F>(
        &self,
        work: impl FnOnce(Docker) -> F + Send + 'static,
    ) -> Result<T, StartError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send,
    {
        let (answer, answered) = oneshot::channel();
        let client = connect(&self.address);
        self.order(Box::pin(async move {
            let done = match client {
                Ok(client) => match client.negotiate_version().await {
                    Ok(client) => work(client).await.map_err(words),
                    Err(error) => Err(words(error)),
                },
                Err(error) => Err(error),
            };
            // Whoever asked may have left.
            let _told = answer.send(done);
        }))
        .map_err(|error| self.wrong(error.to_string()))?;
        let gone = |_| self.wrong("the plane is closing");
        answered.await.map_err(gone)?.map_err(|cause| self.wrong(cause))
    }

    /// Removes a container, running or not, some time.
    pub(super) fn remove(&self, container: String) {
        let Ok(client) = connect(&self.address) else { return };
        // When this fails, the thread is gone, which has removed all.
        let _sent = self.order(Box::pin(async move {
            if let Ok(client) = client.negotiate_version().await {
                remove(&client, &container).await;
            }
        }));
    }

    /// What is wrong with it.
    pub(super) fn wrong(&self, cause: impl Into<String>) -> StartError {
        StartError::Engine { address: self.address.clone(), cause: cause.into() }
    }

    fn order(&self, work: Work) -> io::Result<()> {
        let mut worker = self.worker.lock();
        if self.closed.load(Ordering::Relaxed) {
            return Err(io::Error::other("the plane is closing"));
        }
        let worker = match &mut *worker {
            Some(worker) => worker,
            none => none.insert(Worker::start()?),
        };
        worker.orders.send(work).map_err(|_| io::Error::other("its thread has ended"))
    }

    /// Removes all that bears the label, and ends the thread; afterwards nothing can be asked. Blocks, for some twenty
    /// seconds at most.
    pub(super) fn close(&self, id: &str) -> Result<(), String> {
        let worker = {
            let mut worker = self.worker.lock();
            self.closed.store(true, Ordering::Relaxed);
            worker.take()
        };
        // What is under way ends first: it may make another container.
        let settled = worker.is_none_or(|Worker { orders, ended }| {
            drop(orders);
            ended.join().unwrap_or(false)
        });
        sweep(self.address.clone(), id)?;
        match settled {
            true => Ok(()),
            false => Err("it takes too long to finish what was under way".to_owned()),
        }
    }
}

impl Worker {
    fn start() -> io::Result<Worker> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (orders, mut taken) = mpsc::unbounded_channel::<Work>();
        let ended = std::thread::Builder::new().name("docker".to_owned()).spawn(move || {
            runtime.block_on(async {
                let mut tasks = JoinSet::new();
                while let Some(work) = taken.recv().await {
                    while tasks.try_join_next().is_some() {}
                    tasks.spawn(work);
                }
                let ended = async { while tasks.join_next().await.is_some() {} };
                tokio::time::timeout(CLOSING, ended).await.is_ok()
            })
        })?;
        Ok(Worker { orders, ended })
    }
}

/// Nothing is sent yet.
fn connect(address: &str) -> Result<Docker, String> {
    let connected = match address.split_once("://") {
        Some(("unix", path)) => Docker::connect_with_unix(path, TIMEOUT_S, API_DEFAULT_VERSION),
        None if address.starts_with('/') => {
            Docker::connect_with_unix(address, TIMEOUT_S, API_DEFAULT_VERSION)
        }
        Some(("tcp" | "http", _)) => {
            Docker::connect_with_http(address, TIMEOUT_S, API_DEFAULT_VERSION)
        }
        _ => {
            return Err(
                "this is no address of an engine: say unix:///PATH or tcp://HOST:PORT".into()
            );
        }
    };
    connected.map_err(words)
}

/// An error in words.
fn words(error: Error) -> String {
    match error {
        Error::DockerResponseServerError { message, .. } if absent(&message) => {
            format!("{message}; it must run on this machine and see its files, for it mounts them")
        }
        Error::DockerResponseServerError { message, .. } => message,
        Error::DockerStreamError { error } => error,
        Error::SocketNotFoundError(path) => {
            format!("it does not answer: {path} is not there; is it running?")
        }
        error => {
            // What lies at the bottom says what is wrong; what wraps it says where in the client that was seen.
            let mut cause: &dyn std::error::Error = &error;
            while let Some(source) = cause.source() {
                cause = source;
            }
            format!("it does not answer: {cause}; is it running?")
        }
    }
}

/// What an engine says that does not see this machine's files.
fn absent(message: &str) -> bool {
    message.contains("bind source path does not exist")
}

/// One that is gone, or on its way, needs no removal.
async fn remove(client: &Docker, container: &str) {
    let options = RemoveContainerOptions { force: true, v: true, ..Default::default() };
    if let Err(error) = client.remove_container(container, Some(options)).await {
        tracing::debug!(%error, container, "a container was not removed");
    }
}

/// Removes all that bears the label with this id. Blocks, for ten seconds at most.
pub(crate) fn sweep(address: String, id: &str) -> Result<(), String> {
    let filter = format!("{LABEL}={id}");
    // On a thread of its own, for this one may be a runtime's.
    let swept = std::thread::Builder::new().name("docker".to_owned()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let client = connect(&address)?;
        let sweep = async { tokio::time::timeout(CLOSING, remove_all(client, filter)).await };
        match runtime.block_on(sweep) {
            Ok(swept) => swept.map_err(words),
            Err(_) => Err("it takes too long to remove everything".to_owned()),
        }
    });
    let swept = swept.map_err(|error| error.to_string())?;
    swept.join().unwrap_or_else(|_| Err("removing everything has failed".to_owned()))
}

async fn remove_all(client: Docker, filter: String) -> Result<(), Error> {
    let client = client.negotiate_version().await?;
    let filters = Some([("label".to_owned(), vec![filter])].into());
    let options =
        ListContainersOptions { all: true, filters: filters.clone(), ..Default::default() };
    for container in client.list_containers(Some(options)).await? {
        if let Some(id) = container.id {
            remove(&client, &id).await;
        }
    }
    let options = ListImagesOptions { all: true, filters, ..Default::default() };
    for image in client.list_images(Some(options)).await? {
        let force = RemoveImageOptions { force: true, ..Default::default() };
        client.remove_image(&image.id, Some(force), None).await?;
    }
    Ok(())
}

/// The next of a stream.
pub(super) async fn next<S: Stream>(stream: S) -> Option<S::Item> {
    let mut stream = pin!(stream);
    std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_none_are_refused() {
        for address in ["ssh://host", "https://host:2376", "host", ""] {
            let error = connect(address).unwrap_err();
            assert!(error.contains("no address of an engine"), "{address}: {error}");
        }
        let error = connect("unix:///no/such.sock").unwrap_err();
        assert!(error.contains("/no/such.sock is not there"), "{error}");
        assert!(connect("tcp://127.0.0.1:2375").is_ok());
    }
}
