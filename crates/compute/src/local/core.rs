//! What the local drivers have in common: the helper, the switchboard, the cgroups, and launching.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};

use parking_lot::Mutex;
use tokio::sync::{oneshot, watch};

use super::board::{Board, Entry, Ready};
use super::instance::{LocalInstance, Pipes};
use super::mounts::Mounts;
use super::running::Running;
#[cfg(target_os = "linux")]
use crate::cgroup::Group;
use crate::cgroup::{Controller, Groups};
#[cfg(target_os = "linux")]
use crate::docker::Container;
use crate::message::{Enter, Job, Payload, ToHelper, Way, send};
use crate::plane::HelperCommand;
use crate::{Network, Spec, StartError, Stdio};

/// The helper process and the socket to it.
#[derive(Debug)]
pub(super) struct Helper {
    control: Mutex<UnixStream>,
    child: Mutex<Child>,
}

impl Helper {
    fn start(command: &HelperCommand) -> io::Result<Helper> {
        let (control, theirs) = UnixStream::pair()?;
        // Nothing of the cloud's environment, which may hold keys.
        let child = Command::new(&command.program)
            .args(&command.args)
            .env_clear()
            .current_dir("/")
            .stdin(OwnedFd::from(theirs))
            .stdout(std::process::Stdio::null())
            .spawn()?;
        Ok(Helper { control: Mutex::new(control), child: Mutex::new(child) })
    }

    fn send(&self, message: &ToHelper, files: &[BorrowedFd<'_>]) -> io::Result<()> {
        send(&self.control.lock(), message, files)
    }

    pub(super) fn reap(&self, pid: i32) {
        // A helper that is gone has left its children to the system.
        let _sent = self.send(&ToHelper::Reap(pid), &[]);
    }

    fn is_alive(&self) -> bool {
        matches!(self.child.lock().try_wait(), Ok(None))
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        let _closed = self.control.lock().shutdown(std::net::Shutdown::Both);
        let _ended = self.child.lock().wait();
    }
}

/// What all instances of this cloud share.
#[derive(Debug)]
pub(crate) struct Core {
    command: HelperCommand,
    folder: PathBuf,
    groups: OnceLock<Groups>,
    board: Mutex<Board>,
    helper: Mutex<Option<Arc<Helper>>>,
    /// What the helper is to clear up after: an engine, and this cloud's id in it.
    engine: Mutex<Option<(String, String)>>,
    next: AtomicU64,
}

/// How an instance is to be set apart.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Apart {
    /// In namespaces; in a user namespace as well.
    Namespaces { user: bool },
    /// As a process like others.
    Process,
}

/// What a launch gives.
pub(crate) struct Launched {
    pub(super) instance: LocalInstance,
    pub(super) ready: oneshot::Receiver<Result<Ready, StartError>>,
}

impl Launched {
    /// The instance once its program runs, and what Landlock enforces in it.
    pub(crate) async fn running(self) -> Result<(LocalInstance, Option<String>), StartError> {
        let Launched { mut instance, ready } = self;
        let gone = |_| StartError::Helper("it went away".to_owned());
        let ready = ready.await.map_err(gone)??;
        instance.add_listeners(ready.listeners);
        Ok((instance, ready.landlock))
    }
}

/// A container whose keeper has called back.
#[cfg(target_os = "linux")]
pub(crate) struct Adopted {
    pub(crate) id: u64,
    pub(crate) container: Container,
    pub(crate) link: UnixStream,
    /// Its keeper, when it is seen from here.
    pub(crate) keeper: Option<(i32, OwnedFd)>,
    pub(crate) group: Option<Group>,
    /// What goes with it.
    pub(crate) folder: PathBuf,
    pub(crate) way: Way,
}

/// Users of sandboxes on the host, when the cloud is root: a range that systems leave alone.
const FIRST_USER: u32 = 1_879_048_192;
/// The user inside of a user namespace.
pub(crate) const INNER_USER: u32 = 993;

impl Core {
    /// Removes what an earlier cloud left in `folder`.
    pub(crate) fn open(folder: PathBuf, command: HelperCommand) -> io::Result<Core> {
        fs::create_dir_all(folder.join("stage"))?;
        let tmp = folder.join("tmp");
        match fs::remove_dir_all(&tmp) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir(&tmp)?,
        }
        Groups::sweep(&folder);
        Ok(Core {
            command,
            folder,
            groups: OnceLock::new(),
            board: Mutex::new(Board::start()?),
            helper: Mutex::new(None),
            engine: Mutex::new(None),
            next: AtomicU64::new(1),
        })
    }

    /// Made with the first instance.
    pub(crate) fn groups(&self) -> &Groups {
        self.groups.get_or_init(|| {
            let token = clock::Random::from_system().hex(6);
            Groups::open(&self.folder, &format!("{}{token}", crate::cgroup::PREFIX))
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What starts the helper, and the keepers of containers.
    #[cfg(target_os = "linux")]
    pub(crate) fn command(&self) -> &HelperCommand {
        &self.command
    }

    /// The number of another instance, and a user for it that no other has.
    pub(crate) fn next(&self) -> (u64, u32) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        // Another number for each instance, so that they are strangers to each other on the host, too.
        (id, FIRST_USER + ((std::process::id() & 0xfff) << 16 | (id & 0xffff) as u32))
    }

    fn helper(&self) -> Result<Arc<Helper>, StartError> {
        let mut helper = self.helper.lock();
        if let Some(helper) = helper.as_ref().filter(|helper| helper.is_alive()) {
            return Ok(helper.clone());
        }
        let started = Helper::start(&self.command);
        let words = |error: io::Error| StartError::Helper(error.to_string());
        let started = Arc::new(started.map_err(words)?);
        started.send(&ToHelper::Own(self.groups().own()), &[]).map_err(words)?;
        let engine = self.engine.lock().clone();
        if engine.is_some() {
            started.send(&ToHelper::Engine(engine), &[]).map_err(words)?;
        }
        *helper = Some(started.clone());
        Ok(started)
    }

    /// Has the helper clear up in an engine when this cloud is killed; or no more, when all is gone from there.
    #[cfg(target_os = "linux")]
    pub(crate) fn watch(&self, engine: Option<(String, String)>) -> Result<(), StartError> {
        self.engine.lock().clone_from(&engine);
        let sent = self.helper()?.send(&ToHelper::Engine(engine), &[]);
        sent.map_err(|error| StartError::Helper(error.to_string()))
    }

    /// Begins to start an instance. The checks have been made.
    pub(crate) fn launch(
        &self,
        spec: &Spec,
        apart: Apart,
        payload: Payload,
    ) -> Result<Launched, StartError> {
        self.launch_with(spec, apart, payload, None)
    }

    /// The same; as a spare when it ends with the host's mounts.
    pub(super) fn launch_with(
        &self,
        spec: &Spec,
        apart: Apart,
        payload: Payload,
        host: Option<Mounts>,
    ) -> Result<Launched, StartError> {
        let spare = host.is_some();
        let system = |step: &str| {
            let step = step.to_owned();
            move |error: io::Error| StartError::System { step, cause: error.to_string() }
        };
        let helper = self.helper()?;
        let (id, user) = self.next();
        let group =
            self.groups().make(&format!("i{id}"), &spec.limits).map_err(system("make a cgroup"))?;
        let (enter, entrance) = match &group {
            Some(group) => group.entrance().map_err(system("open a cgroup"))?,
            None => (Enter::Nothing, Vec::new()),
        };
        let (way, tmp) = self.way(apart, id, user).map_err(system("make a folder"))?;
        let own = matches!(apart, Apart::Namespaces { .. }) && spec.network == Network::Own;
        let outer = listeners(spec, own).map_err(system("listen for the instance"))?;
        let mut job = job(spec, payload, way, enter, &group, &outer, tmp.as_deref());
        // What it may map is known last.
        job.rlimits_only &= !spare;
        let (link, theirs) = UnixStream::pair().map_err(system("make a socket"))?;
        let orders = link.try_clone().map_err(system("make a socket"))?;
        let (pipes, streams) = pipes(spec).map_err(system("make pipes"))?;
        let running = Arc::new(Running {
            group,
            namespaced: matches!(apart, Apart::Namespaces { .. }),
            own_network: own,
            ..running(id, orders, spec)
        });
        running.spare.store(spare, Ordering::Relaxed);
        let waiting = running.until_ready();
        self.board.lock().add(Entry {
            running: running.clone(),
            link,
            host,
            tmp,
            helper: Arc::downgrade(&helper),
            told: None,
            silent: false,
        });
        let mut files = vec![theirs.as_fd()];
        files.extend(streams.iter().chain(&entrance).map(|file| file.as_fd()));
        // When this fails, the other end of the socket closes, which the switchboard sees.
        let sent = helper.send(&ToHelper::Start(Box::new(job)), &files);
        sent.map_err(|error| StartError::Helper(error.to_string()))?;
        let instance = LocalInstance::new(running, pipes, outer);
        Ok(Launched { instance, ready: waiting })
    }

    /// Tells the keeper of a container what it is to be. The checks have been made.
    #[cfg(target_os = "linux")]
    pub(crate) fn adopt(
        &self,
        spec: &Spec,
        payload: Payload,
        adopted: Adopted,
    ) -> Result<Launched, StartError> {
        let system = |step: &str| {
            let step = step.to_owned();
            move |error: io::Error| StartError::System { step, cause: error.to_string() }
        };
        let Adopted { id, container, link, keeper, group, folder, way } = adopted;
        // It clears up when the cloud is killed.
        self.helper()?;
        let own = spec.network == Network::Own;
        let outer = listeners(spec, own).map_err(system("listen for the instance"))?;
        // Its memory is limited by the engine.
        let job = Job {
            rlimits_only: false,
            ..job(spec, payload, way, Enter::Nothing, &group, &outer, None)
        };
        let orders = link.try_clone().map_err(system("make a socket"))?;
        let (pipes, streams) = pipes(spec).map_err(system("make pipes"))?;
        let running = Running {
            group,
            container: Some(container),
            namespaced: true,
            own_network: own,
            ..running(id, orders, spec)
        };
        if let Some((pid, pidfd)) = keeper {
            running.pid.store(pid, Ordering::Relaxed);
            // It is new: nobody has set it.
            let _first = running.pidfd.set(pidfd);
        }
        let running = Arc::new(running);
        let files: Vec<_> = streams.iter().map(|file| file.as_fd()).collect();
        send(&running.link, &ToHelper::Start(Box::new(job)), &files)
            .map_err(system("speak to the container"))?;
        let waiting = running.until_ready();
        self.board.lock().add(Entry {
            running: running.clone(),
            link,
            host: None,
            tmp: Some(folder),
            helper: std::sync::Weak::new(),
            told: None,
            silent: false,
        });
        Ok(Launched { instance: LocalInstance::new(running, pipes, outer), ready: waiting })
    }

    fn way(&self, apart: Apart, id: u64, user: u32) -> io::Result<(Way, Option<PathBuf>)> {
        match apart {
            Apart::Namespaces { user: in_user_namespace } => {
                let uid = if in_user_namespace { INNER_USER } else { user };
                let stage = self.folder.join("stage");
                Ok((Way::Sandbox { stage, uid, user_namespace: in_user_namespace }, None))
            }
            Apart::Process => {
                let tmp = self.folder.join("tmp").join(format!("i{id}"));
                fs::create_dir(&tmp)?;
                Ok((Way::Process { tmp: tmp.clone() }, Some(tmp)))
            }
        }
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.board.get_mut().close();
        if let Some(groups) = self.groups.get() {
            groups.close();
        }
    }
}

/// What is known of an instance before it is made: nothing but its limits.
fn running(id: u64, link: UnixStream, spec: &Spec) -> Running {
    Running {
        id,
        link,
        group: None,
        container: None,
        namespaced: false,
        own_network: false,
        memory: AtomicU64::new(spec.limits.memory),
        spare: AtomicBool::new(false),
        ready: Mutex::default(),
        pid: AtomicI32::new(0),
        pidfd: OnceLock::new(),
        killed: AtomicBool::new(false),
        over_memory: AtomicBool::new(false),
        starved: AtomicBool::new(false),
        frozen: AtomicBool::new(false),
        sampled: AtomicU64::new(0),
        connecting: Mutex::default(),
        exit: watch::Sender::new(None),
    }
}

/// The sockets of the spec's ports, where the instance has no network of its own to make them in.
fn listeners(spec: &Spec, own: bool) -> io::Result<Vec<TcpListener>> {
    if own {
        return Ok(Vec::new());
    }
    let listen = |_: &crate::Port| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    };
    spec.ports.iter().map(listen).collect()
}

fn job(
    spec: &Spec,
    payload: Payload,
    way: Way,
    enter: Enter,
    group: &Option<crate::cgroup::Group>,
    outer: &[TcpListener],
    tmp: Option<&Path>,
) -> Job {
    let number = |(at, port): (usize, &crate::Port)| {
        let taken = outer.get(at).and_then(|listener| listener.local_addr().ok());
        taken.map_or(port.number, |address| address.port())
    };
    let ports: Vec<u16> = spec.ports.iter().enumerate().map(number).collect();
    let mut env = variables(spec, &ports);
    if let Some(tmp) = tmp {
        env.push(("TMPDIR".to_owned(), tmp.display().to_string()));
    }
    Job {
        way,
        enter,
        name: spec.name.clone(),
        root: spec.root.clone(),
        mounts: spec.mounts.clone(),
        payload,
        env,
        dir: spec.dir.clone(),
        limits: spec.limits,
        network: spec.network,
        ports,
        names: spec.names.clone(),
        rlimits_only: !group.as_ref().is_some_and(|group| group.has(Controller::Memory)),
    }
}

/// The spec's own and those that tell of its ports.
pub(super) fn variables(spec: &Spec, ports: &[u16]) -> Vec<(String, String)> {
    let mut env = spec.env.clone();
    for (port, number) in spec.ports.iter().zip(ports) {
        if let Some((name, before)) = &port.env {
            env.push((name.clone(), format!("{before}127.0.0.1:{number}")));
        }
    }
    env
}

/// The cloud's ends and the instance's ends of the standard streams.
fn pipes(spec: &Spec) -> io::Result<(Pipes, [OwnedFd; 3])> {
    let null = || File::options().read(true).write(true).open("/dev/null").map(OwnedFd::from);
    let (stdin, their_in) = match spec.stdin {
        Stdio::Null => (None, null()?),
        Stdio::Pipe => {
            let (reader, writer) = io::pipe()?;
            (Some(File::from(OwnedFd::from(writer))), reader.into())
        }
    };
    let output = |kind| -> io::Result<(Option<File>, OwnedFd)> {
        Ok(match kind {
            Stdio::Null => (None, null()?),
            Stdio::Pipe => {
                let (reader, writer) = io::pipe()?;
                (Some(File::from(OwnedFd::from(reader))), writer.into())
            }
        })
    };
    let (stdout, their_out) = output(spec.stdout)?;
    let (stderr, their_err) = output(spec.stderr)?;
    Ok((Pipes { stdin, stdout, stderr }, [their_in, their_out, their_err]))
}
