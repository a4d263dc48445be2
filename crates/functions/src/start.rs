//! From a function to the instance that runs it: mounts, program, variables, limits.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use clock::Timestamp;
use compute::{Access, Driver, Limits, Mount, Network, Port, Root, Spec, Stdio};

use crate::environment::external_extensions;
use crate::failure::Failure;
use crate::runtimes::{self, BOOTSTRAPS, Finder, Folders, Launch};
use crate::spares::{self, Early};
use crate::variables::{self, Seen, variables};
use crate::{Code, Credentials, FunctionSpec, Image, Initialization, image, package};

/// Memory for one whole processor.
const MIB_A_PROCESSOR: u32 = 1_769;
/// Most that a function gets.
const MAX_CPU_MILLIS: u32 = 6_000;
/// What every environment has while it begins.
pub(crate) const INIT_CPU_MILLIS: u32 = 2_000;
/// Where the Runtime API answers inside, as on AWS.
const API_PORT: u16 = 9_001;
/// Where the cloud's own endpoint answers inside.
const ENDPOINT_PORT: u16 = 4_566;
/// What clients make of the endpoint's name where a call puts a route before it: S3's WriteGetObjectResponse.
pub(crate) const NAMES: [&str; 2] = ["io-local-001.127.0.0.1", "io-local-001.localhost"];

/// An environment that is to be started.
pub(crate) struct Start {
    pub(crate) spec: Arc<FunctionSpec>,
    pub(crate) revision: String,
    pub(crate) initialization: Initialization,
    pub(crate) driver: Arc<dyn Driver>,
    pub(crate) instance: Spec,
    /// The sorts of spares that it can be made of, the best first.
    pub(crate) sorts: Vec<Early>,
    /// Names of the extensions that are started with it.
    pub(crate) extensions: Vec<String>,
    pub(crate) cpu_millis: u32,
    pub(crate) expires: Timestamp,
}

/// What is looked up on the disk before an environment starts.
pub(crate) struct Prepared {
    pub(crate) launch: Launch,
    extensions: Vec<String>,
    files: Files,
}

impl Prepared {
    /// Whether what was found of a package is still there.
    pub(crate) fn stands(&self, spec: &FunctionSpec) -> bool {
        let Files::Package { opt, runtime } = &self.files else { return false };
        [spec.code.folder(), opt, runtime].iter().all(|folder| folder.is_dir())
    }
}

/// What it sees of files.
enum Files {
    /// A package on this machine's programs.
    Package { opt: PathBuf, runtime: PathBuf },
    /// A whole system of its own.
    Image { root: PathBuf, dir: PathBuf, companions: Vec<PathBuf> },
}

/// Whether [`prepare`] asks the disk so little that another thread would take longer to wake than that: for a program of its
/// own without layers. (Once for each version of the bootstraps it writes those down.)
pub(crate) fn is_soon_prepared(spec: &FunctionSpec) -> bool {
    spec.runtime.starts_with("provided")
        && spec.layers.is_empty()
        && !matches!(spec.code, Code::Image(_))
}

/// Finds the runtime, lays out layers and bootstraps. Blocks.
pub(crate) fn prepare(
    spec: &FunctionSpec,
    folder: &Path,
    finder: &Finder,
    driver: &dyn Driver,
    network: Network,
) -> Result<Prepared, Failure> {
    let system = |error: std::io::Error| Failure::System(error.to_string());
    if !spec.code.folder().is_dir() {
        let what = format!("the code's folder {} is not there", spec.code.folder().display());
        return Err(Failure::Missing(what));
    }
    check_architecture(spec)?;
    if let Code::Image(image) = &spec.code {
        return prepare_image(spec, image, folder, network);
    }
    let opt = package::merge(&folder.join("layers"), &spec.layers).map_err(system)?;
    let runtime = bootstraps(folder).map_err(system)?;
    // What stands at `/opt` without layers.
    let empty = folder.join("runtime").join("empty");
    std::fs::create_dir_all(&empty).map_err(system)?;
    let folders = Folders { code: spec.code.folder(), opt: opt.as_deref(), runtime: &runtime };
    let launch = runtimes::launch(spec, &folders, finder, driver)?;
    let extensions = external_extensions(opt.as_ref());
    let opt = opt.unwrap_or(empty);
    Ok(Prepared { launch, extensions, files: Files::Package { opt, runtime } })
}

fn prepare_image(
    spec: &FunctionSpec,
    image: &Image,
    folder: &Path,
    network: Network,
) -> Result<Prepared, Failure> {
    let image::Looked { mut launch, dir, extensions } = image::look(spec, image)?;
    let resolver = image::resolver(&folder.join("runtime"), network);
    launch.mounts = resolver.map_err(|error| Failure::System(error.to_string()))?;
    let names = extensions.iter().filter_map(|path| path.file_name());
    Ok(Prepared {
        launch,
        extensions: names.map(|name| name.to_string_lossy().into_owned()).collect(),
        files: Files::Image { root: image.root.folder().to_owned(), dir, companions: extensions },
    })
}

/// Code in a managed language runs anywhere; a program runs on its own kind of processor alone.
fn check_architecture(spec: &FunctionSpec) -> Result<(), Failure> {
    let own = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };
    let is_program = spec.runtime.starts_with("provided") || matches!(spec.code, Code::Image(_));
    if is_program && spec.architecture != own {
        return Err(Failure::Missing(format!(
            "the function's program is for {}, and this machine is {own}: build it for {own}",
            spec.architecture
        )));
    }
    Ok(())
}

/// The name of the folder with our bootstraps, which says what is in them.
static BOOTSTRAPS_NAME: LazyLock<String> = LazyLock::new(|| {
    let all: String = BOOTSTRAPS.iter().map(|(_, text)| *text).collect();
    package::hash_hex(all.as_bytes())[..16].to_owned()
});

/// Writes our bootstraps down, once for each version of them.
fn bootstraps(folder: &Path) -> std::io::Result<PathBuf> {
    use std::os::unix::fs::PermissionsExt as _;
    let target = folder.join("runtime").join(&*BOOTSTRAPS_NAME);
    if target.is_dir() {
        return Ok(target);
    }
    let half = folder.join("runtime").join(format!(".{}", clock::Random::from_system().hex(8)));
    std::fs::create_dir_all(&half)?;
    for (name, text) in BOOTSTRAPS {
        std::fs::write(half.join(name), text)?;
        let mode = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(half.join(name), mode)?;
    }
    std::fs::set_permissions(&half, std::fs::Permissions::from_mode(0o755))?;
    if std::fs::rename(&half, &target).is_err() {
        // Somebody was faster.
        std::fs::remove_dir_all(&half)?;
    }
    Ok(target)
}

/// What an environment is to be.
pub(crate) struct Wanted<'a> {
    pub(crate) spec: &'a Arc<FunctionSpec>,
    pub(crate) revision: &'a str,
    pub(crate) initialization: Initialization,
    pub(crate) driver: Arc<dyn Driver>,
    pub(crate) credentials: &'a Credentials,
    pub(crate) log_stream: &'a str,
    pub(crate) network: Network,
    /// Where the cloud listens outside: it answers there inside as well, so that the addresses that it tells are good.
    pub(crate) port: Option<u16>,
}

/// Everything about the environment, ready to be started.
pub(crate) fn assemble(wanted: &Wanted<'_>, prepared: &Prepared) -> Start {
    let Wanted { spec, driver, .. } = wanted;
    let Prepared { launch, extensions, files } = prepared;
    let Files::Package { opt, runtime } = files else {
        return assemble_image(wanted, prepared);
    };
    let mounts = mounts(spec, launch, opt, runtime);
    let seen = seen(&mounts, &**driver);
    let mut env = variables(wanted, launch, &seen);
    let (program, args) = command(spec, launch, &mounts, &**driver);
    let (program, args, stdin) = match extensions.is_empty() {
        true => (program, args, Stdio::Null),
        false => {
            let folder = format!("{}/extensions", seen.opt);
            env.push(("_STRATUS_EXTENSIONS".to_owned(), folder));
            let launcher = format!("{}/launcher.sh", seen.runtime);
            let words = [launcher, program.display().to_string()].into_iter().chain(args);
            (PathBuf::from("/bin/sh"), words.collect(), Stdio::Pipe)
        }
    };
    let dir = PathBuf::from(&seen.task);
    let waits = waits(launch, &program, &args, &mounts);
    let instance = Spec { mounts, args, env, dir, stdin, ..bounded(wanted, program) };
    let sorts = spares::sorts(&instance, waits.as_deref());
    Start { sorts, ..start(wanted, instance, extensions) }
}

/// What a program that can begin before its function is known sees then; `None` when it is started by something else.
fn waits(launch: &Launch, program: &Path, args: &[String], mounts: &[Mount]) -> Option<Vec<Mount>> {
    let itself = launch.waits && program == launch.program && args == launch.args;
    let runtime = mounts.iter().filter(|mount| mount.target == Path::new("/var/runtime"));
    itself.then(|| runtime.chain(&launch.mounts).cloned().collect())
}

/// The same for an image: it has its own files, and its extensions are started without a shell.
fn assemble_image(wanted: &Wanted<'_>, prepared: &Prepared) -> Start {
    let Prepared { launch, extensions, files } = prepared;
    let mut instance = Spec {
        mounts: launch.mounts.clone(),
        args: launch.args.clone(),
        env: variables::of_image(wanted, launch),
        ..bounded(wanted, launch.program.clone())
    };
    if let Files::Image { root, dir, companions } = files {
        instance.root = Root::Folder(root.clone());
        instance.dir.clone_from(dir);
        instance.companions.clone_from(companions);
        instance.stdin = if companions.is_empty() { Stdio::Null } else { Stdio::Pipe };
    }
    start(wanted, instance, extensions)
}

fn cpu_millis(spec: &FunctionSpec) -> u32 {
    (spec.memory_mib * 1_000 / MIB_A_PROCESSOR).clamp(1, MAX_CPU_MILLIS)
}

/// What every environment of the function may use.
fn bounded(wanted: &Wanted<'_>, program: PathBuf) -> Spec {
    let spec = wanted.spec;
    let mut ports = ports(wanted.port);
    // An endpoint that the owner chose is kept.
    if spec.environment.iter().any(|(name, _)| name == "AWS_ENDPOINT_URL") {
        ports[1].env = None;
    }
    Spec {
        limits: Limits {
            memory: u64::from(spec.memory_mib) << 20,
            cpu_millis: cpu_millis(spec).max(INIT_CPU_MILLIS),
            tmp: u64::from(spec.tmp_mib) << 20,
            ..Limits::default()
        },
        ports,
        program,
        ..blank(wanted.network, wanted.port)
    }
}

/// What is the same for every environment.
pub(crate) fn blank(network: Network, port: Option<u16>) -> Spec {
    Spec {
        network,
        ports: ports(port),
        names: NAMES.map(str::to_owned).to_vec(),
        stdout: Stdio::Pipe,
        stderr: Stdio::Pipe,
        ..Spec::new("sandbox", "/later")
    }
}

fn start(wanted: &Wanted<'_>, instance: Spec, extensions: &[String]) -> Start {
    let Wanted { spec, driver, .. } = wanted;
    Start {
        spec: (*spec).clone(),
        revision: wanted.revision.to_owned(),
        initialization: wanted.initialization,
        driver: driver.clone(),
        instance,
        sorts: Vec::new(),
        extensions: extensions.to_vec(),
        cpu_millis: cpu_millis(spec),
        expires: wanted.credentials.expires,
    }
}

fn mounts(spec: &FunctionSpec, launch: &Launch, opt: &Path, runtime: &Path) -> Vec<Mount> {
    let read = |source: &Path, target: &str| Mount {
        source: source.to_owned(),
        target: target.into(),
        access: Access::Read,
    };
    let mut mounts = vec![read(spec.code.folder(), "/var/task"), read(runtime, "/var/runtime")];
    mounts.push(read(opt, "/opt"));
    mounts.extend(launch.mounts.iter().cloned());
    mounts
}

fn seen(mounts: &[Mount], driver: &dyn Driver) -> Seen {
    let shown = |target: &str| {
        let mount = mounts.iter().find(|mount| mount.target == Path::new(target));
        let path = mount.map_or(Path::new(target), |mount| driver.seen(mount));
        path.display().to_string()
    };
    Seen {
        task: shown("/var/task"),
        opt: shown("/opt"),
        runtime: shown("/var/runtime"),
        lang: shown("/var/lang"),
    }
}

/// The program with its arguments. A wrapper script of the owner's starts a managed runtime itself.
fn command(
    spec: &FunctionSpec,
    launch: &Launch,
    mounts: &[Mount],
    driver: &dyn Driver,
) -> (PathBuf, Vec<String>) {
    let wrapper = spec.environment.iter().find(|(name, _)| name == "AWS_LAMBDA_EXEC_WRAPPER");
    match (wrapper, &launch.execution) {
        (Some((_, wrapper)), Some(_)) => {
            let program = launch.program.display().to_string();
            let args = std::iter::once(program).chain(launch.args.iter().cloned());
            (outside(wrapper, mounts, driver), args.collect())
        }
        _ => (launch.program.clone(), launch.args.clone()),
    }
}

/// The Runtime API's first, the endpoint's second.
fn ports(outside: Option<u16>) -> Vec<Port> {
    let port = |number, name: &str, before: &str| Port {
        number,
        env: Some((name.to_owned(), before.to_owned())),
    };
    let mut ports = vec![
        port(API_PORT, "AWS_LAMBDA_RUNTIME_API", ""),
        port(ENDPOINT_PORT, "AWS_ENDPOINT_URL", "http://"),
    ];
    let known = |number: &u16| [API_PORT, ENDPOINT_PORT].contains(number);
    if let Some(number) = outside.filter(|number| !known(number)) {
        ports.push(Port { number, env: None });
    }
    ports
}

/// A path of the inside, as the driver shows it.
fn outside(path: &str, mounts: &[Mount], driver: &dyn Driver) -> PathBuf {
    let path = Path::new(path);
    let below = |mount: &Mount| {
        let rest = path.strip_prefix(&mount.target).ok()?;
        Some(driver.seen(mount).join(rest))
    };
    mounts.iter().find_map(below).unwrap_or_else(|| path.to_owned())
}
