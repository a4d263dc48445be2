//! The files that an instance sees: a root of its own, assembled from trees of mounts.
//!
//! Whatever comes from the host is taken hold of first, as detached trees; then the root changes and the host's is let
//! go; then the trees are attached. So no symlink inside can lead an attachment out.
//! Ref: <https://man7.org/linux/man-pages/man2/open_tree.2.html>, <https://man7.org/linux/man-pages/man2/pivot_root.2.html>

use std::fs;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, OFlags, ResolveFlags, fstat, open, openat2};
use rustix::mount::{
    FsMountFlags, FsOpenFlags, FsPickFlags, MountAttrFlags as Attr, MountPropagationFlags,
    MoveMountFlags, OpenTreeFlags, UnmountFlags, fsconfig_create, fsconfig_reconfigure,
    fsconfig_set_string, fsmount, fsopen, fspick, mount_change, move_mount, open_tree, unmount,
};

use super::{Failure, at};
use crate::message::Job;
use crate::{Access, Mount, Network, Root};

/// Folders at the top of the host that hold programs and libraries.
const TOP: [&str; 8] =
    ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32", "/libx32", "/nix/store"];
/// What programs look for in `/etc`, of which nothing is secret.
const ETC: [&str; 16] = [
    "alternatives",
    "ca-certificates",
    "ca-certificates.conf",
    "crypto-policies",
    "fonts",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "mime.types",
    "os-release",
    "pki",
    "protocols",
    "services",
    "ssl",
    "timezone",
];
/// Runtimes that keep a part of themselves in `/etc`, under names with their versions.
const ETC_RUNTIMES: [&str; 4] = ["java", "python", "ruby", "node"];
/// The devices that every program may expect.
const DEVICES: [&str; 5] = ["null", "zero", "full", "random", "urandom"];
/// Files of `/proc` that tell of the host or of keys.
pub(crate) const MASKED: [&str; 5] =
    ["/proc/kallsyms", "/proc/kcore", "/proc/key-users", "/proc/keys", "/proc/timer_list"];

/// What the host has of [`TOP`] and [`ETC`].
pub(crate) struct HostFiles {
    pub(crate) trees: Vec<PathBuf>,
    pub(crate) links: Vec<(PathBuf, PathBuf)>,
}

impl HostFiles {
    pub(crate) fn find() -> HostFiles {
        let mut found = HostFiles { trees: Vec::new(), links: Vec::new() };
        let mut paths: Vec<PathBuf> = TOP.iter().map(PathBuf::from).collect();
        paths.extend(ETC.iter().map(|name| Path::new("/etc").join(name)));
        let runtimes = fs::read_dir("/etc").into_iter().flatten().flatten().filter(|entry| {
            let name = entry.file_name();
            ETC_RUNTIMES.iter().any(|start| name.to_string_lossy().starts_with(start))
        });
        paths.extend(runtimes.map(|entry| entry.path()));
        for path in paths {
            match fs::symlink_metadata(&path) {
                Ok(about) if about.is_symlink() => {
                    if let Ok(target) = fs::read_link(&path) {
                        found.links.push((path, target));
                    }
                }
                Ok(_) => found.trees.push(path),
                Err(_) => {}
            }
        }
        found
    }
}

/// A detached tree, and where it goes.
struct Tree {
    mount: OwnedFd,
    target: PathBuf,
    folder: bool,
}

/// Where a spare has the host's root until it knows what it is to be. Nobody but its keeper can look into the folder.
const ASIDE: &str = "/.host";
const HOST: &str = "/.host/root";

/// Assembles the root and moves into it. Afterwards no path leads to the host's.
pub(super) fn assemble(job: &Job, stage: &Path, uid: u32, host: &HostFiles) -> Result<(), Failure> {
    lay_out(job, stage, uid, host, false)?;
    close(matches!(job.root, Root::Host))
}

/// The same for a spare, which has no mounts of its instance yet: it can still reach the host's root, and the root can
/// be changed, until [`complete`].
pub(super) fn begin(job: &Job, stage: &Path, uid: u32, host: &HostFiles) -> Result<(), Failure> {
    lay_out(job, stage, uid, host, true)
}

/// Takes hold of the mounts on the host, lets go of it, attaches them, and gives `/tmp` its size.
pub(super) fn complete(mounts: &[Mount], tmp: Option<u64>) -> Result<(), Failure> {
    let flags = OFlags::PATH | OFlags::CLOEXEC;
    let outside = open(HOST, flags, Mode::empty()).map_err(at("reach the host"))?;
    let mut trees = Vec::new();
    for mount in mounts {
        let step = || format!("take hold of {}", mount.source.display());
        // As the cloud sees it: links lead where they lead there.
        let flags = ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS;
        let path = mount.source.strip_prefix("/").unwrap_or(&mount.source);
        let source = openat2(&outside, path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty(), flags)
            .map_err(at(step()))?;
        let tree = grab_at(&source, Path::new(""), mount.access).map_err(at(step()))?;
        trees.push(Tree { target: mount.target.clone(), ..tree });
    }
    trees.sort_by_key(|tree| tree.target.components().count());
    drop(outside);
    unmount(HOST, UnmountFlags::DETACH).map_err(at("let go of the host's root"))?;
    fs::remove_dir(HOST).and_then(|()| fs::remove_dir(ASIDE)).map_err(at("clear the root"))?;
    attach_all(&trees, true)?;
    if let Some(size) = tmp {
        resize(Path::new("/tmp"), size).map_err(at("make /tmp"))?;
    }
    close(true)
}

fn lay_out(
    job: &Job,
    stage: &Path,
    uid: u32,
    host: &HostFiles,
    keep_host: bool,
) -> Result<(), Failure> {
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    mount_change("/", private).map_err(at("keep mounts private"))?;
    let resolver = resolver(job.network);
    let (new_root, own) = match &job.root {
        Root::Host => (tmpfs(ROOT_SIZE, "755", Attr::empty()).map_err(at("make a root"))?, true),
        Root::Folder(folder) => {
            (grab(folder, Access::Read).map_err(at("take hold of the root"))?.mount, false)
        }
    };
    let trees = trees(job, host, own)?;
    enter(&new_root, stage, keep_host)?;
    attach_all(&trees, own)?;
    furnish(own, uid, host, job, &resolver).map_err(at("furnish the root"))?;
    let dev = open_tree(CWD, "/dev", OpenTreeFlags::OPEN_TREE_CLOEXEC).map_err(at("close /dev"))?;
    set(&dev, Attr::MOUNT_ATTR_RDONLY, false).map_err(at("close /dev"))
}

fn attach_all(trees: &[Tree], own: bool) -> Result<(), Failure> {
    for tree in trees {
        let step = || format!("mount {}", tree.target.display());
        // `/dev` is always the instance's own.
        if own || tree.target.starts_with("/dev/") {
            make_target(tree).map_err(at(step()))?;
        }
        attach(&tree.mount, &tree.target).map_err(at(step()))?;
    }
    Ok(())
}

/// Nothing in the root changes any more.
fn close(own: bool) -> Result<(), Failure> {
    if own {
        let root =
            open_tree(CWD, "/", OpenTreeFlags::OPEN_TREE_CLOEXEC).map_err(at("close the root"))?;
        set(&root, Attr::MOUNT_ATTR_RDONLY | SAFE, false).map_err(at("close the root"))?;
    }
    Ok(())
}

/// The root and `/dev` hold some names and tiny files, no more.
const ROOT_SIZE: u64 = 1 << 20;
/// Nothing gains rights from files, and no file is a device.
const SAFE: Attr = Attr::MOUNT_ATTR_NOSUID.union(Attr::MOUNT_ATTR_NODEV);

/// All that is to be attached, outer before inner.
fn trees(job: &Job, host: &HostFiles, own: bool) -> Result<Vec<Tree>, Failure> {
    let mut trees = Vec::new();
    if own {
        for path in &host.trees {
            let tree = grab(path, Access::Read);
            trees.push(tree.map_err(at(format!("take hold of {}", path.display())))?);
        }
    }
    let made = |mount: io::Result<OwnedFd>, target: &str| {
        mount
            .map(|mount| Tree { mount, target: target.into(), folder: true })
            .map_err(at(format!("make {target}")))
    };
    trees.push(made(proc(), "/proc")?);
    trees.push(made(tmpfs(ROOT_SIZE, "755", SAFE | Attr::MOUNT_ATTR_NOEXEC), "/dev")?);
    for name in DEVICES {
        let path = Path::new("/dev").join(name);
        let step = format!("take hold of {}", path.display());
        trees.push(device(&path, &path).map_err(at(step))?);
    }
    for path in MASKED.iter().map(Path::new).filter(|path| path.exists()) {
        let step = format!("cover {}", path.display());
        trees.push(device(Path::new("/dev/null"), path).map_err(at(step))?);
    }
    trees.push(made(tmpfs(job.limits.tmp, "1777", SAFE), "/tmp")?);
    if job.limits.shm > 0 {
        trees.push(made(tmpfs(job.limits.shm, "1777", SAFE), "/dev/shm")?);
    }
    let mut mounts = Vec::new();
    for mount in &job.mounts {
        let step = format!("take hold of {}", mount.source.display());
        let tree = grab(&mount.source, mount.access).map_err(at(step))?;
        mounts.push(Tree { target: mount.target.clone(), ..tree });
    }
    mounts.sort_by_key(|tree| tree.target.components().count());
    trees.extend(mounts);
    Ok(trees)
}

/// A detached copy of what is mounted at and below `source`.
fn grab(source: &Path, access: Access) -> io::Result<Tree> {
    grab_at(CWD, source, access)
}

/// The same for what is below an open folder, or with an empty path for an open file itself.
fn grab_at(folder: impl AsFd, source: &Path, access: Access) -> io::Result<Tree> {
    let flags = OpenTreeFlags::OPEN_TREE_CLONE
        | OpenTreeFlags::OPEN_TREE_CLOEXEC
        | OpenTreeFlags::AT_EMPTY_PATH
        | OpenTreeFlags::AT_RECURSIVE;
    let mount = open_tree(folder, source, flags)?;
    let attributes = match access {
        Access::Read => SAFE | Attr::MOUNT_ATTR_RDONLY,
        Access::Write => SAFE,
    };
    set(&mount, attributes, true)?;
    let folder = FileType::from_raw_mode(fstat(&mount)?.st_mode).is_dir();
    Ok(Tree { mount, target: source.to_owned(), folder })
}

/// A device of the host, with which nothing but reading and writing can be done.
fn device(source: &Path, target: &Path) -> io::Result<Tree> {
    let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC;
    let mount = open_tree(CWD, source, flags)?;
    let attributes = Attr::MOUNT_ATTR_NOSUID | Attr::MOUNT_ATTR_NOEXEC | Attr::MOUNT_ATTR_RDONLY;
    set(&mount, attributes, false)?;
    Ok(Tree { mount, target: target.to_owned(), folder: false })
}

fn set(tree: &OwnedFd, attributes: Attr, deep: bool) -> io::Result<()> {
    crate::sys::set_mount_attributes(tree.as_fd(), u64::from(attributes.bits()), deep)
}

fn tmpfs(size: u64, mode: &str, attributes: Attr) -> io::Result<OwnedFd> {
    let fs = fsopen("tmpfs", FsOpenFlags::FSOPEN_CLOEXEC)?;
    limit(&fs, size)?;
    fsconfig_set_string(&fs, "mode", mode)?;
    fsconfig_create(&fs)?;
    Ok(fsmount(&fs, FsMountFlags::FSMOUNT_CLOEXEC, attributes)?)
}

/// Gives a tmpfs another size.
fn resize(folder: &Path, size: u64) -> io::Result<()> {
    let fs = fspick(CWD, folder, FsPickFlags::FSPICK_CLOEXEC)?;
    limit(&fs, size)?;
    Ok(fsconfig_reconfigure(&fs)?)
}

fn limit(fs: &OwnedFd, size: u64) -> io::Result<()> {
    // Zero would mean "no limit".
    let size = size.max(4096);
    fsconfig_set_string(fs, "size", size.to_string())?;
    // Names cost memory as well: one for each page, and some.
    Ok(fsconfig_set_string(fs, "nr_inodes", (size / 4096 + 64).to_string())?)
}

/// The processes of this pid namespace, read-only: no kernel setting can be changed.
fn proc() -> io::Result<OwnedFd> {
    let fs = fsopen("proc", FsOpenFlags::FSOPEN_CLOEXEC)?;
    fsconfig_create(&fs)?;
    let attributes = SAFE | Attr::MOUNT_ATTR_NOEXEC | Attr::MOUNT_ATTR_RDONLY;
    Ok(fsmount(&fs, FsMountFlags::FSMOUNT_CLOEXEC, attributes)?)
}

/// Makes the tree the root, and lets go of the host's, or puts it aside.
fn enter(new_root: &OwnedFd, stage: &Path, keep_host: bool) -> Result<(), Failure> {
    attach(new_root, stage).map_err(at(format!("mount over {}", stage.display())))?;
    std::env::set_current_dir(stage).map_err(at("enter the root"))?;
    if keep_host {
        let aside = |path: &str| path.trim_start_matches('/').to_owned();
        fs::create_dir(aside(ASIDE))
            .and_then(|()| fs::create_dir(aside(HOST)))
            .and_then(|()| fs::set_permissions(aside(ASIDE), fs::Permissions::from_mode(0o000)))
            .map_err(at("put the host's root aside"))?;
        rustix::process::pivot_root(".", aside(HOST)).map_err(at("change the root"))?;
        return std::env::set_current_dir("/").map_err(at("enter the root"));
    }
    rustix::process::pivot_root(".", ".").map_err(at("change the root"))?;
    // The host's root now lies over the new one, at the place where this process stands.
    unmount(".", UnmountFlags::DETACH).map_err(at("let go of the host's root"))?;
    std::env::set_current_dir("/").map_err(at("enter the root"))
}

fn attach(tree: &OwnedFd, target: &Path) -> io::Result<()> {
    let flags = MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH | MoveMountFlags::MOVE_MOUNT_T_SYMLINKS;
    Ok(move_mount(tree, "", CWD, target, flags)?)
}

/// What lies in a folder of the host must be there; in the root's own folders it is made.
fn make_target(tree: &Tree) -> io::Result<()> {
    if tree.target.exists() {
        return Ok(());
    }
    if tree.folder {
        return fs::create_dir_all(&tree.target);
    }
    if let Some(parent) = tree.target.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::File::create(&tree.target).map(drop)
}

/// How names of hosts are looked up, for those who may reach any.
struct Resolver {
    hosts: Vec<u8>,
    resolv: Vec<u8>,
}

fn resolver(network: Network) -> Resolver {
    let read = |path| match network {
        // A host without the file has nothing to say.
        Network::Host => fs::read(path).unwrap_or_default(),
        Network::Own => Vec::new(),
    };
    Resolver { hosts: read("/etc/hosts"), resolv: read("/etc/resolv.conf") }
}

/// The small files and links that programs expect.
fn furnish(
    own: bool,
    uid: u32,
    host: &HostFiles,
    job: &Job,
    resolver: &Resolver,
) -> io::Result<()> {
    for (name, target) in [
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
    ] {
        symlink(target, Path::new("/dev").join(name))?;
    }
    if !own {
        return Ok(());
    }
    fs::create_dir_all("/etc")?;
    for (path, target) in &host.links {
        if !path.exists() {
            symlink(target, path)?;
        }
    }
    let name = &job.name;
    let nobody = "nobody:x:65534:65534:nobody:/:/sbin/nologin";
    let root = "root:x:0:0:root:/:/sbin/nologin";
    let user = format!("sandbox:x:{uid}:{uid}:sandbox:/tmp:/sbin/nologin");
    fs::write("/etc/passwd", format!("{root}\n{user}\n{nobody}\n"))?;
    fs::write("/etc/group", format!("root:x:0:\nsandbox:x:{uid}:\nnogroup:x:65534:\n"))?;
    fs::write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n")?;
    let mut hosts =
        format!("127.0.0.1 localhost {name} {name}.localdomain\n::1 localhost {name}\n")
            .into_bytes();
    for name in &job.names {
        hosts.extend_from_slice(format!("127.0.0.1 {name}\n").as_bytes());
    }
    hosts.extend_from_slice(&resolver.hosts);
    fs::write("/etc/hosts", hosts)?;
    fs::write("/etc/resolv.conf", &resolver.resolv)
}
