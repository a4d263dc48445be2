//! Finding out what a driver promises on this machine: an instance tries to break out, to take too much, to go on when it
//! should stand; and what happened is what is promised.

mod attempt;
mod judge;

use std::path::Path;

pub(crate) use attempt::Attempt;
pub(crate) use judge::judge;

use crate::cgroup::Controller;
use crate::local::LocalInstance;
use crate::{Later, Spec, StartError};

/// Whose promises are tried.
pub(crate) trait Subject: Sync {
    /// What sets its instances apart.
    fn walls(&self) -> Walls;
    /// A folder of the plane's.
    fn folder(&self) -> &Path;
    /// Whether instances can be started at all.
    fn works(&self) -> Later<'_, Result<(), StartError>>;
    /// Lets an instance try; also says what Landlock enforces in it.
    fn attempt<'a>(
        &'a self,
        spec: &'a Spec,
        attempt: Attempt,
    ) -> Later<'a, Result<(LocalInstance, Option<String>), StartError>>;
    /// By what it limits and measures; known once an instance has run.
    fn means(&self) -> Means;
}

/// What sets instances apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walls {
    Namespaces,
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "there are none"))]
    Container,
    Process,
}

/// What limits and measures instances.
pub(crate) struct Means {
    pub(crate) has: Vec<Controller>,
    /// What that is.
    pub(crate) words: &'static str,
    /// What is missing, and why.
    pub(crate) missing: String,
}

impl Means {
    pub(crate) fn has(&self, controller: Controller) -> bool {
        self.has.contains(&controller)
    }
}
