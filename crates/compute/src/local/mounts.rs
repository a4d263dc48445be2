//! Whether what is mounted on this machine has changed since: the kernel says so without anything being read.
//! Ref: <https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html>

use std::fs::File;
use std::io;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// The mounts as they were when this was made.
#[derive(Debug)]
pub(super) struct Mounts(File);

impl Mounts {
    pub(super) fn now() -> io::Result<Mounts> {
        File::open("/proc/self/mountinfo").map(Mounts)
    }

    /// Whether they have changed since this was asked last.
    pub(super) fn changed(&self) -> bool {
        let mut fds = [PollFd::new(&self.0, PollFlags::PRI)];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        // Who cannot ask cannot rely on it.
        poll(&mut fds, Some(&at_once)) != Ok(0)
    }
}
