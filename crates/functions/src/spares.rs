//! Spares: instances that stand ready before anybody knows for which function, so that a cold start costs little more than
//! what the function itself does. A start takes one and has another made; each becomes one environment, once.
//!
//! There are two sorts: a sandbox in which nothing runs yet, good for every runtime, and for Python one in which the
//! interpreter waits with what our bootstrap needs of it. A start that finds none has one more of its sort kept from then
//! on, so that there are as many as start at once. They end when nobody needed them for as long as an environment stands
//! ready, by the cloud's clock, and fewer are kept then; there is a bound to their number.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, Timestamp};
use compute::{Access, Driver, Limits, Mount, Port, Root, Spare, Spec, Stdio};

use crate::functions::Inner;
use crate::start::INIT_CPU_MILLIS;

/// Spares at a time, of all sorts.
const MAX_SPARES: usize = 8;
/// And of one sort.
const MAX_OF_A_SORT: usize = 4;
/// How long it takes until a spare is replaced: the start that took it has the processors until then.
const PAUSE: Duration = Duration::from_millis(10);
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
    let bare = bare(instance);
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

/// A sandbox for such an instance in which nothing runs yet.
pub(crate) fn bare(instance: &Spec) -> Spec {
    Spec {
        network: instance.network,
        ports: instance.ports.iter().map(|port| Port { env: None, ..port.clone() }).collect(),
        names: instance.names.clone(),
        limits: Limits { cpu_millis: INIT_CPU_MILLIS, ..Limits::default() },
        stdin: instance.stdin,
        stdout: instance.stdout,
        stderr: instance.stderr,
        ..Spec::new(instance.name.clone(), "/later")
    }
}

/// All of a plane.
#[derive(Default)]
pub(crate) struct Spares {
    ready: Vec<Ready>,
    kept: Vec<Kept>,
}

/// How many of a sort there are to be.
struct Kept {
    early: Early,
    count: usize,
    /// Whether somebody makes them.
    making: bool,
}

struct Ready {
    early: Early,
    spare: Box<dyn Spare>,
    since: Timestamp,
}

impl Spares {
    /// One of these sorts, the first that there is, and of those the youngest. When it is not of the best sort, one more of
    /// that is kept from now on.
    pub(crate) fn take(&mut self, sorts: &[Early]) -> Option<Box<dyn Spare>> {
        let place = |sort: &Early| self.ready.iter().rposition(|ready| ready.early == *sort);
        let found = sorts.iter().enumerate().find_map(|(at, sort)| Some((at, place(sort)?)));
        if let (None | Some((1.., _)), Some(best)) = (found, sorts.first()) {
            let kept = self.kept(best);
            kept.count = (kept.count + 1).min(MAX_OF_A_SORT);
        }
        found.map(|(_, place)| self.ready.remove(place).spare)
    }

    fn kept(&mut self, early: &Early) -> &mut Kept {
        let at = self.kept.iter().position(|kept| kept.early == *early).unwrap_or_else(|| {
            self.kept.push(Kept { early: early.clone(), count: 0, making: false });
            self.kept.len() - 1
        });
        &mut self.kept[at]
    }

    /// Whether some are to be made; who asks makes them, until [`Spares::made`] says that there are enough.
    fn begin_to_make(&mut self, early: &Early) -> bool {
        let there = self.ready.iter().filter(|ready| ready.early == *early).count();
        let kept = self.kept(early);
        kept.count = kept.count.max(1);
        let wanted = there < kept.count && !kept.making;
        kept.making |= wanted;
        wanted
    }

    /// One was made, or none can be; the oldest goes when there are too many. Says whether another one is to be made.
    fn made(&mut self, early: &Early, spare: Option<Box<dyn Spare>>, since: Timestamp) -> bool {
        let Some(spare) = spare else {
            self.kept.retain(|kept| kept.early != *early);
            return false;
        };
        self.ready.push(Ready { early: early.clone(), spare, since });
        if self.ready.len() > MAX_SPARES {
            let oldest = self.ready.remove(0);
            self.keep_fewer(&oldest.early);
        }
        let there = self.ready.iter().filter(|ready| ready.early == *early).count();
        let kept = self.kept(early);
        kept.making = there < kept.count;
        kept.making
    }

    /// One of them was of no use.
    fn keep_fewer(&mut self, early: &Early) {
        let kept = self.kept(early);
        kept.count = kept.count.saturating_sub(1);
        self.kept.retain(|kept| kept.count > 0 || kept.making);
    }

    /// Ends those that nobody needed for so long; says when the next one would end.
    pub(crate) fn expire(&mut self, now: Timestamp, idle: Duration) -> Option<Timestamp> {
        let old = |ready: &mut Ready| ready.since.plus(idle) <= now;
        let gone: Vec<Early> = self.ready.extract_if(.., old).map(|ready| ready.early).collect();
        gone.iter().for_each(|early| self.keep_fewer(early));
        self.ready.iter().map(|ready| ready.since.plus(idle)).min()
    }

    pub(crate) fn count(&self) -> usize {
        self.ready.len()
    }

    /// Ends all.
    pub(crate) fn clear(&mut self) {
        self.ready.clear();
        self.kept.clear();
    }
}

impl Inner {
    /// Has what is missing of this sort made, soon and in the background.
    pub(crate) fn replenish(self: &Arc<Inner>, driver: &Arc<dyn Driver>, early: Option<&Early>) {
        let Some(early) = early else { return };
        if !self.spares.lock().begin_to_make(early) {
            return;
        }
        let (inner, driver, early) = (self.clone(), driver.clone(), early.clone());
        self.spawn(async move {
            // A pause for the processors, not of the cloud: its clock may stand still.
            let clock = Clock::system();
            loop {
                clock.sleep_until(clock.now().plus(PAUSE)).await;
                let made = driver.prepare(&early.spec, early.waits).await;
                let spare = made.unwrap_or_else(|error| {
                    tracing::debug!(%error, "no spare was made: functions start without");
                    None
                });
                let reap = spare.is_some();
                let more = inner.spares.lock().made(&early, spare, inner.clock().now());
                if reap {
                    inner.reap_on();
                }
                if !more {
                    return;
                }
            }
        });
    }

    /// Has a spare made that is good for every runtime, when nothing has run yet: a function was made, and will be called.
    pub(crate) async fn expect_calls(self: Arc<Inner>) {
        if self.plane.initialized() {
            return;
        }
        match self.plane().await {
            Ok(opened) => {
                let spec = bare(&crate::start::blank(self.settings.network, self.cloud.port()));
                self.replenish(&opened.driver, Some(&Early { spec, waits: false }));
            }
            // The first call says so to somebody.
            Err(error) => tracing::debug!(%error, "what runs functions is not there"),
        }
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

    /// A spare that is none.
    struct Nothing;

    impl Spare for Nothing {
        fn begin<'a>(
            self: Box<Self>,
            _: &'a Spec,
        ) -> compute::Later<'a, Result<Box<dyn compute::Instance>, compute::StartError>> {
            Box::pin(async { Err(compute::StartError::Spare) })
        }
    }

    #[test]
    fn as_many_are_kept_as_start_at_once() {
        let early = |name: &str| Early { spec: Spec::new(name, "/later"), waits: false };
        let (best, other) = ([early("a")], early("b"));
        let (now, idle) = (Timestamp::from_micros(0), Duration::from_secs(600));
        let mut spares = Spares::default();
        let fill = |spares: &mut Spares, early: &Early, at: Timestamp| {
            let mut made = 0;
            if spares.begin_to_make(early) {
                assert!(!spares.begin_to_make(early), "two make the same");
                made += 1;
                while spares.made(early, Some(Box::new(Nothing)), at) {
                    made += 1;
                }
            }
            made
        };
        // Each start that finds none has one more kept.
        assert!(spares.take(&best).is_none());
        assert_eq!(fill(&mut spares, &best[0], now), 1);
        assert!(spares.take(&best).is_some());
        assert!((0..2).all(|_| spares.take(&best).is_none()));
        assert_eq!(fill(&mut spares, &best[0], now), 3);
        // One after the other, the youngest is taken: the others grow old.
        let later = now.plus(idle);
        assert!(spares.take(&best).is_some());
        assert_eq!(fill(&mut spares, &best[0], later), 1);
        assert_eq!(spares.expire(later, idle), Some(later.plus(idle)));
        assert_eq!((spares.count(), spares.kept[0].count), (1, 1));
        // There are bounds, of a sort and of all.
        assert_eq!((0..9).filter(|_| spares.take(&best).is_none()).count(), 8);
        assert_eq!(fill(&mut spares, &best[0], later), MAX_OF_A_SORT);
        for name in ["b", "c", "d", "e", "f"] {
            assert_eq!(fill(&mut spares, &early(name), later), 1);
        }
        assert_eq!(spares.count(), MAX_SPARES);
        assert_eq!(spares.kept[0].count, MAX_OF_A_SORT - 1);
        // A worse sort is better than none, and counts as none.
        assert!(spares.take(&[early("g"), other.clone()]).is_some());
        assert_eq!(fill(&mut spares, &early("g"), later), 1);
        // What cannot be made is not tried for ever, and what ended is forgotten.
        assert!(spares.begin_to_make(&early("h")) && !spares.made(&early("h"), None, later));
        assert_eq!(spares.expire(later.plus(idle), idle), None);
        assert_eq!(spares.kept.iter().map(|kept| kept.count).sum::<usize>(), 1, "of b, taken");
    }
}
