//! What is the driver `docker`'s own: what an engine does by itself, and what is left in it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use compute::{Access, Cause, HelperCommand, Instance, Mount, Network, Plane, Promise, Root, Spec};

use rustix::process::{Pid, Signal, kill_process};

use crate::crash;
use crate::engine::Engine;
use crate::runner::Test;
use crate::support::{Cloud, Forbidden, eventually, pause};

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("what it promises", promises),
    ("who it is", whoever),
    ("a root of its own", own_root),
    ("a hostile root", hostile_root),
    ("the network of the engine", other_network),
    ("no engine", no_engine),
];

/// Those that end something.
pub(crate) type EndTest = fn(&mut Engine) -> Result<(), Forbidden>;
pub(crate) const ENDS: &[(&str, EndTest)] = &[
    ("the plane is closed", closed),
    ("the cloud is killed", killed),
    ("the cloud and its helper are killed", both_killed),
    ("the engine is killed", vanished),
];

fn promises(cloud: &Cloud) -> Result<(), Forbidden> {
    let guarantees = cloud.runtime.block_on(cloud.driver("docker").guarantees());
    for (promise, standing) in guarantees.iter() {
        println!("    {promise}: {}: {}", standing.word(), standing.reason());
    }
    for promise in Promise::ALL {
        assert!(guarantees.keeps(promise), "{promise}: {}", guarantees.of(promise).reason());
    }
    Ok(())
}

/// A name for its user, and the files that every program may read.
fn whoever(cloud: &Cloud) -> Result<(), Forbidden> {
    let script =
        "id -un; cat /etc/hostname; grep -c files /etc/nsswitch.conf; getent hosts cloud.test";
    let mut spec = Spec {
        program: "/bin/sh".into(),
        args: vec!["-c".to_owned(), script.to_owned()],
        ..cloud.attack("docker", &[])
    };
    spec.names = vec!["cloud.test".to_owned()];
    let outcome = cloud.run("docker", &spec)?;
    assert_eq!(outcome.said, "sandbox\nvictim\n3\n127.0.0.1       cloud.test\n");
    Ok(())
}

/// An unpacked image: of this machine's files it has a shell alone, and no library that the keeper needs.
fn own_root(cloud: &Cloud) -> Result<(), Forbidden> {
    let root = cloud.folder.path().join("image");
    for folder in ["bin", "dev", "etc", "proc", "srv", "tmp"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    for name in ["hostname", "hosts", "resolv.conf"] {
        std::fs::write(root.join("etc").join(name), "").unwrap();
    }
    std::fs::write(root.join("srv/own"), "of the image\n").unwrap();
    let maps = Command::new("/bin/sh").args(["-c", "cat /proc/$$/maps"]).output().unwrap();
    let maps = String::from_utf8(maps.stdout).unwrap();
    let loaded = maps.lines().filter_map(|line| line.split_once('/')).map(|(_, path)| path);
    let library = |path: &&str| path.contains(".so");
    std::fs::copy("/bin/sh", root.join("bin/sh")).unwrap();
    for path in loaded.filter(library).collect::<std::collections::BTreeSet<_>>() {
        let source = Path::new("/").join(path);
        let name = source.file_name().unwrap();
        for folder in ["lib64", "lib"] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
            std::fs::copy(&source, root.join(folder).join(name)).unwrap();
        }
    }
    let script = "read line < /srv/own; echo $line; echo x > /srv/new || echo refused; echo y > /tmp/z && echo *";
    let spec = Spec {
        root: Root::Folder(root),
        mounts: Vec::new(),
        program: "/bin/sh".into(),
        args: vec!["-c".to_owned(), script.to_owned()],
        ..cloud.attack("docker", &[])
    };
    let outcome = cloud.run("docker", &spec)?;
    assert!(outcome.said.contains("of the image\n"), "{}", outcome.said);
    assert!(
        outcome.said.contains("refused\nbin dev etc lib lib64 proc srv sys tmp\n"),
        "{}",
        outcome.said
    );
    Ok(())
}

/// A root whose mount points are links that lead to the host.
fn hostile_root(cloud: &Cloud) -> Result<(), Forbidden> {
    let root = cloud.folder.path().join("hostile-root");
    let bait = cloud.folder.path().join("hostile-bait");
    for folder in ["dev", "tmp", "usr", "lib", "lib64", "proc"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    std::fs::create_dir(&bait).unwrap();
    std::os::unix::fs::symlink(&bait, root.join("task")).unwrap();
    std::os::unix::fs::symlink("usr/bin", root.join("bin")).unwrap();
    let mount = |source: &str, target: &str| Mount {
        source: source.into(),
        target: target.into(),
        access: Access::Read,
    };
    let mounts =
        [("/usr", "/usr"), ("/lib", "/lib"), ("/lib64", "/lib64"), ("/usr/bin", "/task/in")];
    let spec = Spec {
        root: Root::Folder(root),
        mounts: mounts.map(|(source, target)| mount(source, target)).into(),
        program: "/bin/sh".into(),
        args: vec!["-c".to_owned(), "ls -a / /task/in/sh; echo ended".to_owned()],
        ..cloud.attack("docker", &[])
    };
    let outcome = cloud.run("docker", &spec)?;
    assert!(outcome.said.contains("/task/in/sh\n"), "{}", outcome.said);
    assert!(outcome.said.contains("ended"), "{}", outcome.said);
    assert_eq!(std::fs::read_dir(&bait).unwrap().count(), 0);
    Ok(())
}

/// This engine's network is its own: what is to reach the host's is refused, not run where nobody serves it.
fn other_network(cloud: &Cloud) -> Result<(), Forbidden> {
    let spec = Spec { network: Network::Host, ..cloud.attack("docker", &["exit", "0"]) };
    let refused = cloud.runtime.block_on(cloud.driver("docker").start(&spec));
    let error = refused.err().expect("it is another network").to_string();
    assert!(error.contains("the engine's network is another one"), "{error}");
    Ok(())
}

fn no_engine(cloud: &Cloud) -> Result<(), Forbidden> {
    let helper = HelperCommand::own_binary().unwrap();
    let nowhere = Some("unix:///no/such.sock".to_owned());
    let plane = Plane::with_engine(cloud.folder.path().join("none"), helper, nowhere).unwrap();
    let driver = plane.driver("docker").unwrap();
    let refused = cloud.runtime.block_on(driver.start(&Spec::new("none", "/bin/true")));
    assert_eq!(
        refused.err().expect("there is none").to_string(),
        "the Docker engine at unix:///no/such.sock: it does not answer: /no/such.sock is not there; is it running?"
    );
    // What needs no engine runs all the same.
    assert_ne!(cloud.runtime.block_on(plane.best()).name(), "docker");
    Ok(())
}

fn closed(engine: &mut Engine) -> Result<(), Forbidden> {
    let cloud = Cloud::with_engine(&engine.address());
    let sleeping = cloud.start("docker", &cloud.attack("docker", &["sleep"]))?;
    let still = cloud.start("docker", &cloud.attack("docker", &["sleep"]))?;
    cloud.runtime.block_on(still.freeze()).unwrap();
    assert_eq!(engine.holds(), (2, 1));
    let pids = [&sleeping, &still].map(|instance| instance.pid() as i32);
    let Cloud { plane, folder, .. } = cloud;
    drop(plane);
    assert!(pids.into_iter().all(crash::is_gone), "{pids:?}");
    assert_eq!(engine.holds(), (0, 0));
    assert!(!folder.path().join("compute/docker/engines").exists());
    drop((sleeping, still));
    Ok(())
}

fn killed(engine: &mut Engine) -> Result<(), Forbidden> {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("compute");
    let (server, pids) = crash::serve(&folder, "docker", &engine.address())?;
    pause(Duration::from_millis(300));
    drop(server);
    eventually(&format!("processes are left of {pids:?}"), || {
        pids.iter().all(|pid| crash::is_gone(*pid))
    });
    eventually("containers or images are left", || engine.holds() == (0, 0));
    drop(Plane::open(&folder, HelperCommand::own_binary().unwrap()).unwrap());
    assert_eq!(left(&folder.join("docker")), [PathBuf::from("tools")]);
    Ok(())
}

/// With nobody to clear up, the next start does.
fn both_killed(engine: &mut Engine) -> Result<(), Forbidden> {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("compute");
    let (server, pids) = crash::serve(&folder, "docker", &engine.address())?;
    for helper in crash::below(server.pid()) {
        kill_process(Pid::from_raw(helper).unwrap(), Signal::KILL).unwrap();
    }
    drop(server);
    // What stands still cannot end; the rest does, and goes from the engine by itself.
    let (still, running) = pids.split_last().unwrap();
    eventually(&format!("processes are left of {pids:?}"), || {
        running.iter().all(|pid| crash::is_gone(*pid))
    });
    eventually("containers are left", || engine.holds().0 <= 1);
    assert!(!crash::is_gone(*still));
    let helper = HelperCommand::own_binary().unwrap();
    // The engine that has them is written down: it is not the one that is asked from now on.
    drop(Plane::open(&folder, helper).unwrap());
    assert!(crash::is_gone(*still));
    assert_eq!(engine.holds(), (0, 0));
    assert_eq!(left(&folder.join("docker")), [PathBuf::from("tools")]);
    Ok(())
}

fn left(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<PathBuf> = entries.map(|entry| entry.unwrap().file_name().into()).collect();
    names.sort();
    names
}

/// It takes its containers with it.
fn vanished(engine: &mut Engine) -> Result<(), Forbidden> {
    let cloud = Cloud::with_engine(&engine.address());
    let start = || cloud.start("docker", &cloud.attack("docker", &["sleep"]));
    let instance: Box<dyn Instance> = start()?;
    let still = start()?;
    cloud.runtime.block_on(still.freeze()).unwrap();
    engine.kill();
    assert_eq!(cloud.wait(&*instance).cause, Cause::Killed);
    let refused =
        cloud.runtime.block_on(cloud.driver("docker").start(&Spec::new("a", "/bin/true")));
    let error = refused.err().expect("it is gone").to_string();
    assert!(error.contains("it does not answer") && error.contains("is it running?"), "{error}");
    let clock = clock::Clock::system();
    let began = clock.monotonic();
    drop(cloud);
    assert!(clock.monotonic() - began < Duration::from_secs(15), "closing waits for nobody");
    Ok(())
}
