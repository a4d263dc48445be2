//! Attacks on the sandbox, and on containers: files, processes, system calls, the network; and what it must give all the same.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt as _;
use std::path::PathBuf;
use std::time::Duration;

use compute::{Access, Cause, Mount, Port, Root, Signal, Spec, Stdio};

use crate::runner::Test;
use crate::support::{Cloud, Forbidden, eventually, pause, read};

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("files of the host", files),
    ("folders of other instances", neighbours),
    ("nothing is written", write),
    ("what may be written", writable),
    ("other processes", processes),
    ("forbidden calls", |cloud| cloud.defeat(cloud.walls, &["calls"])),
    ("/proc and /sys", |cloud| cloud.defeat(cloud.walls, &["kernel"])),
    ("privileges, open files, environment", |cloud| cloud.defeat(cloud.walls, &["status"])),
    ("the network", network),
    ("its ports", ports),
    ("streams, folder, environment", streams),
    ("companions", companions),
    ("how it ends", ends),
    ("orphans end with it", orphans),
];

/// The same is a container's own matter elsewhere.
pub(crate) const OWN_TESTS: &[(&str, Test)] = &[("a hostile root", hostile_root)];

fn files(cloud: &Cloud) -> Result<(), Forbidden> {
    let secret = cloud.secret();
    let folder = cloud.folder.path().to_str().unwrap();
    let escape = format!("/proc/self/root/../..{}", secret.display());
    cloud.defeat(cloud.walls, &["files", secret.to_str().unwrap(), folder, &escape])
}

fn neighbours(cloud: &Cloud) -> Result<(), Forbidden> {
    // One keeps a file in its /tmp and in a folder of its own; the other looks for both.
    let own = cloud.folder.path().join("own");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("mine"), "secret").unwrap();
    let mut first = cloud.attack(cloud.walls, &["fill"]);
    let target = PathBuf::from("/var/task");
    first.mounts.push(Mount { source: own.clone(), target, access: Access::Read });
    let first = cloud.start(cloud.walls, &first)?;
    let pid = first.pid().to_string();
    let root = format!("/proc/{pid}/root/tmp/all");
    cloud.defeat(
        cloud.walls,
        &["files", "/tmp/all", "/var/task/mine", own.to_str().unwrap(), &root],
    )?;
    cloud.wait(&*first);
    Ok(())
}

fn write(cloud: &Cloud) -> Result<(), Forbidden> {
    let folder = cloud.folder.path().join("read");
    std::fs::create_dir(&folder).unwrap();
    // Everybody may write there, but for the mount.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    std::fs::set_permissions(&folder, open).unwrap();
    let mut spec = cloud.attack(cloud.walls, &["write", "/var/task"]);
    let target = PathBuf::from("/var/task");
    spec.mounts.push(Mount { source: folder.clone(), target, access: Access::Read });
    cloud.run(cloud.walls, &spec)?.defeated();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    Ok(())
}

fn writable(cloud: &Cloud) -> Result<(), Forbidden> {
    let folder = cloud.folder.path().join("shared");
    std::fs::create_dir(&folder).unwrap();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    std::fs::set_permissions(&folder, open).unwrap();
    let mut spec =
        shell(cloud, "echo kept > /mnt/efs/file && echo also > /tmp/file && cat /tmp/file");
    let target = PathBuf::from("/mnt/efs");
    spec.mounts.push(Mount { source: folder.clone(), target, access: Access::Write });
    let outcome = cloud.run(cloud.walls, &spec)?;
    assert_eq!(outcome.said, "also\n");
    assert_eq!(std::fs::read_to_string(folder.join("file")).unwrap(), "kept\n");
    Ok(())
}

fn shell(cloud: &Cloud, script: &str) -> Spec {
    let args = vec!["-c".to_owned(), script.to_owned()];
    Spec { program: "/bin/sh".into(), args, mounts: Vec::new(), ..cloud.attack(cloud.walls, &[]) }
}

fn processes(cloud: &Cloud) -> Result<(), Forbidden> {
    cloud.defeat(cloud.walls, &["processes", &std::process::id().to_string()])
}

fn network(cloud: &Cloud) -> Result<(), Forbidden> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let name = format!("stratus-test-{}", std::process::id());
    let address = std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap();
    let _listening = std::os::unix::net::UnixListener::bind_addr(&address).unwrap();
    cloud.defeat(cloud.walls, &["network", &port, &name])
}

/// Serves one connection from outside, as the cloud does.
pub(crate) fn answer(listener: &TcpListener) {
    listener.set_nonblocking(false).unwrap();
    let (mut stream, _) = listener.accept().unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    stream.write_all(format!("{text} from outside").as_bytes()).unwrap();
}

fn ports(cloud: &Cloud) -> Result<(), Forbidden> {
    // Two at a time with the same port: each has its own.
    let start = || {
        let mut spec = cloud.attack(cloud.walls, &["speak", "9001"]);
        let env = Some(("ENDPOINT".to_owned(), "http://".to_owned()));
        spec.ports = vec![Port { number: 9001, env }, Port { number: 4566, env: None }];
        cloud.start(cloud.walls, &spec)
    };
    let mut instances = [start()?, start()?];
    for instance in &mut instances {
        let listeners = instance.take_listeners();
        assert_eq!(listeners[1].local_addr().unwrap().port(), 4566);
        answer(&listeners[0]);
        let said = read(instance.take_stdout().unwrap());
        assert_eq!(said, "it answered hello from outside\ndone\n");
        assert_eq!(cloud.wait(&**instance).cause, Cause::Exited(0));
    }
    Ok(())
}

fn hostile_root(cloud: &Cloud) -> Result<(), Forbidden> {
    // A root whose mount points are links that lead to the host.
    let root = cloud.folder.path().join("root");
    let bait = cloud.folder.path().join("bait");
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
    let mut spec = shell(cloud, "ls -a /; echo ended");
    spec.root = Root::Folder(root.clone());
    spec.mounts = vec![mount("/usr", "/usr"), mount("/lib", "/lib"), mount("/lib64", "/lib64")];
    let outcome = cloud.run(cloud.walls, &spec)?;
    assert!(outcome.said.contains("ended"), "{}", outcome.said);
    spec.mounts.push(mount("/usr", "/task"));
    let refused = cloud.runtime.block_on(cloud.driver(cloud.walls).start(&spec));
    let error = refused.err().expect("the target does not exist inside").to_string();
    assert!(error.contains("mount /task"), "{error}");
    assert_eq!(std::fs::read_dir(&bait).unwrap().count(), 0);
    Ok(())
}

fn streams(cloud: &Cloud) -> Result<(), Forbidden> {
    let mut spec = cloud.attack(cloud.walls, &["echo"]);
    spec.stdin = Stdio::Pipe;
    spec.dir = "/tmp".into();
    spec.env = vec![("A".to_owned(), "1".to_owned())];
    let mut instance = cloud.start(cloud.walls, &spec)?;
    instance.take_stdin().unwrap().write_all(b"given").unwrap();
    assert_eq!(read(instance.take_stdout().unwrap()), "given /tmp [(\"A\", \"1\")]\ndone\n");
    assert_eq!(read(instance.take_stderr().unwrap()), "and an error\n");
    assert_eq!(cloud.wait(&*instance).cause, Cause::Exited(0));
    Ok(())
}

/// They run before the program, which waits to be told; how each ended is said.
fn companions(cloud: &Cloud) -> Result<(), Forbidden> {
    let script = |name: &str, text: &str| {
        use std::os::unix::fs::PermissionsExt as _;
        let path = cloud.folder.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let target = PathBuf::from("/opt").join(name);
        Mount { source: path, target, access: Access::Read }
    };
    let mut spec = shell(cloud, "echo program; exit 4");
    spec.mounts = vec![script("one", "echo beside; exit 3"), script("two", "kill -9 $$")];
    spec.companions = vec!["/opt/one".into(), "/opt/two".into(), "/opt/none".into()];
    (spec.stdin, spec.stdout, spec.stderr) = (Stdio::Pipe, Stdio::Pipe, Stdio::Pipe);
    let mut instance = cloud.start(cloud.walls, &spec)?;
    let mut errors = std::io::BufReader::new(instance.take_stderr().unwrap());
    let mut ended = Vec::new();
    for _ in 0..3 {
        let mut line = String::new();
        std::io::BufRead::read_line(&mut errors, &mut line).unwrap();
        ended.push(line);
    }
    ended.sort();
    assert_eq!(ended, ["\x1e\x1enone 127\n", "\x1e\x1eone 3\n", "\x1e\x1etwo 137\n"]);
    instance.take_stdin().unwrap().write_all(b"go\n").unwrap();
    assert_eq!(read(instance.take_stdout().unwrap()), "beside\nprogram\n");
    assert_eq!(cloud.wait(&*instance).cause, Cause::Exited(4));
    Ok(())
}

fn ends(cloud: &Cloud) -> Result<(), Forbidden> {
    let outcome = cloud.run(cloud.walls, &cloud.attack(cloud.walls, &["exit", "7"]))?;
    assert_eq!(outcome.exit.cause, Cause::Exited(7));
    let start = || cloud.start(cloud.walls, &cloud.attack(cloud.walls, &["sleep"]));
    let instance = start()?;
    instance.signal(Signal::Terminate);
    assert_eq!(cloud.wait(&*instance).cause, Cause::Signalled(15));
    let instance = start()?;
    instance.kill();
    assert_eq!(cloud.wait(&*instance).cause, Cause::Killed);
    // Frozen ones die as well.
    let instance = start()?;
    cloud.runtime.block_on(instance.freeze()).unwrap();
    instance.kill();
    assert_eq!(cloud.wait(&*instance).cause, Cause::Killed);
    let missing = Spec { program: "/no/such".into(), ..cloud.attack(cloud.walls, &[]) };
    let error = cloud.runtime.block_on(cloud.driver(cloud.walls).start(&missing)).err().unwrap();
    assert_eq!(
        error.to_string(),
        "/no/such cannot be executed: No such file or directory (os error 2)"
    );
    Ok(())
}

fn orphans(cloud: &Cloud) -> Result<(), Forbidden> {
    let mut instance = cloud.start(cloud.walls, &cloud.attack(cloud.walls, &["daemon"]))?;
    let keeper = PathBuf::from(format!("/proc/{}", instance.pid()));
    let mut out = instance.take_stdout().unwrap();
    assert_eq!(cloud.wait(&*instance).cause, Cause::Exited(0));
    // The end of the pipe is the end of the last process that held it.
    let mut said = String::new();
    out.read_to_string(&mut said).unwrap();
    assert!(said.contains("daemon"), "{said}");
    eventually("the keeper is reaped", || !keeper.exists());
    pause(Duration::ZERO);
    Ok(())
}
