//! The plane that runs functions, and what it gets of this cloud: the cloud's endpoint, credentials of execution roles, a
//! way to the logs.

use std::net::{Ipv4Addr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use functions::{Credentials, Functions, Later, LogLine, LogStream};
use kernel::{AccountId, Kernel, Region};
use tokio::sync::mpsc;

/// Lines that wait to be written, in bytes; what is more is lost, and that is said.
const MAX_WAITING: usize = 64 << 20;
/// How long lines are waited for that go with the first.
const GATHER: Duration = Duration::from_millis(5);

/// How a cloud runs functions.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) settings: functions::Settings,
    pub(crate) helper: compute::HelperCommand,
}

type Lines = (LogStream, Vec<LogLine>);

/// What functions see of their cloud. It points back at what owns it, so it is let go of at the end.
pub(crate) struct Link {
    kernel: Mutex<Option<Kernel>>,
    inside: Mutex<Option<gateway::Inside>>,
    lines: Mutex<Option<mpsc::UnboundedSender<Lines>>>,
    waiting: Arc<AtomicUsize>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Link {
    pub(crate) fn new() -> (Arc<Link>, mpsc::UnboundedReceiver<Lines>) {
        let (lines, written) = mpsc::unbounded_channel();
        let link = Link {
            kernel: Mutex::new(None),
            inside: Mutex::new(None),
            lines: Mutex::new(Some(lines)),
            waiting: Arc::default(),
        };
        (Arc::new(link), written)
    }

    /// Connects it with a cloud that begins.
    pub(crate) fn connect(&self, kernel: Kernel, inside: gateway::Inside) {
        *lock(&self.kernel) = Some(kernel);
        *lock(&self.inside) = Some(inside);
    }

    /// Lets go of the cloud, and ends the writing of logs once all is written.
    pub(crate) fn close(&self) {
        drop(lock(&self.lines).take());
        drop(lock(&self.inside).take());
        drop(lock(&self.kernel).take());
    }

    /// Writes lines until the link is closed.
    pub(crate) async fn write_logs(
        kernel: Kernel,
        waiting: Arc<AtomicUsize>,
        mut lines: mpsc::UnboundedReceiver<Lines>,
    ) {
        let mut writer = lambda::LogWriter::default();
        let mut next = first(&mut lines).await;
        while let Some((stream, mut all)) = next.take() {
            // What waits for the same stream goes with it.
            while let Ok((other, more)) = lines.try_recv() {
                if other == stream {
                    all.extend(more);
                } else {
                    next = Some((other, more));
                    break;
                }
            }
            waiting.fetch_sub(size(&all), Ordering::Relaxed);
            writer.write(&kernel, &stream, all).await;
            if next.is_none() {
                next = first(&mut lines).await;
            }
        }
    }

    pub(crate) fn waiting(&self) -> Arc<AtomicUsize> {
        self.waiting.clone()
    }
}

/// The first lines after none, a moment after they came: those of a call are one commit then, which is not made while the
/// function begins. A moment of the processors, not of the cloud: its clock may stand still.
async fn first(lines: &mut mpsc::UnboundedReceiver<Lines>) -> Option<Lines> {
    let first = lines.recv().await?;
    let clock = clock::Clock::system();
    clock.sleep_until(clock.now().plus(GATHER)).await;
    Some(first)
}

fn size(lines: &[LogLine]) -> usize {
    lines.iter().map(|line| line.message.len() + size_of::<LogLine>()).sum()
}

/// A registry's answer, as functions read it.
struct Body(Box<dyn kernel::OpenedBody>);

impl functions::Pieces for Body {
    fn next(&mut self) -> Later<'_, Option<Result<schema::Bytes, String>>> {
        self.0.next()
    }
}

impl functions::Cloud for Link {
    fn serve(&self, connection: TcpStream) {
        if let Some(inside) = lock(&self.inside).as_ref() {
            inside.serve(connection, (Ipv4Addr::LOCALHOST, 0).into());
        }
    }

    fn port(&self) -> Option<u16> {
        lock(&self.kernel).as_ref().and_then(Kernel::port)
    }

    fn log(&self, stream: &LogStream, lines: Vec<LogLine>) {
        let bytes = size(&lines);
        if self.waiting.fetch_add(bytes, Ordering::Relaxed) + bytes > MAX_WAITING {
            self.waiting.fetch_sub(bytes, Ordering::Relaxed);
            tracing::warn!(
                function = stream.function,
                lines = lines.len(),
                "a function logs faster than can be written"
            );
            return;
        }
        if let Some(sender) = lock(&self.lines).as_ref() {
            // The receiver lives as long as its cloud.
            let _sent = sender.send((stream.clone(), lines));
        }
    }

    fn ask<'a>(
        &'a self,
        url: &'a str,
        headers: &'a [(&'static str, String)],
    ) -> Later<'a, Result<functions::Answer, String>> {
        let kernel = lock(&self.kernel).clone();
        Box::pin(async move {
            let kernel = kernel.ok_or("the cloud is stopping")?;
            let opened = kernel.outbound().open(url, headers).await;
            let opened = opened.map_err(|error| error.to_string())?;
            let body = Box::new(Body(opened.body));
            Ok(functions::Answer { status: opened.status, headers: opened.headers, body })
        })
    }

    fn credentials<'a>(
        &'a self,
        account: &'a str,
        region: &'a str,
        role: &'a str,
        name: &'a str,
    ) -> Later<'a, Result<Credentials, String>> {
        let kernel = lock(&self.kernel).clone();
        Box::pin(async move {
            let refused = "The role defined for the function cannot be assumed by Lambda.";
            let place = AccountId::parse(account).zip(Region::parse(region));
            let (Some(kernel), Some((account, region))) = (kernel, place) else {
                return Err(refused.to_owned());
            };
            let given = lambda::credentials_for(&kernel, account, &region, role, name).await;
            let given = given.map_err(|error| error.to_string())?.ok_or(refused)?;
            Ok(Credentials {
                access_key_id: given.access_key_id,
                secret_access_key: given.secret_access_key,
                session_token: given.session_token,
                expires: given.expiration,
            })
        })
    }
}

/// Ends functions with the cloud, also when that is dropped.
pub(crate) struct Running {
    pub(crate) link: Arc<Link>,
    pub(crate) functions: Arc<Functions>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.link.close();
    }
}
