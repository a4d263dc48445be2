//! What a plane keeps on the disk for its engine: the keeper's files, a folder for each instance; and, as long as something
//! of a plane may be in an engine, which engine that is and the id that all of that plane's containers bear.

use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use super::engine::{self, Engine};
use super::tools;
use crate::plane::HelperCommand;

/// The folder below the plane's, and what is in it.
const FOLDER: &str = "docker";
const ENGINES: &str = "engines";
const TOOLS: &str = "tools";
const INSTANCES: &str = "instances";

/// The folder, ready for instances.
#[derive(Debug)]
pub(super) struct Home {
    folder: PathBuf,
    /// This plane's own.
    pub(super) id: String,
    /// What starts a keeper inside.
    pub(super) entrypoint: Vec<String>,
    /// Whether each instance can be a user of its own: where the engine runs as root and maps no users.
    pub(super) own_users: bool,
}

/// An instance's folder.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) folder: PathBuf,
    /// Where its keeper calls back.
    pub(super) listener: UnixListener,
}

impl Place {
    pub(super) fn link(&self) -> PathBuf {
        self.folder.join("link")
    }

    pub(super) fn passwd(&self) -> PathBuf {
        self.folder.join("passwd")
    }

    pub(super) fn group(&self) -> PathBuf {
        self.folder.join("group")
    }
}

impl Home {
    /// Makes it, and writes down that something may be in the engine from now on. Blocks.
    pub(super) fn open(
        plane: &Path,
        engine: &Engine,
        helper: &HelperCommand,
        own_users: bool,
    ) -> io::Result<Home> {
        let folder = plane.join(FOLDER);
        fs::create_dir_all(folder.join(INSTANCES))?;
        fs::set_permissions(folder.join(INSTANCES), Permissions::from_mode(0o700))?;
        let id = clock::Random::from_system().hex(16);
        let entrypoint = tools::lay(&folder.join(TOOLS), helper)?;
        let mut engines =
            fs::OpenOptions::new().create(true).append(true).open(folder.join(ENGINES))?;
        writeln!(engines, "{id} {}", engine.address)?;
        Ok(Home { folder, id, entrypoint, own_users })
    }

    pub(super) fn tools(&self) -> PathBuf {
        self.folder.join(TOOLS)
    }

    /// A folder for an instance whose processes are this user.
    pub(super) fn place(&self, instance: u64, user: u32) -> io::Result<Place> {
        let folder = self.folder.join(INSTANCES).join(format!("i{instance}"));
        fs::create_dir(&folder)?;
        // A socket's path has 108 bytes at most, and this one may have more.
        let short = fs::File::open(&folder)?;
        let path = format!("/proc/self/fd/{}/link", std::os::fd::AsRawFd::as_raw_fd(&short));
        let listener = UnixListener::bind(path)?;
        listener.set_nonblocking(true)?;
        let place = Place { folder, listener };
        // Nobody gets here from outside: the folder above is the cloud's alone.
        fs::set_permissions(place.link(), Permissions::from_mode(0o666))?;
        let nobody = "nobody:x:65534:65534:nobody:/:/sbin/nologin";
        let own = format!("sandbox:x:{user}:{user}:sandbox:/tmp:/sbin/nologin");
        let root = "root:x:0:0:root:/:/sbin/nologin";
        fs::write(place.passwd(), format!("{root}\n{own}\n{nobody}\n"))?;
        fs::write(place.group(), format!("root:x:0:\nsandbox:x:{user}:\nnogroup:x:65534:\n"))?;
        for file in [place.passwd(), place.group()] {
            fs::set_permissions(file, Permissions::from_mode(0o644))?;
        }
        Ok(place)
    }
}

/// Removes what planes with this folder have left in their engines, if they have. Blocks, for ten seconds with each that does
/// not answer; what cannot be removed is tried again at the next start.
pub(super) fn sweep(plane: &Path) {
    let folder = plane.join(FOLDER);
    let Ok(engines) = fs::read_to_string(folder.join(ENGINES)) else { return };
    let left = engines.lines().filter(|line| match line.split_once(' ') {
        Some((id, address)) => told(address, engine::sweep(address.to_owned(), id)).is_err(),
        None => false,
    });
    let left: String = left.map(|line| format!("{line}\n")).collect();
    let _written = match left.is_empty() {
        true => fs::remove_file(folder.join(ENGINES)),
        false => fs::write(folder.join(ENGINES), left),
    };
    // Nothing listens at the sockets in it any more.
    let _removed = fs::remove_dir_all(folder.join(INSTANCES));
}

fn told(address: &str, swept: Result<(), String>) -> Result<(), ()> {
    swept.map_err(|error| {
        tracing::warn!(
            engine = address,
            error,
            "what may be left in the Docker engine was not removed; the next start tries again"
        );
    })
}

impl Home {
    /// Removes all of this plane's from its engine; whether that is done. Blocks, for some twenty seconds at most.
    pub(super) fn close(&self, engine: &Engine) -> bool {
        let closed = told(&engine.address, engine.close(&self.id)).is_ok();
        let path = self.folder.join(ENGINES);
        if closed && let Ok(engines) = fs::read_to_string(&path) {
            let others = engines.lines().filter(|line| !line.starts_with(&self.id));
            let others: String = others.map(|line| format!("{line}\n")).collect();
            let _written = match others.is_empty() {
                true => fs::remove_file(&path),
                false => fs::write(&path, others),
            };
        }
        let _removed = fs::remove_dir_all(self.folder.join(INSTANCES));
        closed
    }
}
