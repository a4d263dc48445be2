//! A compute plane in a folder of its own, and instances whose program is this binary.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use compute::{
    Access, Cause, Driver, Exit, HelperCommand, Instance, Limits, Mount, Plane, Spare, Spec,
    StartError, Stdio,
};

/// Why a test cannot be run on this system.
pub(crate) struct Forbidden(pub(crate) String);

/// Longer than anything takes here, also on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The driver `sandbox`, by way of spares.
pub(crate) const SPARE: &str = "spare";

pub(crate) struct Cloud {
    pub(crate) runtime: tokio::runtime::Runtime,
    pub(crate) plane: Plane,
    pub(crate) folder: tempfile::TempDir,
    /// The driver that what is tried on more than one is tried on.
    pub(crate) walls: &'static str,
}

/// How an attack went.
pub(crate) struct Outcome {
    pub(crate) exit: Exit,
    pub(crate) said: String,
}

impl Cloud {
    pub(crate) fn open() -> Cloud {
        Cloud::at(tempfile::tempdir().unwrap())
    }

    pub(crate) fn at(folder: tempfile::TempDir) -> Cloud {
        Cloud::of(folder, None, "sandbox")
    }

    /// With an engine, whose driver is tried.
    pub(crate) fn with_engine(address: &str) -> Cloud {
        Cloud::of(tempfile::tempdir().unwrap(), Some(address.to_owned()), "docker")
    }

    /// Whose instances have been spares before.
    pub(crate) fn of_spares() -> Cloud {
        Cloud::of(tempfile::tempdir().unwrap(), None, SPARE)
    }

    fn of(folder: tempfile::TempDir, engine: Option<String>, walls: &'static str) -> Cloud {
        let helper = HelperCommand::own_binary().unwrap();
        let plane = Plane::with_engine(folder.path().join("compute"), helper, engine).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Cloud { runtime, plane, folder, walls }
    }

    pub(crate) fn driver(&self, name: &str) -> Arc<dyn Driver> {
        let name = if name == SPARE { "sandbox" } else { name };
        self.plane.driver(name).unwrap()
    }

    /// Starts an instance; says what forbids it.
    pub(crate) fn start(&self, driver: &str, spec: &Spec) -> Result<Box<dyn Instance>, Forbidden> {
        let started = async {
            match driver {
                SPARE => self.start_spare(spec).await,
                _ => self.driver(driver).start(spec).await,
            }
        };
        match self.runtime.block_on(started) {
            Ok(instance) => Ok(instance),
            Err(StartError::System { step, cause }) if step == "make a sandbox" => {
                Err(Forbidden(cause))
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// A spare for an instance like this, where it is to be one and can be.
    pub(crate) fn prepare(&self, driver: &str, spec: &Spec) -> Option<Box<dyn Spare>> {
        let early = early(spec);
        let made = self.driver(driver);
        let prepared = (driver == SPARE).then(|| made.prepare(&early, false));
        prepared.and_then(|prepared| self.runtime.block_on(prepared).unwrap())
    }

    /// Starts an instance from a spare, which knew nothing of it; as usual where there can be none.
    async fn start_spare(&self, spec: &Spec) -> Result<Box<dyn Instance>, StartError> {
        let driver = self.driver(SPARE);
        match driver.prepare(&early(spec), false).await? {
            Some(spare) if spec.mounts.iter().all(|m| m.access == Access::Read) => {
                spare.begin(spec).await
            }
            _ => driver.start(spec).await,
        }
    }

    /// The spec of an attack.
    pub(crate) fn attack(&self, driver: &str, words: &[&str]) -> Spec {
        let own = std::env::current_exe().unwrap();
        let mount = Mount { source: own, target: "/attack".into(), access: Access::Read };
        let program = self.driver(driver).seen(&mount).to_owned();
        let args = ["attack"].iter().chain(words).map(|word| (*word).to_owned()).collect();
        let limits = Limits { memory: 64 << 20, pids: 64, tmp: 16 << 20, ..Limits::default() };
        Spec {
            mounts: vec![mount],
            args,
            limits,
            stdout: Stdio::Pipe,
            stderr: Stdio::Pipe,
            ..Spec::new("victim", program)
        }
    }

    /// Runs an attack to its end.
    pub(crate) fn run(&self, driver: &str, spec: &Spec) -> Result<Outcome, Forbidden> {
        Ok(self.outcome(self.start(driver, spec)?))
    }

    /// Waits for its end.
    pub(crate) fn outcome(&self, mut instance: Box<dyn Instance>) -> Outcome {
        let said = [instance.take_stdout(), instance.take_stderr()]
            .map(|out| std::thread::spawn(move || out.map(read).unwrap_or_default()));
        let exit = self.wait(&*instance);
        let said = said.map(|thread| thread.join().unwrap()).concat();
        Outcome { exit, said }
    }

    pub(crate) fn wait(&self, instance: &dyn Instance) -> Exit {
        let ended = async { tokio::time::timeout(PATIENCE, instance.wait()).await };
        self.runtime.block_on(ended).expect("it ends in time")
    }

    /// Runs an attack that must try everything and get nowhere.
    pub(crate) fn defeat(&self, driver: &str, words: &[&str]) -> Result<(), Forbidden> {
        let spec = self.attack(driver, words);
        let outcome = self.run(driver, &spec)?;
        outcome.defeated();
        Ok(())
    }

    /// A file of the host with a secret in it.
    pub(crate) fn secret(&self) -> PathBuf {
        let path = self.folder.path().join("secret");
        std::fs::write(&path, "the host's secret").unwrap();
        path
    }
}

/// What is known of every instance like this.
pub(crate) fn early(spec: &Spec) -> Spec {
    let limits = Limits {
        pids: spec.limits.pids,
        open_files: spec.limits.open_files,
        shm: spec.limits.shm,
        ..Limits::default()
    };
    Spec {
        mounts: Vec::new(),
        args: Vec::new(),
        env: Vec::new(),
        dir: "/".into(),
        program: "/later".into(),
        limits,
        ..spec.clone()
    }
}

impl Outcome {
    #[track_caller]
    pub(crate) fn defeated(&self) {
        assert!(!self.said.contains("THROUGH"), "{}", self.said);
        assert!(self.said.contains("done"), "{} ({:?})", self.said, self.exit);
        assert_eq!(self.exit.cause, Cause::Exited(0), "{}", self.said);
    }
}

pub(crate) fn read(mut file: File) -> String {
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    text
}

/// Waits until something holds.
#[track_caller]
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let clock = clock::Clock::system();
    let end = clock.monotonic() + PATIENCE;
    while !holds() {
        assert!(clock.monotonic() < end, "{what}");
        pause(Duration::from_millis(5));
    }
}

/// Lets real time pass: what is tested here happens in the kernel, which follows no other clock.
pub(crate) fn pause(time: Duration) {
    let time = time.try_into().unwrap();
    let _waited = rustix::event::poll(&mut [], Some(&time));
}
