//! The driver `docker`: instances are containers of a Docker engine on this machine. The engine makes the namespaces, the
//! root and the limits; the first process of each container is this binary as its keeper, which calls back through a
//! mounted socket and is then like the keeper of a sandbox.
//! Ref: <https://docs.docker.com/reference/api/engine/>

#[cfg(not(target_os = "linux"))]
mod absent;
#[cfg(target_os = "linux")]
mod container;
#[cfg(target_os = "linux")]
mod driver;
#[cfg(target_os = "linux")]
mod engine;
#[cfg(target_os = "linux")]
mod home;
#[cfg(target_os = "linux")]
mod plan;
#[cfg(target_os = "linux")]
mod skeleton;
#[cfg(target_os = "linux")]
mod tools;

#[cfg(not(target_os = "linux"))]
pub(crate) use absent::{Container, Docker, sweep};
#[cfg(target_os = "linux")]
pub(crate) use {container::Container, driver::Docker, engine::sweep};

/// Where engines answer when nobody says otherwise.
pub(crate) const DEFAULT_ADDRESS: &str = "unix:///var/run/docker.sock";
