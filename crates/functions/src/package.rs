//! Code packages below the data folder: each unpacked once, whole or not at all, also after a kill; layers laid over
//! each other; what nobody names any more taken away.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::archive;
use crate::{UnpackError, Unpacked};

/// Most files of a folder that is looked at for changes.
const MAX_FILES: usize = 200_000;
/// Everybody may read what is in a package: an instance runs as a user of its own.
pub(crate) const READ: u32 = 0o444;
pub(crate) const ENTER: u32 = 0o755;

/// SHA-256 in hexadecimal.
pub(crate) fn hash_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Unpacks an archive into `packages/HASH`, unless it lies there.
pub(crate) fn unpack(packages: &Path, bytes: &[u8], limit: u64) -> Result<Unpacked, UnpackError> {
    let folder = packages.join(hash_hex(bytes));
    let size = archive::sizes(bytes, limit)?;
    if folder.is_dir() {
        return Ok(Unpacked { folder, size });
    }
    fs::create_dir_all(packages)?;
    let half = packages.join(format!(".half-{}", clock::Random::from_system().hex(8)));
    let unpacked = archive::extract(bytes, &half, limit);
    let placed = unpacked.and_then(|()| {
        fs::set_permissions(&half, fs::Permissions::from_mode(ENTER))?;
        match fs::rename(&half, &folder) {
            // Somebody was faster with the same.
            Err(_) if folder.is_dir() => Ok(()),
            renamed => Ok(renamed?),
        }
    });
    // Gone when it was renamed.
    let _gone = fs::remove_dir_all(&half);
    placed.map(|()| Unpacked { folder, size })
}

/// Lays layers over each other, later ones over earlier ones, in `layers/HASH`: by hard links where that works.
pub(crate) fn merge(layers: &Path, parts: &[PathBuf]) -> io::Result<Option<PathBuf>> {
    match parts {
        [] => return Ok(None),
        [one] => return Ok(Some(one.clone())),
        _ => {}
    }
    let names: Vec<String> = parts.iter().map(|part| part.display().to_string()).collect();
    let folder = layers.join(hash_hex(names.join("\n").as_bytes()));
    if folder.is_dir() {
        return Ok(Some(folder));
    }
    fs::create_dir_all(layers)?;
    let half = layers.join(format!(".half-{}", clock::Random::from_system().hex(8)));
    fs::create_dir(&half)?;
    let laid = parts.iter().try_for_each(|part| lay(part, &half));
    let placed = laid.and_then(|()| {
        fs::set_permissions(&half, fs::Permissions::from_mode(ENTER))?;
        match fs::rename(&half, &folder) {
            Err(_) if folder.is_dir() => Ok(()),
            renamed => renamed,
        }
    });
    let _gone = fs::remove_dir_all(&half);
    placed.map(|()| Some(folder))
}

fn lay(from: &Path, onto: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), onto.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !target.is_dir() || target.is_symlink() {
                remove(&target)?;
                fs::create_dir(&target)?;
                fs::set_permissions(&target, fs::Permissions::from_mode(ENTER))?;
            }
            lay(&source, &target)?;
            continue;
        }
        remove(&target)?;
        if kind.is_symlink() {
            symlink(fs::read_link(&source)?, &target)?;
        } else if fs::hard_link(&source, &target).is_err() {
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    }
}

/// Removes what is below `packages` and not named, and what was left half unpacked.
pub(crate) fn sweep(packages: &Path, named: &[PathBuf]) -> io::Result<()> {
    let entries = match fs::read_dir(packages) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        if !named.contains(&path) {
            remove(&path)?;
        }
    }
    Ok(())
}

/// Removes in the background what an earlier cloud has unpacked: it is unpacked again when it is called again.
pub(crate) fn forget_all(folder: &Path) {
    let old = folder.join(format!(".old-{}", clock::Random::from_system().hex(8)));
    let moved = ["packages", "layers"].map(|name| {
        let (from, to) = (folder.join(name), old.join(name));
        from.is_dir() && fs::create_dir_all(&old).and_then(|()| fs::rename(from, to)).is_ok()
    });
    let left = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_old = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".old-"))
    };
    let all: Vec<PathBuf> = left.filter(is_old).collect();
    if moved.contains(&true) || !all.is_empty() {
        // What cannot be removed now is tried again at the next start.
        let _begun = std::thread::Builder::new().spawn(move || {
            all.iter().for_each(|path| drop(fs::remove_dir_all(path)));
        });
    }
}

/// Something that changes whenever a file below a folder does.
pub(crate) fn fingerprint(folder: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut next = vec![folder.to_owned()];
    let mut seen = 0usize;
    while let Some(folder) = next.pop() {
        let mut entries = fs::read_dir(&folder)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            seen += 1;
            if seen > MAX_FILES {
                return Err(io::Error::other("the folder has too many files"));
            }
            let name = entry.file_name();
            // What interpreters write themselves is no change.
            if name == "__pycache__" || name == ".git" {
                continue;
            }
            let about = entry.metadata()?;
            let changed = about.modified().ok();
            let changed = changed.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
            hash.update(format!("{:?} {} {changed:?}\n", entry.path(), about.len()));
            if about.is_dir() {
                next.push(entry.path());
            }
        }
    }
    Ok(hex(&hash.finalize()))
}

#[cfg(test)]
#[path = "package_tests.rs"]
mod tests;
