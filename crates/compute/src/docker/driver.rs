//! The driver: makes a container, waits until its keeper calls back, and hands it to the switchboard like any other.

use std::collections::HashMap;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bollard::errors::Error;
use bollard::models::ContainerCreateBody;
use bollard::query_parameters::{
    CreateContainerOptions, CreateImageOptions, StartContainerOptions, WaitContainerOptions,
};
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use tokio::sync::{Mutex, OnceCell};

use super::container::Container;
use super::engine::{Engine, LABEL, next};
use super::home::{self, Home};
use super::plan::Wanted;
use super::skeleton::Skeleton;
use crate::cgroup::{Controller, Groups};
use crate::local::{Adopted, Core, INNER_USER, LocalInstance};
use crate::message::{Payload, Way};
use crate::probe::{self, Attempt, Means, Subject, Walls};
use crate::{Driver, Guarantees, Instance, Later, Mount, Network, Spec, StartError};

/// How long a container may take from its start until its keeper calls.
const CALLS_BACK: Duration = Duration::from_secs(30);

/// A driver that has a Docker engine make containers.
#[derive(Debug)]
pub(crate) struct Docker {
    core: Arc<Core>,
    engine: Arc<Engine>,
    home: OnceCell<Home>,
    /// Images, by their archives.
    images: Mutex<HashMap<Vec<u8>, String>>,
    /// Whether an instance has started.
    works: OnceCell<()>,
    guarantees: OnceCell<Guarantees>,
    /// Whether the containers' cgroups are seen from here; known once one has run.
    sees_groups: OnceLock<bool>,
}

impl Docker {
    /// Removes what an earlier cloud left in its engine. Nothing is asked of this one yet.
    pub(crate) fn open(core: Arc<Core>, address: String) -> Docker {
        home::sweep(core.folder());
        Docker {
            core,
            engine: Arc::new(Engine::new(address)),
            home: OnceCell::new(),
            images: Mutex::default(),
            works: OnceCell::new(),
            guarantees: OnceCell::new(),
            sees_groups: OnceLock::new(),
        }
    }

    /// Whether instances can be started, found out by doing it. An engine that does not answer may do so later.
    pub(crate) async fn works(&self) -> Result<(), StartError> {
        let tried = self.works.get_or_try_init(|| async {
            let spec = Spec::new("probe", "/probe");
            let (instance, _) = self.run(&spec, Payload::Probe(Attempt::Nothing)).await?;
            instance.wait().await;
            Ok(())
        });
        tried.await.copied()
    }

    async fn home(&self) -> Result<&Home, StartError> {
        let opened = self.home.get_or_try_init(|| async {
            let info = self.engine.ask(|client| async move { client.info().await }).await?;
            let options = info.security_options.unwrap_or_default();
            let mapped = ["name=userns", "name=rootless"];
            let own_users =
                !options.iter().any(|option| mapped.iter().any(|name| option.starts_with(name)));
            let home = Home::open(self.core.folder(), &self.engine, self.core.command(), own_users);
            let home = home.map_err(|error| StartError::System {
                step: "make what containers mount".to_owned(),
                cause: error.to_string(),
            })?;
            self.core.watch(Some((self.engine.address.clone(), home.id.clone())))?;
            Ok(home)
        });
        opened.await
    }

    /// Starts an instance; also says what Landlock enforces in it.
    async fn run(
        &self,
        spec: &Spec,
        payload: Payload,
    ) -> Result<(LocalInstance, Option<String>), StartError> {
        let system = |step: &'static str| {
            move |error: io::Error| StartError::System {
                step: step.to_owned(),
                cause: error.to_string(),
            }
        };
        let home = self.home().await?;
        let (id, user) = self.core.next();
        let user = if home.own_users { user } else { INNER_USER };
        let skeleton = Skeleton::of(&spec.root)?;
        let archive = skeleton.archive().map_err(system("pack the root"))?;
        let place = home.place(id, user).map_err(system("make a folder"))?;
        let folder = Folder(Some(place.folder.clone()));
        let wanted = |image| Wanted { spec, home, place: &place, skeleton: &skeleton, image, user };
        let body = wanted(self.image(home, &archive).await?).body()?;
        let listener = place.listener.try_clone().map_err(system("make a socket"))?;
        let (container, link, pid) = match self.contain(body, listener).await {
            Err(StartError::Engine { cause, .. }) if cause.contains("No such image") => {
                // Somebody has removed it.
                self.images.lock().await.remove(&archive);
                let body = wanted(self.image(home, &archive).await?).body()?;
                let listener = place.listener.try_clone().map_err(system("make a socket"))?;
                self.contain(body, listener).await?
            }
            contained => contained?,
        };
        let way = Way::Container {
            own_user: home.own_users,
            network: match spec.network {
                Network::Own => None,
                Network::Host => std::fs::read_link("/proc/self/ns/net").ok(),
            },
        };
        let keeper = pid.and_then(keeper);
        let pid = keeper.as_ref().map(|(pid, _)| *pid);
        let group = pid.and_then(|pid| Groups::of_process(pid, &container.id));
        // They are all alike.
        let _first = self.sees_groups.set(group.is_some());
        let adopted = Adopted { id, container, link, keeper, group, folder: folder.keep(), way };
        self.core.adopt(spec, payload, adopted)?.running().await
    }

    /// The image of a root, made when it is not there.
    async fn image(&self, home: &Home, archive: &[u8]) -> Result<String, StartError> {
        let mut images = self.images.lock().await;
        if let Some(image) = images.get(archive) {
            return Ok(image.clone());
        }
        let options = CreateImageOptions {
            from_src: Some("-".to_owned()),
            changes: vec![format!("LABEL {LABEL}={}", home.id)],
            ..Default::default()
        };
        let body = bollard::body_full(archive.to_vec().into());
        let image = self.engine.ask(|client| async move {
            let mut said = std::pin::pin!(client.create_image(Some(options), Some(body), None));
            let mut image = None;
            while let Some(step) = next(said.as_mut()).await {
                image = step?.status.filter(|status| status.starts_with("sha256:")).or(image);
            }
            Ok(image)
        });
        let image = image.await?.ok_or_else(|| self.engine.wrong("it does not name an image"))?;
        images.insert(archive.to_vec(), image.clone());
        Ok(image)
    }

    /// Makes a container, starts it, and waits until its keeper calls.
    async fn contain(
        &self,
        body: ContainerCreateBody,
        listener: UnixListener,
    ) -> Result<(Container, UnixStream, Option<i32>), StartError> {
        let engine = self.engine.clone();
        let called = self.engine.ask(move |client| async move {
            let made = client.create_container(None::<CreateContainerOptions>, body).await?;
            let container = Container::new(made.id, engine);
            client.start_container(&container.id, None::<StartContainerOptions>).await?;
            let listener = tokio::net::UnixListener::from_std(listener)?;
            let ended = next(client.wait_container(&container.id, None::<WaitContainerOptions>));
            tokio::select! {
                called = tokio::time::timeout(CALLS_BACK, listener.accept()) => match called {
                    Ok(called) => {
                        let (link, _) = called?;
                        let pid = link.peer_cred()?.pid();
                        let link = link.into_std()?;
                        link.set_nonblocking(false)?;
                        Ok((container, link, pid))
                    }
                    Err(_) => Err(Error::RequestTimeoutError),
                },
                ended = ended => Err(not_called(ended)),
            }
        });
        called.await
    }
}

/// The container ended instead of calling.
fn not_called(ended: Option<Result<bollard::models::ContainerWaitResponse, Error>>) -> Error {
    let code = match ended {
        Some(Ok(ended)) => ended.status_code.to_string(),
        Some(Err(Error::DockerContainerWaitError { code, .. })) => code.to_string(),
        Some(Err(Error::DockerResponseServerError { status_code: 404, .. })) | None => {
            "unknown".to_owned()
        }
        Some(Err(error)) => return error,
    };
    Error::DockerStreamError {
        error: format!(
            "the keeper ended before it called back, with code {code}: the engine must run on this machine's own kernel"
        ),
    }
}

/// A folder that is removed unless it is kept.
struct Folder(Option<std::path::PathBuf>);

impl Folder {
    fn keep(mut self) -> std::path::PathBuf {
        self.0.take().unwrap_or_default()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            // What is left goes with the plane.
            let _removed = std::fs::remove_dir_all(folder);
        }
    }
}

/// Who called, when it is seen from here: its number is 0 when not.
fn keeper(pid: i32) -> Option<(i32, OwnedFd)> {
    let pidfd = pidfd_open(Pid::from_raw(pid)?, PidfdFlags::empty()).ok()?;
    Some((pid, pidfd))
}

impl Subject for Docker {
    fn walls(&self) -> Walls {
        Walls::Container
    }

    fn folder(&self) -> &Path {
        self.core.folder()
    }

    fn works(&self) -> Later<'_, Result<(), StartError>> {
        Box::pin(self.works())
    }

    fn attempt<'a>(
        &'a self,
        spec: &'a Spec,
        attempt: Attempt,
    ) -> Later<'a, Result<(LocalInstance, Option<String>), StartError>> {
        Box::pin(self.run(spec, Payload::Probe(attempt)))
    }

    fn means(&self) -> Means {
        let mut has = vec![Controller::Cpu, Controller::Pids, Controller::Freezer];
        let mut missing = String::new();
        if self.sees_groups.get() == Some(&true) {
            has.extend([Controller::Memory, Controller::Accounting]);
        } else {
            missing = "the containers' groups are not seen from here".to_owned();
        }
        Means { has, words: "the engine's limits", missing }
    }
}

impl Driver for Docker {
    fn name(&self) -> &'static str {
        "docker"
    }

    fn guarantees(&self) -> Later<'_, Guarantees> {
        Box::pin(async {
            match self.works().await {
                Ok(()) => self.guarantees.get_or_init(|| probe::judge(self)).await.clone(),
                // It may work later.
                Err(_) => probe::judge(self).await,
            }
        })
    }

    fn seen<'m>(&self, mount: &'m Mount) -> &'m Path {
        &mount.target
    }

    fn no_roots(&self) -> Later<'_, Option<String>> {
        Box::pin(async { self.works().await.err().map(|error| error.to_string()) })
    }

    fn start<'a>(&'a self, spec: &'a Spec) -> Later<'a, Result<Box<dyn Instance>, StartError>> {
        Box::pin(async move {
            spec.check()?;
            let payload = Payload::Program {
                program: spec.program.clone(),
                args: spec.args.clone(),
                companions: spec.companions.clone(),
            };
            let (instance, _) = self.run(spec, payload).await?;
            Ok(Box::new(instance) as Box<dyn Instance>)
        })
    }
}

impl Drop for Docker {
    fn drop(&mut self) {
        // All of its instances are gone then: the switchboard hears that from their keepers.
        if let Some(home) = self.home.get()
            && home.close(&self.engine)
        {
            // When this fails, the helper looks for nothing.
            let _told = self.core.watch(None);
        }
    }
}
