//! Layers over each other, in a new folder: by hard links, so that a file lies on the disk once however many images have
//! it. Nothing that lies there is ever written to.
//! Ref: <https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts>

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use super::layer::Sidecar;
use crate::error::{ImageError, bad};
use crate::scoped;

/// A layer as it lies unpacked.
pub(crate) struct Part {
    pub(crate) tree: PathBuf,
    pub(crate) sidecar: Sidecar,
}

/// Lays `parts`, the lowest first, over each other in the folder `root`, which is there and empty.
pub(crate) fn merge<'p>(
    parts: impl Iterator<Item = &'p Part>,
    root: &Path,
) -> Result<(), ImageError> {
    for part in parts {
        take_away(&part.sidecar, root)?;
        let implied: HashSet<&[u8]> = part.sidecar.implied.iter().map(Vec::as_slice).collect();
        lay(part, Path::new(""), root, Path::new(""), &implied)?;
        for (name, target) in &part.sidecar.links {
            link(root, path(name), path(target))?;
        }
    }
    furnish(root)
}

fn path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

fn take_away(sidecar: &Sidecar, root: &Path) -> Result<(), ImageError> {
    for folder in &sidecar.opaque {
        if let Some((folder, scoped::Kind::Folder)) = scoped::find(root, path(folder))? {
            for entry in fs::read_dir(root.join(folder))? {
                remove(&entry?.path())?;
            }
        }
    }
    for gone in &sidecar.whiteouts {
        let gone = path(gone);
        let parent = scoped::find(root, gone.parent().unwrap_or(Path::new("")))?;
        if let (Some((folder, scoped::Kind::Folder)), Some(name)) = (parent, gone.file_name()) {
            remove(&root.join(folder).join(name))?;
        }
    }
    Ok(())
}

/// Lays what is in the layer's folder `from` into the root's folder `onto`.
fn lay(
    part: &Part,
    from: &Path,
    root: &Path,
    onto: &Path,
    implied: &HashSet<&[u8]>,
) -> Result<(), ImageError> {
    for entry in fs::read_dir(part.tree.join(from))? {
        let entry = entry?;
        let own = from.join(entry.file_name());
        let source = part.tree.join(&own);
        let mut target = onto.join(entry.file_name());
        let full = root.join(&target);
        let kind = entry.file_type()?;
        if kind.is_dir() {
            let only_implied = implied.contains(own.as_os_str().as_bytes());
            let made = match fs::symlink_metadata(&full) {
                Ok(about) if about.is_dir() => false,
                // A folder that nobody said to be one: what is in it goes where the link leads.
                Ok(about) if about.is_symlink() && only_implied => {
                    target = scoped::folder(root, &target, &mut Vec::new())?;
                    false
                }
                _ => {
                    remove(&full)?;
                    fs::create_dir(&full)?;
                    true
                }
            };
            if made || !only_implied {
                let mode = entry.metadata()?.permissions().mode();
                fs::set_permissions(&full, Permissions::from_mode(mode & 0o1777))?;
            }
            lay(part, &own, root, &target, implied)?;
            continue;
        }
        remove(&full)?;
        if kind.is_symlink() {
            symlink(fs::read_link(&source)?, &full)?;
        } else {
            place(&source, &full)?;
        }
    }
    Ok(())
}

/// A file by a hard link; by a copy when it has as many as the file system allows.
fn place(source: &Path, target: &Path) -> io::Result<()> {
    fs::hard_link(source, target).or_else(|_| fs::copy(source, target).map(drop))
}

/// A hard link of a layer to what lies below it.
fn link(root: &Path, name: &Path, target: &Path) -> Result<(), ImageError> {
    let broken = || {
        bad(format!(
            "/{} is a hard link to /{}, which is not there",
            name.display(),
            target.display()
        ))
    };
    let parent = target.parent().unwrap_or(Path::new(""));
    let Some((folder, scoped::Kind::Folder)) = scoped::find(root, parent)? else {
        return Err(broken());
    };
    let target = root.join(folder).join(target.file_name().ok_or_else(broken)?);
    match fs::symlink_metadata(&target) {
        Ok(about) if !about.is_dir() => {}
        _ => return Err(broken()),
    }
    let folder = scoped::folder(root, name.parent().unwrap_or(Path::new("")), &mut Vec::new())?;
    let own = root.join(folder).join(name.file_name().ok_or_else(broken)?);
    if own != target {
        remove(&own)?;
        place(&target, &own)?;
    }
    Ok(())
}

/// What an instance mounts over: folders, and three small files.
fn furnish(root: &Path) -> Result<(), ImageError> {
    for name in ["dev", "proc", "tmp"] {
        let full = root.join(name);
        if !fs::symlink_metadata(&full).is_ok_and(|about| about.is_dir()) {
            remove(&full)?;
            fs::create_dir(&full)?;
        }
    }
    let etc = root.join(scoped::folder(root, Path::new("etc"), &mut Vec::new())?);
    for name in ["hostname", "hosts", "resolv.conf"] {
        let full = etc.join(name);
        if !fs::symlink_metadata(&full).is_ok_and(|about| about.is_file()) {
            remove(&full)?;
            fs::write(&full, "")?;
            fs::set_permissions(&full, Permissions::from_mode(0o644))?;
        }
    }
    fs::set_permissions(root, Permissions::from_mode(0o755))?;
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    }
}
