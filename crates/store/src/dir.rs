//! The data directory: its lock, its format number, and which generation in it is current.
//!
//! ```text
//! LOCK        held while a process uses the directory; holds its process id
//! FORMAT      the number of the layout
//! CURRENT     the name of the folder that holds the state
//! data-N/     a generation: kv/ (engine), settled/ (its segments), blobs/, WITNESS
//! ROOT_KEY    what everything sealed is sealed under; readable by its owner alone
//! snapshots/  NAME/ each
//! ```

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use crate::{engine::disk::sync_dir, error::OpenError, root_key::RootKey};

/// The layout that this version writes, and the newest that it reads.
const FORMAT: u32 = 2;
/// How often a lock that somebody holds is tried again, and the pause between: half a second in all.
const LOCK_TRIES: u32 = 50;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// A data directory that this process holds.
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Creates the directory when it is missing, locks it and checks its format.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        fs::create_dir_all(path).map_err(|source| io_error("create", path, source))?;
        let lock = lock(path)?;
        check_format(path)?;
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// The root key of the installation, made at its first start.
    pub(crate) fn root_key(&self, repair: bool) -> Result<RootKey, OpenError> {
        let has_state = !self.generations()?.is_empty();
        RootKey::of(&self.path, has_state, repair)
    }

    /// The number of the current generation; a new directory starts with 1.
    pub(crate) fn current(&self) -> Result<u64, OpenError> {
        let path = self.path.join("CURRENT");
        let damaged = |what: String| OpenError::Damaged { path: path.clone(), what };
        match fs::read_to_string(&path) {
            Ok(text) => {
                let number = text.trim_end().strip_prefix("data-").and_then(|n| n.parse().ok());
                match number {
                    // The first generation is named before its folder is made.
                    Some(number) if number == 1 || self.generation(number).is_dir() => Ok(number),
                    Some(_) => Err(damaged(format!("it names {}, which is gone", text.trim_end()))),
                    None => Err(damaged(format!("it should name a data folder, not {text:?}"))),
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Some((_, folder)) = self.generations()?.first() {
                    return Err(damaged(format!("it is missing, but {} exists", folder.display())));
                }
                // Named before the folder exists, so that a folder without a name is never new.
                self.set_current(1)?;
                Ok(1)
            }
            Err(source) => Err(io_error("read", &path, source)),
        }
    }

    /// Makes generation `number` the current one, at once and for good.
    pub(crate) fn set_current(&self, number: u64) -> Result<(), OpenError> {
        let (path, next) = (self.path.join("CURRENT"), self.path.join("CURRENT.new"));
        let write = || {
            let mut file = File::create(&next)?;
            writeln!(file, "data-{number}")?;
            file.sync_all()?;
            fs::rename(&next, &path)
        };
        write().map_err(|source| io_error("replace", &path, source))?;
        // The name is changed already; without this sync only the loss of power could undo that.
        if let Err(error) = sync_dir(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "cannot sync the data directory");
        }
        Ok(())
    }

    /// Removes what a failed attempt may have left of generation `number`.
    pub(crate) fn clear(&self, number: u64) -> Result<(), OpenError> {
        let folder = self.generation(number);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(io_error("remove leftovers in", &folder, error))
            }
            _ => Ok(()),
        }
    }

    /// Removes the folders of all generations but `current`: leftovers of interrupted changes.
    pub(crate) fn sweep(&self, current: u64) -> Result<(), OpenError> {
        for (number, folder) in self.generations()? {
            if number != current {
                fs::remove_dir_all(&folder)
                    .map_err(|source| io_error("remove leftovers in", &folder, source))?;
            }
        }
        Ok(())
    }

    /// The folder of generation `number`.
    pub(crate) fn generation(&self, number: u64) -> PathBuf {
        self.path.join(format!("data-{number}"))
    }

    /// The folder of all snapshots.
    pub(crate) fn snapshots(&self) -> PathBuf {
        self.path.join("snapshots")
    }

    fn generations(&self) -> Result<Vec<(u64, PathBuf)>, OpenError> {
        let refused = |source| io_error("list", &self.path, source);
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(refused)? {
            let entry = entry.map_err(refused)?;
            let name = entry.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix("data-"));
            if let Some(number) = number.and_then(|number| number.parse().ok()) {
                found.push((number, entry.path()));
            }
        }
        Ok(found)
    }
}

fn lock(dir: &Path) -> Result<File, OpenError> {
    let path = dir.join("LOCK");
    let refused = |source| io_error("open", &path, source);
    let mut options = OpenOptions::new();
    let mut file =
        options.read(true).write(true).create(true).truncate(false).open(&path).map_err(refused)?;
    match patiently(|| file.try_lock()) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            // The holder may be about to write its number; then it stays unknown.
            let _ = file.take(20).read_to_string(&mut text);
            let holder = Some(text.trim()).filter(|pid| !pid.is_empty()).unwrap_or("unknown");
            return Err(OpenError::Locked { dir: dir.to_owned(), holder: holder.to_owned() });
        }
        Err(TryLockError::Error(source)) => return Err(io_error("lock", &path, source)),
    }
    let write = |file: &mut File| {
        file.set_len(0)?;
        writeln!(file, "{}", std::process::id())
    };
    write(&mut file).map_err(|source| io_error("write", &path, source))?;
    Ok(file)
}

/// A process that was killed holds its lock until the kernel has ended the last of its threads, which whoever
/// killed it may outrun.
#[expect(clippy::disallowed_methods, reason = "the kernel takes its own time, not the cloud's")]
fn patiently(mut try_lock: impl FnMut() -> Result<(), TryLockError>) -> Result<(), TryLockError> {
    for _ in 0..LOCK_TRIES {
        match try_lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
            done => return done,
        }
    }
    try_lock()
}

fn check_format(dir: &Path) -> Result<(), OpenError> {
    let path = dir.join("FORMAT");
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return write_format(&path);
        }
        Err(source) => return Err(io_error("read", &path, source)),
    };
    match text.trim_end().parse() {
        Ok(FORMAT) => Ok(()),
        // What it holds is read as it is, and what is written from here on an older version cannot read.
        Ok(found) if found < FORMAT => write_format(&path),
        Ok(found) => Err(OpenError::NewerFormat { dir: dir.to_owned(), found, supported: FORMAT }),
        Err(_) => {
            let what = format!("it should hold a number, not {text:?}");
            Err(OpenError::Damaged { path, what })
        }
    }
}

/// At once, so that a crash leaves the old number or the new one.
fn write_format(path: &Path) -> Result<(), OpenError> {
    let next = path.with_extension("next");
    fs::write(&next, format!("{FORMAT}\n"))
        .and_then(|()| fs::rename(&next, path))
        .map_err(|source| io_error("write", path, source))
}

fn io_error(doing: &'static str, path: &Path, source: io::Error) -> OpenError {
    OpenError::Io { doing, path: path.to_owned(), source }
}
