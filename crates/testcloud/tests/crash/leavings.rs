//! What a server's functions have on the machine: processes, cgroups, folders, mounts. Read from `/proc` and the disk, not
//! from what the server says of itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What there was at one moment.
pub(crate) struct Leavings {
    /// With the time of their start: a number may be given again.
    processes: Vec<(u32, String)>,
    cgroups: BTreeSet<String>,
    folders: Vec<PathBuf>,
}

impl Leavings {
    /// Looks at all that descends from a server.
    pub(crate) fn of(server: u32, data: &Path) -> Leavings {
        let processes: Vec<_> =
            below(server).into_iter().filter_map(|pid| Some((pid, stat(pid)?.2))).collect();
        let cgroups = processes
            .iter()
            .filter_map(|(pid, _)| std::fs::read_to_string(format!("/proc/{pid}/cgroup")).ok())
            .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
            .filter_map(|line| Some(line.splitn(3, ':').nth(2)?.to_owned()))
            .filter(|path| path.contains("stratus-"))
            .collect();
        Leavings { processes, cgroups, folders: entries(&data.join("functions/compute/tmp")) }
    }

    pub(crate) fn processes(&self) -> usize {
        self.processes.len()
    }

    pub(crate) fn cgroups(&self) -> usize {
        self.cgroups.len()
    }

    /// The processes that run on.
    pub(crate) fn running(&self) -> Vec<u32> {
        let runs = |(pid, began): &(u32, String)| {
            // A zombie runs no more; its parent reaps it when it likes.
            stat(*pid).is_some_and(|(state, _, at)| at == *began && !"ZX".contains(state))
        };
        self.processes.iter().filter(|process| runs(process)).map(|(pid, _)| *pid).collect()
    }

    /// The cgroups that are there still.
    pub(crate) fn groups(&self) -> Vec<PathBuf> {
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap();
        let roots: Vec<PathBuf> = mounts
            .lines()
            .filter(|line| line.contains(" - cgroup"))
            .filter_map(|line| line.split(' ').nth(4).map(PathBuf::from))
            .collect();
        let all = self
            .cgroups
            .iter()
            .flat_map(|path| roots.iter().map(move |root| root.join(path.trim_start_matches('/'))));
        all.filter(|path| path.exists()).collect()
    }

    /// The folders that are there still.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        self.folders.iter().filter(|folder| folder.exists()).cloned().collect()
    }
}

/// The processes that see a mount of something below `folder`.
pub(crate) fn who_mounts(folder: &Path) -> Vec<PathBuf> {
    let folder = folder.to_str().unwrap();
    let sees = |process: &PathBuf| {
        let mounts = std::fs::read_to_string(process.join("mountinfo")).unwrap_or_default();
        mounts.contains(folder)
    };
    entries(Path::new("/proc")).into_iter().filter(sees).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// All processes below one.
pub(crate) fn below(pid: u32) -> Vec<u32> {
    let name = |path: PathBuf| path.file_name()?.to_str()?.parse().ok();
    let parents: Vec<(u32, u32)> = entries(Path::new("/proc"))
        .into_iter()
        .filter_map(name)
        .filter_map(|pid: u32| Some((pid, stat(pid)?.1)))
        .collect();
    let mut found = vec![pid];
    let mut at = 0;
    while at < found.len() {
        let of = found[at];
        found.extend(parents.iter().filter(|(_, parent)| *parent == of).map(|(pid, _)| *pid));
        at += 1;
    }
    found.split_off(1)
}

/// State, parent, and when it began.
fn stat(pid: u32) -> Option<(char, u32, String)> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    Some((fields[0].chars().next()?, fields[1].parse().ok()?, (*fields.get(19)?).to_owned()))
}
