//! Zip archives, which come from outside: nothing of one may land elsewhere or take more than is allowed, whatever its
//! headers claim.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Cursor, Read, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Component, Path, PathBuf};

use zip::ZipArchive;

use crate::UnpackError;
use crate::package::{ENTER, READ};

/// Most entries of an archive.
const MAX_ENTRIES: usize = 200_000;
/// The longest path, and the deepest.
const MAX_PATH: usize = 1_024;
const MAX_DEPTH: usize = 64;
/// The longest target of a link.
const MAX_LINK: u64 = 1_024;
fn open(archive: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, UnpackError> {
    let bad = "Could not unzip uploaded file. Please check your file, then try to upload again.";
    let opened =
        ZipArchive::new(Cursor::new(archive)).map_err(|_| UnpackError::Bad(bad.to_owned()))?;
    match opened.len() > MAX_ENTRIES {
        true => Err(UnpackError::Bad(format!("the archive has more than {MAX_ENTRIES} entries"))),
        false => Ok(opened),
    }
}

/// Looks an archive through before it is taken: every entry is unpacked into nothing, so that what cannot be unpacked
/// later is refused now. Says how many bytes it becomes.
pub fn inspect(archive: &[u8], limit: u64) -> Result<u64, UnpackError> {
    let mut opened = open(archive)?;
    let mut size = 0;
    for at in 0..opened.len() {
        let mut entry = opened.by_index(at).map_err(bad)?;
        let path = path_of(&entry.name().map_err(bad)?)?;
        if let Some(path) = path.filter(|_| entry.is_symlink() && !entry.is_dir()) {
            check_link(&path, &target_of(&mut entry, &path)?)?;
            continue;
        }
        size += copy(&mut entry, &mut io::sink(), limit - size, limit)?;
    }
    Ok(size)
}

/// What the archive says that it takes; what it really takes is counted again while it is unpacked.
pub(crate) fn sizes(archive: &[u8], limit: u64) -> Result<u64, UnpackError> {
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

pub(crate) fn extract(archive: &[u8], into: &Path, limit: u64) -> Result<(), UnpackError> {
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
        // A name that ends as a folder's does is one, whatever its bits say: some builders of jars write nonsense there.
        if entry.is_dir() {
            folder(into, &path, &mut made)?;
        } else if entry.is_symlink() {
            let target = target_of(&mut entry, &path)?;
            links.push((path, target));
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

/// Where a link leads.
fn target_of(entry: &mut impl Read, path: &Path) -> Result<String, UnpackError> {
    let mut target = String::new();
    let read = entry.take(MAX_LINK + 1).read_to_string(&mut target);
    read.map_err(|_| UnpackError::Bad(format!("{} is no link", path.display())))?;
    Ok(target)
}

/// Copies what an entry holds, up to `left` bytes; says how much that is.
fn copy(
    entry: &mut impl Read,
    to: &mut impl io::Write,
    left: u64,
    limit: u64,
) -> Result<u64, UnpackError> {
    let size = io::copy(&mut entry.take(left.saturating_add(1)), to)
        .map_err(|error| UnpackError::Bad(format!("the archive is damaged: {error}")))?;
    if size > left { Err(UnpackError::TooLarge { limit }) } else { Ok(size) }
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
    let size = copy(entry, &mut written, left, limit)?;
    written.flush()?;
    written.set_permissions(fs::Permissions::from_mode(mode))?;
    Ok(size)
}

fn refused_link(path: &Path) -> UnpackError {
    UnpackError::Bad(format!("the link {} leads out of the package", path.display()))
}

/// A link leads nowhere but to something within the package.
fn check_link(path: &Path, target: &str) -> Result<(), UnpackError> {
    let refused = || refused_link(path);
    if target.is_empty() {
        return Err(refused());
    }
    let mut depth = path.components().count().saturating_sub(1);
    for part in Path::new(target).components() {
        depth = match part {
            Component::Normal(_) => depth + 1,
            Component::CurDir => depth,
            Component::ParentDir => depth.checked_sub(1).ok_or_else(refused)?,
            _ => return Err(refused()),
        };
    }
    Ok(())
}

/// Makes a link that stays within the package.
fn link(
    into: &Path,
    path: &Path,
    target: &str,
    made: &mut BTreeSet<PathBuf>,
) -> Result<(), UnpackError> {
    check_link(path, target)?;
    let full = into.join(path);
    // Another link in place of a folder above would lead elsewhere.
    if let Some(parent) = path.parent() {
        let crooked = parent.ancestors().any(|above| into.join(above).is_symlink());
        if crooked {
            return Err(refused_link(path));
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
