//! The compute plane: it runs code that the cloud does not trust, apart from the cloud and within limits.
//!
//! A [`Driver`] starts an [`Instance`] from a [`Spec`]; services never name a driver. Which of AWS's guarantees a driver
//! keeps on this machine is data ([`Promise`], [`Standing`]), found out by trying, never by looking at a version.
//! Three drivers stand here: `sandbox` (Linux: namespaces, a read-only root, cgroups, seccomp, Landlock), `docker` (the same
//! walls, as far as a Docker engine on this machine makes them) and `process` (anywhere: a process group, what the system
//! lets anybody restrict). See docs/compute.md.

mod cgroup;
mod docker;
mod driver;
mod guarantee;
mod helper;
mod local;
mod message;
mod plane;
mod probe;
mod spec;
mod sys;

pub use driver::{Cause, Driver, Exit, Instance, Later, Signal, Spare, StartError, Usage};
pub use guarantee::{Guarantees, Promise, Standing};
pub use helper::main as helper_main;
pub use plane::{HELPER_ARGUMENT, HelperCommand, Plane};
pub use spec::{Access, Limits, Mount, Network, Port, Root, Spec, Stdio};
