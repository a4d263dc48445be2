//! Spares: instances that stand ready before anybody knows for which function, so that a cold start costs little more than
//! what the function itself does. A start takes one and has another made; each becomes one environment, once.
//!
//! There are two sorts: a sandbox in which nothing runs yet, good for every runtime, and for Python one in which the
//! interpreter waits with what our bootstrap needs of it. They end when nobody needed them for as long as an environment
//! stands ready, by the cloud's clock, and there is a bound to their number.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clock::Timestamp;
use compute::{Access, Driver, Limits, Mount, Port, Root, Spare, Spec, Stdio};

use crate::functions::Inner;
use crate::start::INIT_CPU_MILLIS;

/// Spares at a time, of all sorts.
const MAX_SPARES: usize = 8;
/// How the names of variables begin that the system's libraries or the interpreter read before our bootstrap runs: a spare
/// is good for functions that agree about them.
const READ_EARLY: [&str; 13] = [
    "GCONV_", "GLIBC_", "HOME", "LANG", "LC_", "LD_", "LOC", "MALLOC_", "NLSPATH", "PATH",
    "PYTHON", "SSL_", "TZ",
];

/// What is known early of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Early {
    spec: Spec,
    /// Whether its program begins and waits.
    waits: bool,
}

/// The sorts of spares that can become this instance, the best first. `program_waits`: its program is one that can begin
/// early, with these mounts.
pub(crate) fn sorts(instance: &Spec, program_waits: Option<&[Mount]>) -> Vec<Early> {
    let changes = instance.mounts.iter().any(|mount| mount.access == Access::Write);
    if !matches!(instance.root, Root::Host) || instance.stdin != Stdio::Null || changes {
        return Vec::new();
    }
    let bare = Spec {
        network: instance.network,
        ports: instance.ports.iter().map(|port| Port { env: None, ..port.clone() }).collect(),
        names: instance.names.clone(),
        limits: Limits { cpu_millis: INIT_CPU_MILLIS, ..Limits::default() },
        stdin: instance.stdin,
        stdout: instance.stdout,
        stderr: instance.stderr,
        ..Spec::new(instance.name.clone(), "/later")
    };
    let waiting = program_waits.map(|mounts| {
        let early = |name: &str| READ_EARLY.iter().any(|start| name.starts_with(start));
        Spec {
            mounts: mounts.to_vec(),
            program: instance.program.clone(),
            args: instance.args.clone(),
            env: instance.env.iter().filter(|(name, _)| early(name)).cloned().collect(),
            dir: PathBuf::from("/"),
            ..bare.clone()
        }
    });
    let waiting = waiting.map(|spec| Early { spec, waits: true });
    waiting.into_iter().chain([Early { spec: bare, waits: false }]).collect()
}

/// All of a plane.
#[derive(Default)]
pub(crate) struct Spares {
    ready: Vec<Ready>,
    making: Vec<Early>,
}

struct Ready {
    early: Early,
    spare: Box<dyn Spare>,
    since: Timestamp,
}

impl Spares {
    /// One of these sorts, the first that there is.
    pub(crate) fn take(&mut self, sorts: &[Early]) -> Option<Box<dyn Spare>> {
        let place = |sort: &Early| self.ready.iter().position(|ready| ready.early == *sort);
        let at = sorts.iter().find_map(place)?;
        Some(self.ready.remove(at).spare)
    }

    /// Whether one is to be made; who asks makes it.
    fn begin_to_make(&mut self, early: &Early) -> bool {
        let there = self.ready.iter().any(|ready| ready.early == *early);
        let wanted = !there && !self.making.contains(early);
        if wanted {
            self.making.push(early.clone());
        }
        wanted
    }

    /// It was made, or could not be; the oldest goes when there are too many.
    fn made(&mut self, early: Early, spare: Option<Box<dyn Spare>>, since: Timestamp) {
        self.making.retain(|making| *making != early);
        let Some(spare) = spare else { return };
        self.ready.push(Ready { early, spare, since });
        if self.ready.len() > MAX_SPARES {
            self.ready.remove(0);
        }
    }

    /// Ends those that nobody needed for so long; says when the next one would end.
    pub(crate) fn expire(&mut self, now: Timestamp, idle: Duration) -> Option<Timestamp> {
        self.ready.retain(|ready| ready.since.plus(idle) > now);
        self.ready.iter().map(|ready| ready.since.plus(idle)).min()
    }

    pub(crate) fn count(&self) -> usize {
        self.ready.len()
    }

    /// Ends all.
    pub(crate) fn clear(&mut self) {
        self.ready.clear();
    }
}

impl Inner {
    /// Has one of this sort made in the background, unless there is one.
    pub(crate) fn replenish(self: &Arc<Inner>, driver: &Arc<dyn Driver>, early: Option<&Early>) {
        let Some(early) = early else { return };
        if !self.spares.lock().begin_to_make(early) {
            return;
        }
        let (inner, driver, early) = (self.clone(), driver.clone(), early.clone());
        self.spawn(async move {
            let made = driver.prepare(&early.spec, early.waits).await;
            let spare = made.unwrap_or_else(|error| {
                tracing::debug!(%error, "no spare was made: functions start without");
                None
            });
            let reap = spare.is_some();
            inner.spares.lock().made(early, spare, inner.clock().now());
            if reap {
                inner.reap_on();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spares_are_shared_by_what_is_known_early() {
        let mount = |access| Mount { source: "/a".into(), target: "/b".into(), access };
        let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let function = Spec {
            env: [("TZ", ":UTC"), ("PYTHONPATH", "/var/runtime"), ("TABLE", "x")].map(pair).into(),
            mounts: vec![mount(Access::Read)],
            ..Spec::new("sandbox", "/usr/bin/python3")
        };
        let sorts_of = |change: fn(&mut Spec)| {
            let mut spec = function.clone();
            change(&mut spec);
            sorts(&spec, Some(&[]))
        };
        let own = sorts_of(|_| {});
        assert_eq!(own.iter().map(|early| early.waits).collect::<Vec<_>>(), [true, false]);
        assert!(!own[0].spec.env.iter().any(|(name, _)| name == "TABLE"), "{own:?}");
        assert_eq!(sorts(&function, None), own[1..]);
        // What a spare is told later makes no difference.
        assert_eq!(sorts_of(|s| s.limits.memory = 1 << 30), own);
        assert_eq!(sorts_of(|s| s.env.push(("OWN".to_owned(), "y".to_owned()))), own);
        // What the interpreter reads before makes one to the interpreter alone.
        let other = sorts_of(|s| s.env.push(("PYTHONHASHSEED".to_owned(), "0".to_owned())));
        assert_ne!(other[0], own[0]);
        assert_eq!(other[1], own[1]);
        // Those that can be none.
        assert_eq!(sorts_of(|s| s.stdin = Stdio::Pipe), []);
        assert_eq!(sorts_of(|s| s.root = Root::Folder("/image".into())), []);
        let writes = Spec { mounts: vec![mount(Access::Write)], ..function.clone() };
        assert_eq!(sorts(&writes, None), []);
    }
}
