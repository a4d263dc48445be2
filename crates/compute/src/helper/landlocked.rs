//! Landlock: rules about files, and about whom one may signal, that a process lays on itself and its descendants. A second
//! wall in the sandbox; the only one where namespaces are forbidden.
//! Ref: <https://docs.kernel.org/userspace-api/landlock.html>

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, Compatible as _, NetPort, Ruleset,
    RulesetAttr as _, RulesetCreatedAttr as _, RulesetStatus, Scope, path_beneath_rules,
};

use super::Failure;
use super::root::HostFiles;
use crate::message::{Job, Payload};
use crate::{Access, Network, Root};

/// The newest rules that are asked for; an older kernel enforces what it knows of them.
const NEWEST: ABI = ABI::V6;
/// What a process may change in `/dev`, where it is not its own.
const DEVICES: [&str; 6] =
    ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"];
/// Small public files of the host that programs read at their start.
const PUBLIC: [&str; 6] = [
    "/etc/group",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/resolv.conf",
];

/// In the sandbox everything that is there may be read.
pub(super) fn sandbox(job: &Job) -> Result<Option<String>, Failure> {
    let mut write: Vec<PathBuf> = ["/tmp", "/dev"].map(PathBuf::from).into();
    write.extend(writable(job, |mount| &mount.target));
    restrict(&[PathBuf::from("/")], &write, None, Scope::from_all(NEWEST))
}

/// The keeper of a spare, whose program has other rules: it must be able to signal it.
pub(super) fn keeper() -> Result<Option<String>, Failure> {
    let write = ["/tmp", "/dev"].map(PathBuf::from);
    let scopes = Scope::from_all(NEWEST) & !Scope::Signal;
    restrict(&[PathBuf::from("/")], &write, None, scopes)
}

/// On the host itself, what the sandbox would have shown.
pub(super) fn process(job: &Job, tmp: &Path, host: &HostFiles) -> Result<Option<String>, Failure> {
    let mut read: Vec<PathBuf> = host.trees.clone();
    read.extend(PUBLIC.iter().chain(&["/proc", "/dev"]).map(PathBuf::from));
    // Links of the top are followed to their targets, which lie in the trees.
    read.extend(job.mounts.iter().map(|mount| mount.source.clone()));
    if let Root::Folder(folder) = &job.root {
        read.push(folder.clone());
    }
    if let Payload::Program { program, .. } = &job.payload {
        read.push(program.clone());
    }
    let mut write: Vec<PathBuf> = DEVICES.iter().map(PathBuf::from).collect();
    write.push(tmp.to_owned());
    write.extend(writable(job, |mount| &mount.source));
    let ports = match job.network {
        Network::Own => Some(job.ports.as_slice()),
        Network::Host => None,
    };
    restrict(&read, &write, ports, Scope::from_all(NEWEST))
}

fn writable<'j>(
    job: &'j Job,
    place: impl Fn(&'j crate::Mount) -> &'j PathBuf,
) -> impl Iterator<Item = PathBuf> {
    let write = job.mounts.iter().filter(|mount| mount.access == Access::Write);
    write.map(move |mount| place(mount).clone())
}

/// Says what the kernel enforces; `None` when it knows no Landlock.
fn restrict(
    read: &[PathBuf],
    write: &[PathBuf],
    ports: Option<&[u16]>,
    scopes: BitFlags<Scope>,
) -> Result<Option<String>, Failure> {
    let enforce = || -> Result<_, landlock::RulesetError> {
        let mut rules = Ruleset::default()
            .set_compatibility(landlock::CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(NEWEST))?
            .scope(scopes)?;
        if ports.is_some() {
            rules = rules.handle_access(AccessNet::ConnectTcp)?;
        }
        let mut rules = rules
            .create()?
            .add_rules(path_beneath_rules(read, AccessFs::from_read(NEWEST)))?
            .add_rules(path_beneath_rules(write, AccessFs::from_all(NEWEST)))?;
        for port in ports.unwrap_or_default() {
            rules = rules.add_rule(NetPort::new(*port, AccessNet::ConnectTcp))?;
        }
        rules.restrict_self()
    };
    let status = enforce().map_err(|error| Failure::new("lay on the Landlock rules", &error))?;
    Ok(match status.ruleset {
        RulesetStatus::FullyEnforced => Some("all rules".to_owned()),
        RulesetStatus::PartiallyEnforced => Some("those rules that this kernel knows".to_owned()),
        RulesetStatus::NotEnforced => None,
    })
}
