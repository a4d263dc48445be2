//! Control groups: limits on all processes of an instance together, and what they used. Versions 1 and 2, as far as this
//! process may write them; what is missing is said, never assumed.
//! Ref: <https://docs.kernel.org/admin-guide/cgroup-v2.html>, <https://docs.kernel.org/admin-guide/cgroup-v1/>

mod find;
mod group;
mod journal;

use std::io;
use std::path::{Path, PathBuf};

pub(crate) use group::Group;
#[cfg(target_os = "linux")]
pub(crate) use group::{KEEPER_TASKS, OVERHEAD, quota};
pub(crate) use journal::{PREFIX, remove};

/// A kind of limit or measure, each with a folder of its own in version 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Controller {
    Memory,
    Cpu,
    Accounting,
    Pids,
    Freezer,
}

impl Controller {
    pub(crate) const ALL: [Controller; 5] = [
        Controller::Memory,
        Controller::Cpu,
        Controller::Accounting,
        Controller::Pids,
        Controller::Freezer,
    ];

    /// Its name in version 1.
    fn name(self) -> &'static str {
        match self {
            Controller::Memory => "memory",
            Controller::Cpu => "cpu",
            Controller::Accounting => "cpuacct",
            Controller::Pids => "pids",
            Controller::Freezer => "freezer",
        }
    }
}

/// The two generations of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    One,
    Two,
}

/// A folder for each controller; in version 2 they are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places {
    version: Version,
    folders: Vec<(Controller, PathBuf)>,
}

impl Places {
    fn of(&self, controller: Controller) -> Option<&Path> {
        let found = self.folders.iter().find(|(c, _)| *c == controller);
        found.map(|(_, folder)| folder.as_path())
    }

    /// The folders, each once.
    fn distinct(&self) -> Vec<&Path> {
        let mut all: Vec<&Path> = self.folders.iter().map(|(_, folder)| folder.as_path()).collect();
        all.sort();
        all.dedup();
        all
    }

    fn below(&self, name: &str) -> Places {
        let folders = self.folders.iter().map(|(c, folder)| (*c, folder.join(name))).collect();
        Places { version: self.version, folders }
    }
}

/// The journal of groups, in the plane's folder.
const JOURNAL: &str = "cgroups";

/// The groups of this cloud: one folder of its own in each hierarchy, with a folder for each instance in it.
#[derive(Debug)]
pub(crate) struct Groups {
    places: Option<Places>,
    /// What is missing, and why.
    pub(crate) missing: String,
    journal: PathBuf,
}

impl Groups {
    /// Removes what an earlier cloud with this `folder` left behind.
    pub(crate) fn sweep(folder: &Path) {
        journal::sweep(&folder.join(JOURNAL));
    }

    /// Makes this cloud's own groups, called `name`.
    pub(crate) fn open(folder: &Path, name: &str) -> Groups {
        let journal = folder.join(JOURNAL);
        match find::find() {
            Ok(found) => Groups::make_own(found, journal, name),
            Err(why) => Groups { places: None, missing: why, journal },
        }
    }

    fn make_own(found: find::Found, journal: PathBuf, name: &str) -> Groups {
        // First written down, then made: a kill in between leaves a line too many, not a folder too many.
        let planned = found.parents.below(name);
        if let Err(error) = journal::write(&journal, &planned.distinct()) {
            return Groups { places: None, missing: error.to_string(), journal };
        }
        let mut missing = found.missing;
        let mut kept = Vec::new();
        for (controller, folder) in planned.folders {
            let made = match std::fs::create_dir(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
                _ => find::prepare(planned.version, &folder),
            };
            match made {
                Ok(()) => kept.push((controller, folder)),
                Err(error) => {
                    missing.push(format!("{}: {}: {error}", controller.name(), folder.display()));
                }
            }
        }
        let places =
            (!kept.is_empty()).then_some(Places { version: planned.version, folders: kept });
        Groups { places, missing: missing.join("; "), journal }
    }

    /// Makes the group of an instance.
    pub(crate) fn make(&self, name: &str, limits: &crate::Limits) -> io::Result<Option<Group>> {
        let Some(places) = &self.places else { return Ok(None) };
        Group::make(places.below(name), limits).map(Some)
    }

    /// The group that somebody else made for a process, when it is seen here and has `name` in its own.
    #[cfg(target_os = "linux")]
    pub(crate) fn of_process(pid: i32, name: &str) -> Option<Group> {
        find::of_process(pid, name).map(Group::foreign)
    }

    /// Whether instances are limited or measured so.
    pub(crate) fn has(&self, controller: Controller) -> bool {
        self.places.as_ref().is_some_and(|places| places.of(controller).is_some())
    }

    /// What they are, for people.
    pub(crate) fn words(&self) -> &'static str {
        match self.places.as_ref().map(|places| places.version) {
            Some(Version::One) => "cgroup version 1",
            Some(Version::Two) => "cgroup version 2",
            None => "no cgroup",
        }
    }

    /// This cloud's own folders.
    pub(crate) fn own(&self) -> Vec<PathBuf> {
        let places = self.places.iter().flat_map(Places::distinct);
        places.map(Path::to_owned).collect()
    }

    /// Removes this cloud's own folders. Its instances must be gone.
    pub(crate) fn close(&self) {
        journal::sweep(&self.journal);
    }
}
