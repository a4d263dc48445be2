//! The group of one instance: its limits, what it used, standing still, its end.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::time::Duration;

use super::{Controller, Places, Version};
use crate::Limits;
use crate::message::Enter;

/// The keeper with its thread.
pub(crate) const KEEPER_TASKS: u32 = 2;
/// What the keeper and the kernel's own bookkeeping take, on top of what the instance may use.
pub(crate) const OVERHEAD: u64 = 8 << 20;
/// Over how long processor time is counted. Short, so that an instance that used its share does not stall for long.
const PERIOD_US: u64 = 20_000;
/// Small shares need a longer one: the kernel gives no less than a millisecond at a time.
const LONG_PERIOD_US: u64 = 100_000;
const LEAST_US: u64 = 1_000;

/// One instance's folders.
#[derive(Debug)]
pub(crate) struct Group {
    places: Places,
    /// Whether somebody else made it, who also limits and removes it.
    foreign: bool,
}

impl Group {
    pub(super) fn make(places: Places, limits: &Limits) -> io::Result<Group> {
        let group = Group { places, foreign: false };
        let made = group.places.distinct().into_iter().try_for_each(fs::create_dir);
        if let Err(error) = made.and_then(|()| group.limit(limits, None)) {
            group.remove();
            return Err(error);
        }
        Ok(group)
    }

    /// A group that somebody else made: it is looked at.
    #[cfg(target_os = "linux")]
    pub(super) fn foreign(places: Places) -> Group {
        Group { places, foreign: true }
    }

    /// Sets all limits, or what differs from those that were set `before`.
    pub(crate) fn limit(&self, limits: &Limits, before: Option<&Limits>) -> io::Result<()> {
        let memory = |limits: &Limits| limits.memory + limits.tmp + limits.shm + OVERHEAD;
        if before.map(memory) != Some(memory(limits)) {
            self.limit_memory(memory(limits), before.is_none())?;
        }
        if before.map(|before| before.cpu_millis) != Some(limits.cpu_millis) {
            self.limit_cpu(limits.cpu_millis)?;
        }
        let pids = self.places.of(Controller::Pids);
        if let Some(folder) = pids.filter(|_| before.map(|before| before.pids) != Some(limits.pids))
        {
            let pids = u64::from(limits.pids) + u64::from(KEEPER_TASKS);
            fs::write(folder.join("pids.max"), pids.to_string())?;
        }
        Ok(())
    }

    /// What lies in tmpfs counts as memory of the group, but not of the instance: this is the outer limit, the watcher holds
    /// the inner one.
    fn limit_memory(&self, memory: u64, first: bool) -> io::Result<()> {
        let Some(folder) = self.places.of(Controller::Memory) else { return Ok(()) };
        let one = self.places.version == Version::One;
        let memory = memory.to_string();
        let names = match one {
            true => ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.swappiness"],
            false => ["memory.max", "memory.oom.group", "memory.swap.max"],
        };
        let values = if one { [&memory, &memory, "0"] } else { [memory.as_str(), "1", "0"] };
        let write = |at: usize| fs::write(folder.join(names[at]), values[at]);
        // With version 1 the second is never below the first: it goes first when both rise, at the beginning neither limits;
        // and last when they fall. A kernel without swap accounting has no such files.
        let risen = one && write(1).is_ok();
        write(0)?;
        if one && !risen || first {
            let _set = write(1);
        }
        if first {
            let _set = write(2);
        }
        Ok(())
    }

    /// Sets the share of the processor; can be done again.
    pub(crate) fn limit_cpu(&self, cpu_millis: u32) -> io::Result<()> {
        let Some(folder) = self.places.of(Controller::Cpu) else { return Ok(()) };
        let (quota, period) = quota(cpu_millis);
        if self.places.version == Version::Two {
            return fs::write(folder.join("cpu.max"), format!("{quota} {period}"));
        }
        fs::write(folder.join("cpu.cfs_period_us"), period.to_string())?;
        fs::write(folder.join("cpu.cfs_quota_us"), quota.to_string())
    }

    /// How a new process gets in, and the files that it needs for that.
    pub(crate) fn entrance(&self) -> io::Result<(Enter, Vec<OwnedFd>)> {
        let folders = self.places.distinct();
        match self.places.version {
            Version::Two => {
                let folder = File::open(folders[0])?;
                Ok((Enter::Born, vec![folder.into()]))
            }
            Version::One => {
                let open = |folder: &std::path::Path| -> io::Result<OwnedFd> {
                    Ok(OpenOptions::new().write(true).open(folder.join("tasks"))?.into())
                };
                let files = folders.into_iter().map(open).collect::<io::Result<Vec<_>>>()?;
                Ok((Enter::Write(files.len()), files))
            }
        }
    }

    pub(crate) fn has(&self, controller: Controller) -> bool {
        self.places.of(controller).is_some()
    }

    /// How often the kernel killed in it for want of memory.
    pub(crate) fn out_of_memory(&self) -> bool {
        let name = self.name("memory.oom_control", "memory.events");
        self.field(Controller::Memory, name, "oom_kill").is_some_and(|count| count > 0)
    }

    /// Memory that belongs to processes, without files and without tmpfs.
    pub(crate) fn anonymous(&self) -> Option<u64> {
        let field = self.name("total_rss", "anon");
        self.field(Controller::Memory, "memory.stat", field)
    }

    /// The most memory at a time, without what lies in tmpfs now.
    pub(crate) fn peak(&self) -> Option<u64> {
        let name = self.name("memory.max_usage_in_bytes", "memory.peak");
        let peak = self.number(Controller::Memory, name)?;
        let field = self.name("total_shmem", "shmem");
        let shmem = self.field(Controller::Memory, "memory.stat", field).unwrap_or(0);
        Some(peak.saturating_sub(shmem))
    }

    /// Processor time of all that ever ran in it.
    pub(crate) fn cpu(&self) -> Option<Duration> {
        match self.places.version {
            Version::One => {
                self.number(Controller::Accounting, "cpuacct.usage").map(Duration::from_nanos)
            }
            Version::Two => self
                .field(Controller::Accounting, "cpu.stat", "usage_usec")
                .map(Duration::from_micros),
        }
    }

    /// Makes all of it stand still, or go on. The kernel does it at its leisure, within some milliseconds.
    pub(crate) fn freeze(&self, still: bool) -> io::Result<()> {
        let folder = self.places.of(Controller::Freezer);
        let folder = folder.ok_or_else(|| io::Error::from(io::ErrorKind::Unsupported))?;
        let (name, value) = match (self.places.version, still) {
            (Version::One, true) => ("freezer.state", "FROZEN"),
            (Version::One, false) => ("freezer.state", "THAWED"),
            (Version::Two, true) => ("cgroup.freeze", "1"),
            (Version::Two, false) => ("cgroup.freeze", "0"),
        };
        fs::write(folder.join(name), value)
    }

    /// Kills all of it at once, where the kernel can.
    pub(crate) fn kill(&self) {
        if let (Version::Two, [folder, ..]) = (self.places.version, &*self.places.distinct()) {
            // Older kernels have no such file; the keeper is killed as well.
            let _killed = fs::write(folder.join("cgroup.kill"), "1");
        }
    }

    /// Removes the folders; says whether they are gone. They stay as long as something runs in them.
    pub(crate) fn remove(&self) -> bool {
        if self.foreign {
            return true;
        }
        self.places.distinct().into_iter().fold(true, |gone, folder| match fs::remove_dir(folder) {
            Ok(()) => gone,
            Err(error) => gone && error.kind() == io::ErrorKind::NotFound,
        })
    }

    fn name(&self, one: &'static str, two: &'static str) -> &'static str {
        match self.places.version {
            Version::One => one,
            Version::Two => two,
        }
    }

    fn path(&self, controller: Controller, name: &str) -> Option<PathBuf> {
        self.places.of(controller).map(|folder| folder.join(name))
    }

    fn number(&self, controller: Controller, name: &str) -> Option<u64> {
        fs::read_to_string(self.path(controller, name)?).ok()?.trim().parse().ok()
    }

    fn field(&self, controller: Controller, name: &str, field: &str) -> Option<u64> {
        let text = fs::read_to_string(self.path(controller, name)?).ok()?;
        text.lines()
            .find_map(|line| line.split_once(' ').filter(|(n, _)| *n == field)?.1.parse().ok())
    }
}

/// Quota and period in microseconds.
pub(crate) fn quota(cpu_millis: u32) -> (u64, u64) {
    let period = match u64::from(cpu_millis) * PERIOD_US / 1_000 < LEAST_US {
        true => LONG_PERIOD_US,
        false => PERIOD_US,
    };
    ((u64::from(cpu_millis) * period / 1_000).max(LEAST_US), period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_become_quotas() {
        for (millis, want) in [
            (1_000, (20_000, 20_000)),
            (72, (1_440, 20_000)),
            (6_000, (120_000, 20_000)),
            (20, (2_000, 100_000)),
            (1, (1_000, 100_000)),
        ] {
            assert_eq!(quota(millis), want, "{millis}");
        }
    }

    /// Version 2 as a plain folder: what is written, and how figures are read.
    #[test]
    fn version_two_writes_limits_and_reads_figures() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("i1");
        let folders = Controller::ALL.map(|c| (c, own.clone())).into();
        let limits = Limits { memory: 100, tmp: 20, shm: 3, pids: 5, ..Limits::default() };
        let group = Group::make(Places { version: Version::Two, folders }, &limits).unwrap();
        let read = |name| fs::read_to_string(own.join(name)).unwrap();
        assert_eq!(read("memory.max"), (123 + OVERHEAD).to_string());
        assert_eq!(read("cpu.max"), "20000 20000");
        assert_eq!(read("pids.max"), "7");
        for (name, text) in [
            ("memory.events", "oom 2\noom_kill 1\n"),
            ("memory.stat", "anon 77\nfile 5\nshmem 4\n"),
            ("memory.peak", "90\n"),
            ("cpu.stat", "usage_usec 1500\nuser_usec 1000\n"),
        ] {
            fs::write(own.join(name), text).unwrap();
        }
        assert!(group.out_of_memory());
        assert_eq!((group.anonymous(), group.peak()), (Some(77), Some(86)));
        assert_eq!(group.cpu(), Some(Duration::from_micros(1500)));
        group.freeze(true).unwrap();
        assert_eq!(read("cgroup.freeze"), "1");
        assert!(matches!(group.entrance().unwrap(), (Enter::Born, files) if files.len() == 1));
        assert!(!group.remove(), "a folder that is not empty stays");
    }
}
