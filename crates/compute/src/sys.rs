//! The system calls that no safe crate offers: with an option of the allocator the only unsafe code, each with its reason.
//!
//! Everything here runs in the helper or in a keeper. Both have one thread when they come here, which is what makes
//! copying a process sound: there is no lock that another thread could hold.
#![expect(unsafe_code, reason = "no safe crate offers these system calls")]

use std::io;
#[cfg(target_os = "linux")]
use std::os::fd::{AsRawFd as _, BorrowedFd};
use std::time::Duration;

use rustix::process::Pid;

/// `CLONE_INTO_CGROUP`, which does not fit into the type that the crate gives it.
#[cfg(target_os = "linux")]
const INTO_CGROUP: u64 = 0x2_0000_0000;

/// Copies this process into new namespaces. The parent gets the child's pid, the child `None`.
///
/// `flags` are `CLONE_NEW*`; the child is born into `cgroup`, a folder of cgroup version 2.
#[cfg(target_os = "linux")]
pub(crate) fn clone(flags: u64, cgroup: Option<BorrowedFd<'_>>) -> io::Result<Option<Pid>> {
    let signal = libc::SIGCHLD as u64;
    let pid = match cgroup {
        // The older call where it is enough: some container engines refuse the newer one.
        // SAFETY: without CLONE_VM and without a stack this is a fork: the child goes on with a copy of all memory.
        None => unsafe { libc::syscall(libc::SYS_clone, flags | signal, 0, 0, 0, 0) },
        Some(folder) => {
            // SAFETY: the structure is all integers, for which zero means "not wanted".
            let mut args: libc::clone_args = unsafe { std::mem::zeroed() };
            args.flags = flags | INTO_CGROUP;
            args.exit_signal = signal;
            args.cgroup = folder.as_raw_fd() as u64;
            // SAFETY: as above; the structure lives until the call returns, and its size is the one that is told.
            unsafe { libc::syscall(libc::SYS_clone3, &raw const args, size_of_val(&args)) }
        }
    };
    match pid {
        -1 => Err(io::Error::last_os_error()),
        pid => Ok(Pid::from_raw(pid as i32)),
    }
}

/// Copies this process. The parent gets the child's pid, the child `None`.
#[cfg(target_os = "linux")]
pub(crate) fn fork() -> io::Result<Option<Pid>> {
    clone(0, None)
}

/// Copies this process. The parent gets the child's pid, the child `None`.
#[cfg(not(target_os = "linux"))]
pub(crate) fn fork() -> io::Result<Option<Pid>> {
    // SAFETY: the callers have one thread.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        pid => Ok(Pid::from_raw(pid)),
    }
}

/// Sets attributes (`MOUNT_ATTR_*`) of a tree of mounts, all the way down when `deep`.
#[cfg(target_os = "linux")]
pub(crate) fn set_mount_attributes(tree: BorrowedFd<'_>, set: u64, deep: bool) -> io::Result<()> {
    let args = libc::mount_attr { attr_set: set, attr_clr: 0, propagation: 0, userns_fd: 0 };
    let flags = libc::AT_EMPTY_PATH | if deep { libc::AT_RECURSIVE } else { 0 };
    // SAFETY: the path is a constant that ends with zero; the structure lives until the call returns.
    let done = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            tree.as_raw_fd(),
            c"".as_ptr(),
            flags,
            &raw const args,
            size_of_val(&args),
        )
    };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Makes the cgroups that this process is in the roots of those that it sees.
#[cfg(target_os = "linux")]
pub(crate) fn unshare_cgroups() -> io::Result<()> {
    // SAFETY: unsafe for the sake of CLONE_FILES alone, which is not asked for.
    unsafe { rustix::thread::unshare_unsafe(rustix::thread::UnshareFlags::NEWCGROUP) }?;
    Ok(())
}

/// Processor time of all children that were waited for, and the most memory that one of them had.
pub(crate) fn children_usage() -> (Duration, u64) {
    // SAFETY: the structure is all integers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the pointer is valid for the call. It cannot fail with these arguments; zeros remain if it did.
    unsafe { libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage) };
    let time = |t: libc::timeval| {
        Duration::from_secs(t.tv_sec as u64) + Duration::from_micros(t.tv_usec as u64)
    };
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    (time(usage.ru_utime) + time(usage.ru_stime), usage.ru_maxrss.unsigned_abs() * unit)
}
