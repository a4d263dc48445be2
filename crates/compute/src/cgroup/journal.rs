//! Which folders of cgroups this cloud made, written down before they are made: after a kill, the next start kills what
//! still runs in them and removes them.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rustix::process::{Pid, Signal, kill_process};

use crate::local::pause;

/// What this cloud's folders begin with. Nothing else is ever removed, whatever the journal says.
pub(crate) const PREFIX: &str = "stratus-";
/// Killed processes leave their groups within some milliseconds.
const TRIES: u32 = 400;

pub(super) fn write(journal: &Path, folders: &[&Path]) -> io::Result<()> {
    let lines: Vec<String> =
        folders.iter().map(|folder| format!("{}\n", folder.display())).collect();
    fs::write(journal, lines.concat())
}

/// Removes all that the journal names, then the journal. What cannot be removed stays in it.
pub(super) fn sweep(journal: &Path) {
    let Ok(text) = fs::read_to_string(journal) else { return };
    let folders: Vec<PathBuf> = text.lines().map(PathBuf::from).collect();
    let left = remove(&folders);
    let left: Vec<&Path> = left.iter().map(PathBuf::as_path).collect();
    let kept = match left.is_empty() {
        true => fs::remove_file(journal),
        false => write(journal, &left),
    };
    if let Err(error) = kept {
        tracing::warn!(%error, journal = %journal.display(), "cannot note that cgroups are removed");
    }
    for folder in left {
        tracing::warn!(folder = %folder.display(), "this cgroup of an earlier run cannot be removed");
    }
}

/// Kills what is in the folders and below, and removes them; gives back those that stay.
pub(crate) fn remove(folders: &[PathBuf]) -> Vec<PathBuf> {
    // All are thawed before one is waited for.
    folders.iter().filter(|folder| is_own(folder)).for_each(|folder| empty_below(folder));
    folders.iter().filter(|folder| is_own(folder) && !remove_one(folder)).cloned().collect()
}

fn is_own(folder: &Path) -> bool {
    let named = folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
    named && folder.is_absolute()
}

fn empty_below(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            empty(&entry.path());
        }
    }
    empty(folder);
}

/// Kills what is in the folder and below, and removes it; says whether it is gone.
fn remove_one(folder: &Path) -> bool {
    for _ in 0..TRIES {
        empty_below(folder);
        match fs::remove_dir(folder) {
            Ok(()) => return true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return true,
            Err(_) => pause(),
        }
    }
    false
}

/// Kills what is in one folder; removes it when it holds no other.
fn empty(folder: &Path) {
    // Frozen processes do not die.
    for (name, value) in [("freezer.state", "THAWED"), ("cgroup.freeze", "0")] {
        if let Ok(mut file) = fs::OpenOptions::new().write(true).open(folder.join(name)) {
            let _thawed = file.write_all(value.as_bytes());
        }
    }
    let procs = fs::read_to_string(folder.join("cgroup.procs")).unwrap_or_default();
    for pid in procs.lines().filter_map(|line| Pid::from_raw(line.parse().ok()?)) {
        let _killed = kill_process(pid, Signal::KILL);
    }
    let _removed = fs::remove_dir(folder);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_folders_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("stratus-1");
        let other = folder.path().join("system");
        fs::create_dir_all(own.join("i1")).unwrap();
        fs::create_dir(&other).unwrap();
        let journal = folder.path().join("cgroups");
        write(&journal, &[&own, &other, &folder.path().join("stratus-gone")]).unwrap();
        sweep(&journal);
        assert!(!journal.exists() && !own.exists() && other.exists());
        sweep(&journal);
    }
}
