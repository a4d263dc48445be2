//! Which system calls an instance cannot make: those that change the machine, reach other processes or make namespaces,
//! and all that are newer than this list. Two filters, because a filter has one answer for what it refuses.
//! Ref: <https://man7.org/linux/man-pages/man2/seccomp.2.html>

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Len, SeccompCmpOp as Op, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch, sock_filter,
};

use super::{Failure, Prepared};

/// Refused as forbidden: `EPERM`.
const FORBIDDEN: &[i64] = &[
    libc::SYS_acct,
    libc::SYS_add_key,
    libc::SYS_adjtimex,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_clock_adjtime,
    libc::SYS_clock_settime,
    libc::SYS_delete_module,
    libc::SYS_fanotify_init,
    libc::SYS_finit_module,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fsopen,
    libc::SYS_fspick,
    libc::SYS_init_module,
    libc::SYS_kcmp,
    libc::SYS_kexec_file_load,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_lookup_dcookie,
    libc::SYS_mount,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_name_to_handle_at,
    libc::SYS_nfsservctl,
    libc::SYS_open_by_handle_at,
    libc::SYS_open_tree,
    libc::SYS_perf_event_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pivot_root,
    libc::SYS_process_madvise,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_quotactl,
    libc::SYS_quotactl_fd,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_setdomainname,
    libc::SYS_sethostname,
    libc::SYS_setns,
    libc::SYS_settimeofday,
    libc::SYS_swapoff,
    libc::SYS_swapon,
    libc::SYS_syslog,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
    libc::SYS_vhangup,
];
/// Those that this architecture has besides.
#[cfg(target_arch = "x86_64")]
const FORBIDDEN_HERE: &[i64] =
    &[libc::SYS_ioperm, libc::SYS_iopl, libc::SYS_modify_ldt, libc::SYS_uselib, libc::SYS_ustat];
#[cfg(not(target_arch = "x86_64"))]
const FORBIDDEN_HERE: &[i64] = &[];

/// Answered as unknown, so that programs take the older way: `ENOSYS`. What `clone3` is asked for lies in memory, where
/// no filter can look.
const UNKNOWN: &[i64] = &[
    libc::SYS_clone3,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_uring_setup,
];
/// The newest call that has been looked at: the `*xattrat` family of Linux 6.13. The numbers are the same everywhere.
const NEWEST: u32 = 466;

/// `AF_UNIX`, `AF_INET`, `AF_INET6`, `AF_NETLINK`: the families that programs need.
const FAMILIES: [u64; 4] = [1, 2, 10, NETLINK];
const NETLINK: u64 = 16;
/// `SOCK_RAW` in the bits that hold the type.
const RAW: u64 = 3;
const TYPE_BITS: u64 = 0xf;

/// The compiled filters, in the order in which they are laid on.
pub(super) struct Filters([BpfProgram; 3]);

impl Filters {
    pub(super) fn compile() -> Result<Filters, String> {
        let words = |error: seccompiler::BackendError| error.to_string();
        Ok(Filters([newer(), unknown().map_err(words)?, forbidden().map_err(words)?]))
    }
}

/// Lays the filters on this process and its descendants, for good.
pub(super) fn apply(prepared: &Prepared) -> Result<(), Failure> {
    let filters =
        prepared.filters.as_ref().map_err(|e| Failure::new("make the system call filter", e))?;
    for program in &filters.0 {
        seccompiler::apply_filter(program)
            .map_err(|error| Failure::new("lay on the system call filter", &error))?;
    }
    Ok(())
}

fn unknown() -> Result<BpfProgram, seccompiler::BackendError> {
    let rules = UNKNOWN.iter().map(|call| (*call, Vec::new())).collect();
    compile(rules, libc::ENOSYS)
}

fn forbidden() -> Result<BpfProgram, seccompiler::BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        FORBIDDEN.iter().chain(FORBIDDEN_HERE).map(|call| (*call, Vec::new())).collect();
    rules.insert(libc::SYS_clone, namespaces()?);
    rules.insert(libc::SYS_socket, sockets()?);
    rules.insert(libc::SYS_ioctl, terminals()?);
    // Anything but asking (all ones) and the usual one (0).
    let personality = vec![is(0, Op::Ne, 0)?, is(0, Op::Ne, 0xffff_ffff)?];
    rules.insert(libc::SYS_personality, vec![SeccompRule::new(personality)?]);
    compile(rules, libc::EPERM)
}

/// `clone` with a flag that makes a namespace.
fn namespaces() -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    let flags = [
        libc::CLONE_NEWNS,
        libc::CLONE_NEWCGROUP,
        libc::CLONE_NEWUTS,
        libc::CLONE_NEWIPC,
        libc::CLONE_NEWUSER,
        libc::CLONE_NEWPID,
        libc::CLONE_NEWNET,
    ];
    flags
        .into_iter()
        .map(|flag| {
            let flag = flag as u32 as u64;
            SeccompRule::new(vec![is(0, Op::MaskedEq(flag), flag)?])
        })
        .collect()
}

/// Sockets of other families, raw ones, and netlink for anything but asking for addresses.
fn sockets() -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    let other = FAMILIES.iter().map(|family| is(0, Op::Ne, *family)).collect::<Result<_, _>>()?;
    let raw = vec![is(1, Op::MaskedEq(TYPE_BITS), RAW)?, is(0, Op::Ne, NETLINK)?];
    let netlink = vec![is(0, Op::Eq, NETLINK)?, is(2, Op::Ne, 0)?];
    [other, raw, netlink].into_iter().map(SeccompRule::new).collect()
}

/// Putting words into a terminal's input.
fn terminals() -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    /// `TIOCSTI`, `TIOCLINUX`.
    const INJECTING: [u64; 2] = [0x5412, 0x541c];
    INJECTING.into_iter().map(|call| SeccompRule::new(vec![is(1, Op::Eq, call)?])).collect()
}

fn is(argument: u8, op: Op, value: u64) -> Result<SeccompCondition, seccompiler::BackendError> {
    SeccompCondition::new(argument, Len::Dword, op, value)
}

fn compile(
    rules: BTreeMap<i64, Vec<SeccompRule>>,
    answer: i32,
) -> Result<BpfProgram, seccompiler::BackendError> {
    let arch: TargetArch = std::env::consts::ARCH.try_into()?;
    let refuse = SeccompAction::Errno(answer as u32);
    SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch)?.try_into()
}

/// Calls with numbers above [`NEWEST`], which are also those of the x32 interface. The other two filters check the
/// architecture.
fn newer() -> BpfProgram {
    // BPF_LD | BPF_W | BPF_ABS, BPF_JMP | BPF_JGT | BPF_K, BPF_RET | BPF_K.
    let (load, jump_above, give) = (0x20, 0x25, 0x06);
    // SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO.
    let (allow, errno) = (0x7fff_0000, 0x0005_0000);
    let step = |code, jt, k| sock_filter { code, jt, jf: 0, k };
    vec![
        // The call's number is the first word of what the filter sees.
        step(load, 0, 0),
        step(jump_above, 1, NEWEST),
        step(give, 0, allow),
        step(give, 0, errno | libc::ENOSYS as u32),
    ]
}
