//! The contract between services and drivers: start an instance, talk to it, know how it ended and what it used.

use std::fs::File;
use std::future::Future;
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Guarantees, Mount, Spec};

/// A future of a trait object.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One way of running instances.
pub trait Driver: Send + Sync {
    /// Its name: `sandbox`, `docker`, `process`.
    fn name(&self) -> &'static str;

    /// What it promises on this machine. The first call tries it out, which takes some tenths of a second.
    fn guarantees(&self) -> Later<'_, Guarantees>;

    /// Where an instance sees a mount: at its target, or, when the driver cannot move folders, at its source.
    fn seen<'m>(&self, mount: &'m Mount) -> &'m std::path::Path;

    /// Why instances cannot have roots of their own ([`crate::Root::Folder`], companions); `None` when they can.
    fn no_roots(&self) -> Later<'_, Option<String>>;

    /// Starts an instance. It runs when this returns: its program has been executed.
    fn start<'a>(&'a self, spec: &'a Spec) -> Later<'a, Result<Box<dyn Instance>, StartError>>;

    /// Makes as much of an instance as can be made before it is known in whole, for one start that is faster then. Of
    /// `early`, arguments, folder, variables and mounts say what is there early; its memory, `/tmp` and processor are
    /// what it has until then. With `waits` its program begins already, and finds in `_STRATUS_SPARE` the number of an
    /// open file, from which it reads at its end the folder to change to and its variables (`NAME=VALUE`), each with a
    /// zero byte behind it. `None` where this driver makes none of such a kind.
    fn prepare<'a>(
        &'a self,
        _early: &'a Spec,
        _waits: bool,
    ) -> Later<'a, Result<Option<Box<dyn Spare>>, StartError>> {
        Box::pin(async { Ok(None) })
    }
}

/// An instance that lacks nothing but what makes it somebody's. It is used once. Dropping it kills it.
pub trait Spare: Send + Sync {
    /// Makes it what the spec says; what was there early must be in it. When this fails, but for
    /// [`StartError::Program`], nothing has run, and [`Driver::start`] may do it.
    fn begin<'a>(
        self: Box<Self>,
        spec: &'a Spec,
    ) -> Later<'a, Result<Box<dyn Instance>, StartError>>;
}

/// Something that runs. Dropping it kills it.
pub trait Instance: Send + Sync {
    /// The writing end of its standard input, when the spec asked for a pipe; once.
    fn take_stdin(&mut self) -> Option<File>;
    /// The reading end of its standard output; once.
    fn take_stdout(&mut self) -> Option<File>;
    /// The reading end of its standard error; once.
    fn take_stderr(&mut self) -> Option<File>;

    /// What its processes connect to, in the order of [`Spec::ports`]; once. The sockets are non-blocking. They belong to
    /// the instance's network: who connects is the instance, and nobody else.
    fn take_listeners(&mut self) -> Vec<TcpListener>;

    /// Waits for its end, when every process of it is gone. Can be waited for more than once, and given up.
    fn wait(&self) -> Later<'_, Exit>;

    /// Sends a signal to its program and the processes of the same group. Nothing happens when it has ended.
    fn signal(&self, signal: Signal);

    /// Kills every process of it. [`Instance::wait`] tells when that is done.
    fn kill(&self);

    /// Makes all of its processes stand still.
    fn freeze(&self) -> Later<'_, std::io::Result<()>>;

    /// Lets them go on.
    fn thaw(&self) -> Later<'_, std::io::Result<()>>;

    /// Gives it another share of the processor, in thousandths of one. Nothing happens where shares are not kept.
    fn set_cpu(&self, cpu_millis: u32) -> Later<'_, std::io::Result<()>>;

    /// Connects to what one of its processes listens at, at `127.0.0.1:port` inside. `Unsupported` where an instance has
    /// no network of its own: the host's own services would be reached.
    fn connect(&self, port: u16) -> Later<'_, std::io::Result<TcpStream>>;

    /// What it has used until now.
    fn usage(&self) -> Usage;

    /// The pid of its first process on the host, for messages and tests; 0 when it cannot be seen from here.
    fn pid(&self) -> u32;
}

/// A signal that services send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signal {
    /// `SIGHUP`
    Hangup,
    /// `SIGINT`
    Interrupt,
    /// `SIGQUIT`
    Quit,
    /// `SIGTERM`
    Terminate,
    /// `SIGKILL`
    Kill,
    /// `SIGUSR1`
    User1,
    /// `SIGUSR2`
    User2,
}

impl Signal {
    pub(crate) fn system(self) -> rustix::process::Signal {
        match self {
            Signal::Hangup => rustix::process::Signal::HUP,
            Signal::Interrupt => rustix::process::Signal::INT,
            Signal::Quit => rustix::process::Signal::QUIT,
            Signal::Terminate => rustix::process::Signal::TERM,
            Signal::Kill => rustix::process::Signal::KILL,
            Signal::User1 => rustix::process::Signal::USR1,
            Signal::User2 => rustix::process::Signal::USR2,
        }
    }
}

/// How an instance ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit {
    /// Why.
    pub cause: Cause,
    /// What it used in its life.
    pub usage: Usage,
}

/// Why an instance ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Its program returned this.
    Exited(i32),
    /// Its program was ended by this signal, from within or by [`Instance::signal`].
    Signalled(i32),
    /// It used more memory than its limit.
    OutOfMemory,
    /// It was killed from outside: by [`Instance::kill`], a drop, or somebody on the host.
    Killed,
}

/// What an instance has used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// The most memory at a time, in bytes.
    pub peak_memory: u64,
    /// Processor time of all its processes.
    pub cpu: Duration,
}

/// Why an instance did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The spec makes no sense.
    #[error("the instance cannot be made: {0}")]
    Spec(String),
    /// The system refused a step.
    #[error("the system refused to make the instance: {step}: {cause}")]
    System {
        /// What was tried.
        step: String,
        /// The system's words.
        cause: String,
    },
    /// The program could not be executed.
    #[error("{program} cannot be executed: {cause}")]
    Program {
        /// Its path.
        program: String,
        /// The system's words.
        cause: String,
    },
    /// The spare that was to become the instance cannot: it was made for others, has ended, or what is mounted on this
    /// machine has changed since it was made.
    #[error("the spare is of no use any more")]
    Spare,
    /// The Docker engine does not answer, refused, or cannot do what is needed.
    #[error("the Docker engine at {address}: {cause}")]
    Engine {
        /// Where it was looked for.
        address: String,
        /// What is wrong, in its own words where it has some.
        cause: String,
    },
    /// The helper process cannot be started, or ended.
    #[error("the process that starts instances is not there: {0}; look into the log")]
    Helper(String),
}
