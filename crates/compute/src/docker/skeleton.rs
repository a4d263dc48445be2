//! The image of a container: a skeleton of links and mount points. All files are the host's, or those of an unpacked image,
//! mounted onto it read-only, so nothing is copied into the engine, however large it is.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::helper::HostFiles;
use crate::{Root, StartError};

/// What an engine furnishes itself, or the driver does.
const NOT_OF_THE_ROOT: [&str; 6] = ["dev", "proc", "sys", "tmp", ".stratus", ".dockerenv"];
/// What engines mount below `/etc`: files must be there for that.
const MOUNTED: [&str; 3] = ["hostname", "hosts", "resolv.conf"];
const NSSWITCH: &str = "passwd: files\ngroup: files\nhosts: files dns\n";

/// What a root is made of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Skeleton {
    /// Symbolic links: where, and to what.
    links: Vec<(PathBuf, PathBuf)>,
    /// Files and folders of the host, and where they are seen.
    pub(super) mounts: Vec<(PathBuf, PathBuf)>,
    /// Whether accounts and names are to be looked up in files of the driver's.
    pub(super) own: bool,
}

impl Skeleton {
    /// Looks at what the root has. Blocks for a moment.
    pub(super) fn of(root: &Root) -> Result<Skeleton, StartError> {
        match root {
            Root::Host => {
                let host = HostFiles::find();
                let mounts = host.trees.into_iter().map(|tree| (tree.clone(), tree)).collect();
                Ok(Skeleton { links: host.links, mounts, own: true })
            }
            Root::Folder(folder) => of_folder(folder),
        }
    }

    /// The folders in the archive, the outer ones first.
    fn folders(&self) -> BTreeSet<PathBuf> {
        let mut all = BTreeSet::from([PathBuf::from(".stratus")]);
        if self.own {
            all.insert("etc".into());
        }
        let links = self.links.iter().map(|(path, _)| path);
        for path in links.chain(self.mounts.iter().map(|(_, target)| target)) {
            let own = path.strip_prefix("/").unwrap_or(path);
            all.extend(own.ancestors().skip(1).map(PathBuf::from));
        }
        all.remove(Path::new(""));
        all
    }

    /// Its archive, the same for the same root.
    pub(super) fn archive(&self) -> io::Result<Vec<u8>> {
        let mut archive = tar::Builder::new(Vec::new());
        let entry = |kind, mode, size| {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(kind);
            header.set_mode(mode);
            header.set_size(size);
            header.set_mtime(0);
            header
        };
        // Engines make folders that are not named as nobody's but root's.
        for name in self.folders() {
            let mut folder = entry(tar::EntryType::Directory, 0o755, 0);
            archive.append_data(&mut folder, name, io::empty())?;
        }
        // What is mounted there has this mode by some engines, whatever its options say.
        let mut closed = entry(tar::EntryType::Directory, 0, 0);
        archive.append_data(&mut closed, "sys/", io::empty())?;
        for (path, target) in &self.links {
            let mut link = entry(tar::EntryType::Symlink, 0o777, 0);
            archive.append_link(&mut link, path.strip_prefix("/").unwrap_or(path), target)?;
        }
        if self.own {
            let mut file = entry(tar::EntryType::Regular, 0o644, NSSWITCH.len() as u64);
            archive.append_data(&mut file, "etc/nsswitch.conf", NSSWITCH.as_bytes())?;
        }
        archive.into_inner()
    }
}

fn of_folder(root: &Path) -> Result<Skeleton, StartError> {
    let system = |error: io::Error| StartError::System {
        step: format!("read {}", root.display()),
        cause: error.to_string(),
    };
    let mut skeleton = Skeleton::default();
    for entry in std::fs::read_dir(root).map_err(system)? {
        let entry = entry.map_err(system)?;
        let name = entry.file_name();
        if NOT_OF_THE_ROOT.iter().any(|own| name == *own) {
            continue;
        }
        let target = Path::new("/").join(&name);
        let kind = entry.file_type().map_err(system)?;
        if kind.is_symlink() {
            skeleton.links.push((target, std::fs::read_link(entry.path()).map_err(system)?));
        } else if kind.is_dir() || kind.is_file() {
            skeleton.mounts.push((entry.path(), target));
        }
    }
    skeleton.links.sort();
    skeleton.mounts.sort();
    let etc = root.join("etc");
    let is_file =
        |name: &&str| std::fs::symlink_metadata(etc.join(name)).is_ok_and(|about| about.is_file());
    if std::fs::symlink_metadata(&etc).is_ok_and(|about| about.is_dir())
        && let Some(name) = MOUNTED.iter().find(|name| !is_file(name))
    {
        let what = format!("{} has no file etc/{name} for the engine to mount on", root.display());
        return Err(StartError::Spec(what));
    }
    Ok(skeleton)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_becomes_links_and_mounts() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path();
        for folder in ["usr", "dev", "proc", "tmp", "etc"] {
            std::fs::create_dir(root.join(folder)).unwrap();
        }
        std::fs::write(root.join("run"), "").unwrap();
        std::os::unix::fs::symlink("usr/bin", root.join("bin")).unwrap();
        let missing = Skeleton::of(&Root::Folder(root.to_owned())).unwrap_err();
        assert!(missing.to_string().contains("no file etc/hostname"), "{missing}");
        for name in MOUNTED {
            std::fs::write(root.join("etc").join(name), "").unwrap();
        }
        let skeleton = Skeleton::of(&Root::Folder(root.to_owned())).unwrap();
        assert_eq!(skeleton.links, [(PathBuf::from("/bin"), PathBuf::from("usr/bin"))]);
        let seen: Vec<&Path> = skeleton.mounts.iter().map(|(_, seen)| seen.as_path()).collect();
        assert_eq!(seen, [Path::new("/etc"), Path::new("/run"), Path::new("/usr")]);
        let archive = skeleton.archive().unwrap();
        assert_eq!(archive, skeleton.archive().unwrap());
        let mut read = tar::Archive::new(archive.as_slice());
        let names: Vec<PathBuf> =
            read.entries().unwrap().map(|e| e.unwrap().path().unwrap().into_owned()).collect();
        assert_eq!(names, [".stratus", "sys/", "bin"].map(PathBuf::from));
    }

    #[test]
    fn the_hosts_root_shows_its_programs() {
        let skeleton = Skeleton::of(&Root::Host).unwrap();
        assert!(skeleton.mounts.iter().any(|(source, _)| source == Path::new("/usr")));
        assert!(!skeleton.mounts.iter().any(|(_, seen)| seen == Path::new("/etc")));
        assert!(skeleton.folders().contains(Path::new("etc")));
    }
}
