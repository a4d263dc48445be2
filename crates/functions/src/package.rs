//! Code packages: zip archives unpacked below the data folder, once for each content, and layers laid over each other.
//!
//! An archive comes from outside: nothing of it may land elsewhere, take more than is allowed, or stand half unpacked
//! after a kill.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Cursor, Read, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use crate::{UnpackError, Unpacked};

/// Most entries of an archive.
const MAX_ENTRIES: usize = 200_000;
/// The longest path, and the deepest.
const MAX_PATH: usize = 1_024;
const MAX_DEPTH: usize = 64;
/// The longest target of a link.
const MAX_LINK: u64 = 1_024;
/// Everybody may read what is in a package: an instance runs as a user of its own.
const READ: u32 = 0o444;
const ENTER: u32 = 0o755;

/// SHA-256 in hexadecimal.
pub(crate) fn hash_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Unpacks `archive` into `packages/HASH`, unless it lies there.
pub(crate) fn unpack(packages: &Path, archive: &[u8], limit: u64) -> Result<Unpacked, UnpackError> {
    let folder = packages.join(hash_hex(archive));
    let size = sizes(archive, limit)?;
    if folder.is_dir() {
        return Ok(Unpacked { folder, size });
    }
    fs::create_dir_all(packages)?;
    let half = packages.join(format!(".half-{}", clock::Random::from_system().hex(8)));
    let unpacked = extract(archive, &half, limit);
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

fn open(archive: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, UnpackError> {
    let bad = "Could not unzip uploaded file. Please check your file, then try to upload again.";
    let opened =
        ZipArchive::new(Cursor::new(archive)).map_err(|_| UnpackError::Bad(bad.to_owned()))?;
    match opened.len() > MAX_ENTRIES {
        true => Err(UnpackError::Bad(format!("the archive has more than {MAX_ENTRIES} entries"))),
        false => Ok(opened),
    }
}

/// What the archive says that it takes; what it really takes is counted again while it is unpacked.
fn sizes(archive: &[u8], limit: u64) -> Result<u64, UnpackError> {
    let mut opened = open(archive)?;
    let mut size = 0u64;
    for at in 0..opened.len() {
        size = size.saturating_add(opened.by_index_raw(at).map_err(bad)?.size());
    }
    if size > limit { Err(UnpackError::TooLarge { limit }) } else { Ok(size) }
}

fn bad(error: zip::result::ZipError) -> UnpackError {
    UnpackError::Bad(format!("the archive cannot be read: {error}"))
}

fn extract(archive: &[u8], into: &Path, limit: u64) -> Result<(), UnpackError> {
    let mut opened = open(archive)?;
    fs::create_dir(into)?;
    let mut left = limit;
    let mut made = BTreeSet::new();
    // Links last: nothing is written through one.
    let mut links = Vec::new();
    for at in 0..opened.len() {
        let mut entry = opened.by_index(at).map_err(bad)?;
        let Some(path) = path_of(&entry.name().map_err(bad)?)? else { continue };
        let mode = entry.unix_mode().unwrap_or(0o644);
        if entry.is_symlink() {
            let mut target = String::new();
            let read = entry.by_ref().take(MAX_LINK + 1).read_to_string(&mut target);
            read.map_err(|_| UnpackError::Bad(format!("{} is no link", path.display())))?;
            links.push((path, target));
        } else if entry.is_dir() {
            folder(into, &path, &mut made)?;
        } else {
            if let Some(parent) = path.parent() {
                folder(into, parent, &mut made)?;
            }
            left -= file(&mut entry, &into.join(&path), mode, left, limit)?;
        }
    }
    for (path, target) in links {
        link(into, &path, &target, &mut made)?;
    }
    Ok(())
}

/// The path of an entry, which goes nowhere but down; `None` for the folder itself.
fn path_of(name: &str) -> Result<Option<PathBuf>, UnpackError> {
    let refused = |why: &str| Err(UnpackError::Bad(format!("the archive's entry {name:?} {why}")));
    // Windows' tools write their own separator.
    let name = name.replace('\\', "/");
    if name.len() > MAX_PATH || name.contains('\0') {
        return refused("has no name that can be used");
    }
    let mut path = PathBuf::new();
    for part in Path::new(&name).components() {
        match part {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            _ => return refused("would lie outside of the package"),
        }
    }
    if path.components().count() > MAX_DEPTH {
        return refused("lies too deep");
    }
    Ok((!path.as_os_str().is_empty()).then_some(path))
}

/// Makes a folder and those above it.
fn folder(into: &Path, path: &Path, made: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    if path.as_os_str().is_empty() || !made.insert(path.to_owned()) {
        return Ok(());
    }
    let full = into.join(path);
    fs::create_dir_all(&full)?;
    for above in path.ancestors().filter(|above| !above.as_os_str().is_empty()) {
        fs::set_permissions(into.join(above), fs::Permissions::from_mode(ENTER))?;
    }
    Ok(())
}

/// Writes a file; says how large it is.
fn file(
    entry: &mut impl Read,
    path: &Path,
    mode: u32,
    left: u64,
    limit: u64,
) -> Result<u64, UnpackError> {
    // Who may execute it at all may; the special bits are left out.
    let mode = (mode & 0o777) | READ | if mode & 0o111 == 0 { 0 } else { 0o111 };
    // The later of two entries with one name counts.
    if path.is_file() {
        fs::remove_file(path)?;
    }
    let mut written = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let size = io::copy(&mut entry.take(left.saturating_add(1)), &mut written)
        .map_err(|error| UnpackError::Bad(format!("the archive is damaged: {error}")))?;
    if size > left {
        return Err(UnpackError::TooLarge { limit });
    }
    written.flush()?;
    written.set_permissions(fs::Permissions::from_mode(mode))?;
    Ok(size)
}

/// Makes a link that stays within the package.
fn link(
    into: &Path,
    path: &Path,
    target: &str,
    made: &mut BTreeSet<PathBuf>,
) -> Result<(), UnpackError> {
    let refused =
        || UnpackError::Bad(format!("the link {} leads out of the package", path.display()));
    let mut depth = path.components().count().saturating_sub(1);
    for part in Path::new(target).components() {
        depth = match part {
            Component::Normal(_) => depth + 1,
            Component::CurDir => depth,
            Component::ParentDir => depth.checked_sub(1).ok_or_else(refused)?,
            _ => return Err(refused()),
        };
    }
    let full = into.join(path);
    // Another link in place of a folder above would lead elsewhere.
    if let Some(parent) = path.parent() {
        let crooked = parent.ancestors().any(|above| into.join(above).is_symlink());
        if crooked {
            return Err(refused());
        }
        folder(into, parent, made)?;
    }
    match symlink(target, &full) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(UnpackError::Bad(format!("{} is there twice", path.display())))
        }
        done => Ok(done?),
    }
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
            if seen > MAX_ENTRIES {
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
