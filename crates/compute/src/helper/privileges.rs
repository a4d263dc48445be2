//! Giving up all privileges, for good.
//! Ref: <https://man7.org/linux/man-pages/man7/capabilities.7.html>

use std::io;

use rustix::process::{DumpableBehavior, Gid, Signal, Uid};
use rustix::thread::{CapabilitySet, CapabilitySets};

use super::{Failure, at};

/// Becomes `user` on the host; only for root.
pub(super) fn become_user(user: u32) -> Result<(), Failure> {
    let (uid, gid) = (Uid::from_raw(user), Gid::from_raw(user));
    rustix::thread::set_thread_groups(&[]).map_err(at("leave all groups"))?;
    rustix::thread::set_thread_res_gid(gid, gid, gid).map_err(at("change the group"))?;
    rustix::thread::set_thread_res_uid(uid, uid, uid).map_err(at("change the user"))
}

/// Whether this process may take capabilities from those that it executes.
pub(super) fn can_bound() -> Result<bool, Failure> {
    let own = rustix::thread::capabilities(None).map_err(at("see its capabilities"))?;
    Ok(own.effective.contains(CapabilitySet::SETPCAP))
}

/// No program that this process executes can have a capability. Must come before the user changes.
pub(super) fn bound() -> Result<(), Failure> {
    // As many as this crate knows; the kernel may know fewer.
    for capability in CapabilitySet::all().iter().take(64) {
        match rustix::thread::remove_capability_from_bounding_set(capability) {
            Ok(()) | Err(rustix::io::Errno::INVAL) => {}
            Err(error) => return Err(at("bound capabilities")(error)),
        }
    }
    Ok(())
}

/// Has no capability any more and will never have one.
pub(super) fn drop_all() -> Result<(), Failure> {
    let none = CapabilitySet::empty();
    let sets = CapabilitySets { effective: none, permitted: none, inheritable: none };
    rustix::thread::set_capabilities(None, sets).map_err(at("drop capabilities"))?;
    rustix::thread::set_no_new_privs(true).map_err(at("refuse new privileges"))
}

/// The kernel kills this process when its parent ends. A change of user takes this back.
pub(super) fn die_with_parent() -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    Ok(())
}

/// The instance's own processes, which are of the same user, can neither trace this one nor read its memory.
pub(super) fn hide() -> io::Result<()> {
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}
