//! The drivers `sandbox` and `process`: which way they set instances apart on this machine, found out once by doing it.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::OnceCell;

use super::core::{Apart, Core};
use super::instance::LocalInstance;
use crate::cgroup::Controller;
use crate::message::Payload;
use crate::probe::{self, Attempt, Means, Subject, Walls};
use crate::{Driver, Guarantees, Instance, Later, Mount, Root, Spec, StartError};
#[cfg(target_os = "linux")]
use crate::{Network, Spare};

/// Why the driver `process` runs no images.
const NO_ROOTS: &str = "the driver `process` cannot give an instance a root file system of its own";

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sandbox,
    Process,
}

/// A driver that starts processes on this machine.
#[derive(Debug)]
pub(crate) struct Local {
    kind: Kind,
    core: Arc<Core>,
    apart: OnceCell<Result<Apart, String>>,
    guarantees: OnceCell<Guarantees>,
}

impl Local {
    pub(crate) fn new(kind: Kind, core: Arc<Core>) -> Local {
        Local { kind, core, apart: OnceCell::new(), guarantees: OnceCell::new() }
    }

    /// How instances are set apart here; or the system's words why they cannot be.
    pub(crate) async fn apart(&self) -> Result<Apart, StartError> {
        let found = self.apart.get_or_init(|| self.find_apart()).await;
        found
            .clone()
            .map_err(|cause| StartError::System { step: "make a sandbox".to_owned(), cause })
    }

    async fn find_apart(&self) -> Result<Apart, String> {
        let ways: &[Apart] = match self.kind {
            Kind::Process => return Ok(Apart::Process),
            Kind::Sandbox if rustix::process::geteuid().is_root() => {
                &[Apart::Namespaces { user: false }, Apart::Namespaces { user: true }]
            }
            Kind::Sandbox => &[Apart::Namespaces { user: true }],
        };
        let mut words = Vec::new();
        let spec = Spec::new("probe", "/probe");
        for apart in ways {
            match self.run(&spec, *apart, Payload::Probe(Attempt::Nothing)).await {
                Ok((instance, _)) => {
                    instance.wait().await;
                    return Ok(*apart);
                }
                Err(error) => words.push(error.to_string()),
            }
        }
        Err(words.join("; "))
    }

    /// Starts an instance so; also says what Landlock enforces in it.
    pub(crate) async fn run(
        &self,
        spec: &Spec,
        apart: Apart,
        payload: Payload,
    ) -> Result<(LocalInstance, Option<String>), StartError> {
        self.core.launch(spec, apart, payload)?.running().await
    }
}

impl Subject for Local {
    fn walls(&self) -> Walls {
        match self.kind {
            Kind::Sandbox => Walls::Namespaces,
            Kind::Process => Walls::Process,
        }
    }

    fn folder(&self) -> &Path {
        self.core.folder()
    }

    fn works(&self) -> Later<'_, Result<(), StartError>> {
        Box::pin(async { self.apart().await.map(drop) })
    }

    fn attempt<'a>(
        &'a self,
        spec: &'a Spec,
        attempt: Attempt,
    ) -> Later<'a, Result<(LocalInstance, Option<String>), StartError>> {
        Box::pin(async move {
            let apart = self.apart().await?;
            self.run(spec, apart, Payload::Probe(attempt)).await
        })
    }

    fn means(&self) -> Means {
        let groups = self.core.groups();
        let has = Controller::ALL.into_iter().filter(|controller| groups.has(*controller));
        Means { has: has.collect(), words: groups.words(), missing: groups.missing.clone() }
    }
}

impl Driver for Local {
    fn name(&self) -> &'static str {
        match self.kind {
            Kind::Sandbox => "sandbox",
            Kind::Process => "process",
        }
    }

    fn guarantees(&self) -> Later<'_, Guarantees> {
        Box::pin(async { self.guarantees.get_or_init(|| probe::judge(self)).await.clone() })
    }

    fn seen<'m>(&self, mount: &'m Mount) -> &'m Path {
        match self.kind {
            Kind::Sandbox => &mount.target,
            Kind::Process => &mount.source,
        }
    }

    fn no_roots(&self) -> Later<'_, Option<String>> {
        Box::pin(async {
            match self.kind {
                Kind::Process => Some(NO_ROOTS.to_owned()),
                Kind::Sandbox => self.apart().await.err().map(|error| error.to_string()),
            }
        })
    }

    fn start<'a>(&'a self, spec: &'a Spec) -> Later<'a, Result<Box<dyn Instance>, StartError>> {
        Box::pin(async move {
            spec.check()?;
            let needs_root = matches!(spec.root, Root::Folder(_)) || !spec.companions.is_empty();
            if needs_root && self.kind == Kind::Process {
                return Err(StartError::Spec(NO_ROOTS.to_owned()));
            }
            let apart = self.apart().await?;
            let payload = Payload::Program {
                program: spec.program.clone(),
                args: spec.args.clone(),
                companions: spec.companions.clone(),
            };
            let (instance, _) = self.run(spec, apart, payload).await?;
            Ok(Box::new(instance) as Box<dyn Instance>)
        })
    }

    #[cfg(target_os = "linux")]
    fn prepare<'a>(
        &'a self,
        early: &'a Spec,
        waits: bool,
    ) -> Later<'a, Result<Option<Box<dyn Spare>>, StartError>> {
        Box::pin(async move {
            early.check()?;
            // The host's network and an image's files are taken as they are when an instance starts.
            let own = early.network == Network::Own && matches!(early.root, Root::Host);
            if self.kind == Kind::Process || !own || !early.companions.is_empty() {
                return Ok(None);
            }
            let apart = self.apart().await?;
            let spare = self.core.prepare(early, apart, waits).await?;
            Ok(Some(Box::new(spare) as Box<dyn Spare>))
        })
    }
}
