//! The same against the driver `process`: it promises less, and keeps that.

use compute::{Cause, Port, Promise, Root, Signal, Spec};

use crate::runner::Test;
use crate::sandbox::answer;
use crate::support::{Cloud, Forbidden, read};

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("process: what it promises", promises),
    ("process: files of the host", files),
    ("process: no roots of their own", no_roots),
    ("process: other processes", processes),
    ("process: forbidden calls", |cloud| cloud.defeat("process", &["calls"])),
    ("process: its ports", ports),
    ("process: a memory bomb", memory),
    ("process: how it ends", ends),
    ("process: orphans end with it", orphans),
];

/// Says what it is, and holds what it says.
fn promises(cloud: &Cloud) -> Result<(), Forbidden> {
    let guarantees = cloud.runtime.block_on(cloud.driver("process").guarantees());
    for (promise, standing) in guarantees.iter() {
        println!("    {promise}: {}: {}", standing.word(), standing.reason());
    }
    for promise in [Promise::Files, Promise::Network, Promise::Ipc, Promise::HostName, Promise::Tmp]
    {
        assert!(!guarantees.keeps(promise), "{promise} cannot be kept by a plain process");
    }
    for promise in [Promise::SystemCalls, Promise::OpenFiles] {
        assert!(guarantees.keeps(promise), "{promise}: {}", guarantees.of(promise).reason());
    }
    Ok(())
}

/// It cannot change the root, and does not run on the host's own files what asks for another.
fn no_roots(cloud: &Cloud) -> Result<(), Forbidden> {
    let driver = cloud.driver("process");
    let why = cloud.runtime.block_on(driver.no_roots());
    assert!(why.is_some_and(|why| why.contains("root file system of its own")));
    let plain = || cloud.attack("process", &["exit", "0"]);
    let rooted = Spec { root: Root::Folder(cloud.folder.path().to_owned()), ..plain() };
    let accompanied = Spec { companions: vec!["/bin/true".into()], ..plain() };
    for spec in [rooted, accompanied] {
        let refused = cloud.runtime.block_on(driver.start(&spec)).err().unwrap().to_string();
        assert!(refused.contains("root file system of its own"), "{refused}");
    }
    Ok(())
}

fn landlock(cloud: &Cloud) -> Result<(), Forbidden> {
    let guarantees = cloud.runtime.block_on(cloud.driver("process").guarantees());
    match guarantees.of(Promise::Files).word() {
        "missing" => Err(Forbidden(guarantees.of(Promise::Files).reason().to_owned())),
        _ => Ok(()),
    }
}

fn files(cloud: &Cloud) -> Result<(), Forbidden> {
    landlock(cloud)?;
    let secret = cloud.secret();
    let spec = cloud.attack("process", &["files", secret.to_str().unwrap()]);
    let outcome = cloud.run("process", &spec)?;
    outcome.defeated();
    assert_eq!(std::fs::read_to_string(secret).unwrap(), "the host's secret");
    Ok(())
}

fn processes(cloud: &Cloud) -> Result<(), Forbidden> {
    landlock(cloud)?;
    // It may be seen, but neither signalled nor traced nor read.
    let spec = cloud.attack("process", &["processes", &std::process::id().to_string()]);
    let outcome = cloud.run("process", &spec)?;
    let through: Vec<&str> = outcome
        .said
        .lines()
        .filter(|line| line.contains("THROUGH") && !line.contains("can be opened"))
        .collect();
    assert!(through.is_empty(), "{through:?}");
    Ok(())
}

fn ports(cloud: &Cloud) -> Result<(), Forbidden> {
    let mut spec = cloud.attack("process", &["speak", "0"]);
    let env = Some(("ENDPOINT".to_owned(), "http://".to_owned()));
    spec.ports = vec![Port { number: 9001, env }];
    let mut instance = cloud.start("process", &spec)?;
    answer(&instance.take_listeners()[0]);
    let said = read(instance.take_stdout().unwrap());
    assert_eq!(said, "it answered hello from outside\ndone\n");
    Ok(())
}

fn memory(cloud: &Cloud) -> Result<(), Forbidden> {
    let spec = cloud.attack("process", &["memory", &(512 << 20).to_string()]);
    let outcome = cloud.run("process", &spec)?;
    assert_eq!(outcome.exit.cause, Cause::OutOfMemory, "{}", outcome.said);
    Ok(())
}

fn ends(cloud: &Cloud) -> Result<(), Forbidden> {
    let outcome = cloud.run("process", &cloud.attack("process", &["exit", "7"]))?;
    assert_eq!(outcome.exit.cause, Cause::Exited(7));
    let instance = cloud.start("process", &cloud.attack("process", &["sleep"]))?;
    instance.signal(Signal::Terminate);
    assert_eq!(cloud.wait(&*instance).cause, Cause::Signalled(15));
    let instance = cloud.start("process", &cloud.attack("process", &["sleep"]))?;
    cloud.runtime.block_on(instance.freeze()).unwrap();
    instance.kill();
    assert_eq!(cloud.wait(&*instance).cause, Cause::Killed);
    Ok(())
}

fn orphans(cloud: &Cloud) -> Result<(), Forbidden> {
    let mut instance = cloud.start("process", &cloud.attack("process", &["daemon"]))?;
    let out = instance.take_stdout().unwrap();
    assert_eq!(cloud.wait(&*instance).cause, Cause::Exited(0));
    // The end of the pipe is the end of the last process that held it.
    assert!(read(out).contains("daemon"));
    Ok(())
}
