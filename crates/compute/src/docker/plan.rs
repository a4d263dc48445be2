//! From a spec to the container that an engine is asked for. Pure.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use bollard::models::{
    ContainerCreateBody, HostConfig, HostConfigCgroupnsModeEnum, HostConfigLogConfig,
    Mount as EngineMount, MountBindOptions, MountBindOptionsPropagationEnum, MountType,
};

use super::engine::LABEL;
use super::home::{Home, Place};
use super::skeleton::Skeleton;
use super::tools;
use crate::cgroup::{KEEPER_TASKS, OVERHEAD, quota};
use crate::helper::{LINK, MASKED};
use crate::{Access, Limits, Network, Spec, StartError};

/// The engine's own runtime is some threads for a moment, before it becomes the keeper.
const LEAST_TASKS: u32 = 24;
/// Files that tell of the host, besides [`MASKED`]: what engines cover by themselves when they are not told.
const COVERED: [&str; 6] = [
    "/proc/acpi",
    "/proc/asound",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_stats",
];
/// A tmpfs that nobody can look into: engines mount `/sys`, and instances are to have none.
const NO_SYS: &str = "rw,nosuid,nodev,noexec,size=65536,nr_inodes=64,mode=0";

/// All that decides how the container is to be.
pub(super) struct Wanted<'a> {
    pub(super) spec: &'a Spec,
    pub(super) home: &'a Home,
    pub(super) place: &'a Place,
    pub(super) skeleton: &'a Skeleton,
    pub(super) image: String,
    pub(super) user: u32,
}

impl Wanted<'_> {
    pub(super) fn body(self) -> Result<ContainerCreateBody, StartError> {
        let mounts = self.mounts()?;
        let Wanted { spec, home, image, user, .. } = self;
        Ok(ContainerCreateBody {
            hostname: Some(spec.name.clone()),
            user: Some(format!("{user}:{user}")),
            image: Some(image),
            entrypoint: Some(home.entrypoint.clone()),
            cmd: Some(Vec::new()),
            labels: Some([(LABEL.to_owned(), home.id.clone())].into()),
            host_config: Some(HostConfig { mounts: Some(mounts), ..apart(spec) }),
            ..Default::default()
        })
    }

    /// The outer ones first; of two at the same place the spec's counts.
    fn mounts(&self) -> Result<Vec<EngineMount>, StartError> {
        let Wanted { spec, home, place, skeleton, .. } = self;
        let mut all: BTreeMap<PathBuf, (PathBuf, Access)> = BTreeMap::new();
        let mut read = |source: PathBuf, target: &Path| {
            all.insert(target.to_owned(), (source, Access::Read));
        };
        for (source, target) in &skeleton.mounts {
            read(source.clone(), target);
        }
        if skeleton.own {
            read(place.passwd(), Path::new("/etc/passwd"));
            read(place.group(), Path::new("/etc/group"));
        }
        read(home.tools(), Path::new(tools::INSIDE));
        for mount in &spec.mounts {
            all.insert(mount.target.clone(), (mount.source.clone(), mount.access));
        }
        // Connecting is no change of the file, but some engines see it as one.
        all.insert(LINK.into(), (place.link(), Access::Write));
        let text = |path: PathBuf| {
            path.into_os_string().into_string().map_err(|path| {
                StartError::Spec(format!("{} is not UTF-8", path.to_string_lossy()))
            })
        };
        all.into_iter()
            .map(|(target, (source, access))| {
                Ok(EngineMount {
                    target: Some(text(target)?),
                    source: Some(text(source)?),
                    typ: Some(MountType::BIND),
                    read_only: Some(access == Access::Read),
                    bind_options: Some(MountBindOptions {
                        propagation: Some(MountBindOptionsPropagationEnum::RPRIVATE),
                        ..Default::default()
                    }),
                    ..Default::default()
                })
            })
            .collect()
    }
}

/// The walls and limits.
fn apart(spec: &Spec) -> HostConfig {
    let limits = &spec.limits;
    // What lies in tmpfs counts as memory of the container, but not of the instance: this is the outer limit, the watcher
    // holds the inner one.
    let memory = signed(limits.memory + limits.tmp + limits.shm + OVERHEAD);
    let (quota, period) = quota(limits.cpu_millis);
    let names = spec.names.iter().map(|name| format!("{name}:127.0.0.1"));
    HostConfig {
        network_mode: Some(if spec.network == Network::Own { "none" } else { "host" }.to_owned()),
        extra_hosts: Some(names.collect()),
        readonly_rootfs: Some(true),
        tmpfs: Some(tmpfs(limits)),
        ipc_mode: Some(if limits.shm == 0 { "none" } else { "private" }.to_owned()),
        shm_size: (limits.shm > 0).then(|| signed(limits.shm)),
        cgroupns_mode: Some(HostConfigCgroupnsModeEnum::PRIVATE),
        cap_drop: Some(vec!["ALL".to_owned()]),
        // The keeper lays on the filter of sandboxes, and Landlock, which an engine's filter may keep
        // from it. Labels of SELinux would have to be written onto the files that are mounted, which are not its.
        security_opt: Some(
            ["no-new-privileges", "seccomp=unconfined", "label=disable"].map(str::to_owned).into(),
        ),
        masked_paths: Some(MASKED.iter().chain(&COVERED).map(|path| (*path).to_owned()).collect()),
        memory: Some(memory),
        memory_swap: Some(memory),
        cpu_quota: Some(signed(quota)),
        cpu_period: Some(signed(period)),
        pids_limit: Some(i64::from((limits.pids + KEEPER_TASKS).max(LEAST_TASKS))),
        // Its output goes through pipes of the cloud's.
        log_config: Some(HostConfigLogConfig { typ: Some("none".to_owned()), config: None }),
        // So that one whose cloud was killed does not stay.
        auto_remove: Some(true),
        init: Some(false),
        ..Default::default()
    }
}

fn tmpfs(limits: &Limits) -> HashMap<String, String> {
    let size = limits.tmp.max(4096);
    // Names cost memory as well: one for each page, and some.
    let names = size / 4096 + 64;
    let tmp = format!("rw,exec,nosuid,nodev,size={size},nr_inodes={names},mode=1777");
    [("/tmp".to_owned(), tmp), ("/sys".to_owned(), NO_SYS.to_owned())].into()
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_become_the_engines() {
        let limits = Limits {
            memory: 64 << 20,
            cpu_millis: 250,
            pids: 100,
            tmp: 8 << 20,
            ..Limits::default()
        };
        let spec =
            Spec { limits, names: vec!["cloud.test".to_owned()], ..Spec::new("f-1", "/bin/true") };
        let config = apart(&spec);
        assert_eq!(config.memory, Some((80 << 20) as i64));
        assert_eq!((config.cpu_quota, config.cpu_period), (Some(5_000), Some(20_000)));
        assert_eq!(config.pids_limit, Some(102));
        assert_eq!(config.network_mode.as_deref(), Some("none"));
        assert_eq!(config.ipc_mode.as_deref(), Some("none"));
        assert_eq!(config.extra_hosts, Some(vec!["cloud.test:127.0.0.1".to_owned()]));
        let tmpfs = config.tmpfs.expect("they are set");
        assert!(tmpfs["/tmp"].contains("size=8388608,nr_inodes=2112"), "{tmpfs:?}");
        let reaching = Spec { network: Network::Host, ..spec };
        assert_eq!(apart(&reaching).network_mode.as_deref(), Some("host"));
    }
}
