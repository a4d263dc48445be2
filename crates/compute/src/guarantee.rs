//! What a driver promises on this machine, as data: for people in reports, for services that must not run something
//! on a driver that cannot hold it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that users of AWS rely on without thinking of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Promise {
    /// It sees no file of the host but those that it is given, and of other instances none.
    Files,
    /// It changes nothing but its own `/tmp` and what it is given to write.
    ReadOnly,
    /// It sees, signals and traces no process but its own.
    Processes,
    /// It reaches nobody but itself and its ports, when the spec says so.
    Network,
    /// It shares no System V or POSIX message queue, semaphore or segment with others.
    Ipc,
    /// It sees its own host name.
    HostName,
    /// It has no privilege, and gains none.
    Privileges,
    /// It cannot make the system calls that break out of sandboxes.
    SystemCalls,
    /// All its processes together use no more memory than the limit.
    Memory,
    /// All its processes together use no more processor time than the limit.
    Cpu,
    /// It has no more processes and threads than the limit.
    Pids,
    /// It keeps no more in `/tmp` than the limit.
    Tmp,
    /// Its processes open no more files than the limit.
    OpenFiles,
    /// It can be made to stand still, and to go on.
    Freeze,
    /// What it used is measured exactly.
    Usage,
    /// Once stopped, nothing of it is left; also when the cloud is killed.
    CleanEnd,
}

impl Promise {
    /// All of them, in the order in which people are told.
    pub const ALL: [Promise; 16] = [
        Promise::Files,
        Promise::ReadOnly,
        Promise::Processes,
        Promise::Network,
        Promise::Ipc,
        Promise::HostName,
        Promise::Privileges,
        Promise::SystemCalls,
        Promise::Memory,
        Promise::Cpu,
        Promise::Pids,
        Promise::Tmp,
        Promise::OpenFiles,
        Promise::Freeze,
        Promise::Usage,
        Promise::CleanEnd,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Promise::Files => "files",
            Promise::ReadOnly => "read-only",
            Promise::Processes => "processes",
            Promise::Network => "network",
            Promise::Ipc => "ipc",
            Promise::HostName => "host-name",
            Promise::Privileges => "privileges",
            Promise::SystemCalls => "system-calls",
            Promise::Memory => "memory",
            Promise::Cpu => "cpu",
            Promise::Pids => "pids",
            Promise::Tmp => "tmp",
            Promise::OpenFiles => "open-files",
            Promise::Freeze => "freeze",
            Promise::Usage => "usage",
            Promise::CleanEnd => "clean-end",
        }
    }
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a driver stands to a promise on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is kept; by what.
    Kept(String),
    /// It is kept in part; how, and why not wholly.
    Partly(String),
    /// It is not kept; why.
    Missing(String),
}

impl Standing {
    /// `kept`, `partly` or `missing`.
    pub fn word(&self) -> &'static str {
        match self {
            Standing::Kept(_) => "kept",
            Standing::Partly(_) => "partly",
            Standing::Missing(_) => "missing",
        }
    }

    /// By what, or why not.
    pub fn reason(&self) -> &str {
        match self {
            Standing::Kept(why) | Standing::Partly(why) | Standing::Missing(why) => why,
        }
    }
}

/// What a driver promises on this machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guarantees(BTreeMap<Promise, Standing>);

impl Guarantees {
    /// How the driver stands to `promise`.
    pub fn of(&self, promise: Promise) -> &Standing {
        static UNKNOWN: std::sync::LazyLock<Standing> =
            std::sync::LazyLock::new(|| Standing::Missing("it has not been tried".to_owned()));
        self.0.get(&promise).unwrap_or(&UNKNOWN)
    }

    /// Whether the promise is kept wholly.
    pub fn keeps(&self, promise: Promise) -> bool {
        matches!(self.of(promise), Standing::Kept(_))
    }

    /// Every promise with its standing, in the order of [`Promise::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Promise, &Standing)> {
        Promise::ALL.into_iter().map(|promise| (promise, self.of(promise)))
    }

    pub(crate) fn say(&mut self, promise: Promise, standing: Standing) {
        self.0.insert(promise, standing);
    }

    pub(crate) fn kept(&mut self, promise: Promise, by: impl Into<String>) {
        self.say(promise, Standing::Kept(by.into()));
    }

    pub(crate) fn partly(&mut self, promise: Promise, how: impl Into<String>) {
        self.say(promise, Standing::Partly(how.into()));
    }

    pub(crate) fn missing(&mut self, promise: Promise, why: impl Into<String>) {
        self.say(promise, Standing::Missing(why.into()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_tried_is_missing() {
        let mut guarantees = Guarantees::default();
        guarantees.kept(Promise::Files, "a root of its own");
        assert!(guarantees.keeps(Promise::Files));
        assert!(!guarantees.keeps(Promise::Cpu));
        assert_eq!(guarantees.iter().count(), Promise::ALL.len());
        assert_eq!(guarantees.of(Promise::Cpu).word(), "missing");
    }
}
