//! Spares: what waits sees nothing of the host, what it becomes is what was asked for, and what does not fit is refused.
//! Every attack on a sandbox is made on one that was a spare before as well: see the runner.

use std::process::{Command, ExitCode};

use compute::{Access, Instance, Limits, Mount, Port, Spec, StartError, Stdio};

use crate::crash::below;
use crate::runner::Test;
use crate::support::{Cloud, Forbidden, SPARE, early, eventually};

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("spare: a program that waits", waits),
    ("spare: a program that cannot be executed", no_program),
    ("spare: what does not fit", unfit),
    ("spare: the host's mounts change", stale),
];

/// Looks around, waits, and tells what it was told.
const SCRIPT: &str = r#"
ls /.host /.host/root 2>/dev/null && echo THROUGH
tr '\0' '\n' <&$_STRATUS_SPARE
ls -a / | grep host
cat /late/secret
touch /late/x /x /usr/x 2>/dev/null && echo THROUGH
echo
echo done"#;

fn waiting(cloud: &Cloud) -> (Spec, Spec) {
    let secret = cloud.secret();
    let source = secret.parent().unwrap().to_owned();
    let spec = Spec {
        args: vec!["-c".to_owned(), SCRIPT.to_owned()],
        env: vec![("B".to_owned(), "2 = 2".to_owned()), ("A".to_owned(), "\u{e4}".to_owned())],
        dir: "/tmp".into(),
        mounts: vec![Mount { source, target: "/late".into(), access: Access::Read }],
        ports: vec![Port { number: 9_001, env: Some(("API".to_owned(), "http://".to_owned())) }],
        stdout: Stdio::Pipe,
        stderr: Stdio::Pipe,
        ..Spec::new("victim", "/bin/bash")
    };
    let waits = Spec { program: spec.program.clone(), args: spec.args.clone(), ..early(&spec) };
    (spec, waits)
}

fn waits(cloud: &Cloud) -> Result<(), Forbidden> {
    let (spec, waits) = waiting(cloud);
    open_to_all(cloud);
    let driver = cloud.driver(SPARE);
    let spare = cloud.runtime.block_on(driver.prepare(&waits, true));
    let spare = spare.map_err(|error| Forbidden(error.to_string()))?.unwrap();
    let instance = cloud.runtime.block_on(spare.begin(&spec)).unwrap();
    let outcome = cloud.outcome(instance);
    outcome.defeated();
    let told = "/tmp\nA=\u{e4}\nAPI=http://127.0.0.1:9001\nB=2 = 2\nthe host's secret\ndone\n";
    assert_eq!(outcome.said, told);
    // One that has ended before is not used.
    let ended = Spec { program: "/bin/true".into(), args: Vec::new(), ..waits };
    let keepers = below(std::process::id() as i32).len();
    let spare = cloud.runtime.block_on(driver.prepare(&ended, true)).unwrap().unwrap();
    eventually("its program ends", || below(std::process::id() as i32).len() <= keepers + 2);
    crate::support::pause(std::time::Duration::from_millis(200));
    assert!(cloud.runtime.block_on(spare.begin(&spec)).is_err());
    Ok(())
}

/// The plain user's instances are the same user; root's are others.
fn open_to_all(cloud: &Cloud) {
    let all = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(cloud.folder.path(), all).unwrap();
}

fn no_program(cloud: &Cloud) -> Result<(), Forbidden> {
    let spec = Spec::new("victim", "/bin/nothing-like-this");
    let begun = begin(cloud, &spec, &early(&spec))?;
    assert!(
        matches!(begun, Err(StartError::Program { program, .. }) if program.contains("nothing"))
    );
    Ok(())
}

fn begin(
    cloud: &Cloud,
    spec: &Spec,
    early: &Spec,
) -> Result<Result<Box<dyn Instance>, StartError>, Forbidden> {
    let spare = cloud.runtime.block_on(cloud.driver(SPARE).prepare(early, false));
    let spare = spare.map_err(|error| Forbidden(error.to_string()))?.unwrap();
    Ok(cloud.runtime.block_on(spare.begin(spec)))
}

fn unfit(cloud: &Cloud) -> Result<(), Forbidden> {
    let spec = cloud.attack(SPARE, &["echo"]);
    let mount = |access| Mount { source: "/usr".into(), target: "/x".into(), access };
    type Change = Box<dyn Fn(&mut Spec)>;
    let changes: [Change; 8] = [
        Box::new(|s| s.name = "other".to_owned()),
        Box::new(|s| s.names.push("other".to_owned())),
        Box::new(|s| s.ports.push(Port { number: 9_002, env: None })),
        Box::new(|s| s.limits = Limits { pids: 9, ..s.limits }),
        Box::new(|s| s.network = compute::Network::Host),
        Box::new(|s| s.stdin = Stdio::Pipe),
        Box::new(|s| s.companions.push("/bin/true".into())),
        Box::new(move |s| s.mounts.push(mount(Access::Write))),
    ];
    for (n, change) in changes.iter().enumerate() {
        let mut other = spec.clone();
        change(&mut other);
        let begun = begin(cloud, &other, &early(&spec))?;
        assert!(matches!(begun, Err(StartError::Spare)), "{n}");
    }
    // A mount that is there early cannot be taken back.
    let with_mount = Spec { mounts: vec![mount(Access::Read)], ..early(&spec) };
    assert!(matches!(begin(cloud, &spec, &with_mount)?, Err(StartError::Spare)));
    Ok(())
}

/// In mounts of its own, which this changes.
fn stale(_: &Cloud) -> Result<(), Forbidden> {
    if !rustix::process::geteuid().is_root() {
        return Err(Forbidden("a plain user mounts nothing".to_owned()));
    }
    let own = std::env::current_exe().unwrap();
    let tried = Command::new("unshare").arg("--mount").arg(own).arg("stale").status();
    assert!(tried.map_err(|error| Forbidden(error.to_string()))?.success());
    Ok(())
}

pub(crate) fn in_own_mounts() -> ExitCode {
    let cloud = Cloud::of_spares();
    let folder = cloud.folder.path().join("mounted");
    std::fs::create_dir(&folder).unwrap();
    let mount =
        || Command::new("mount").args(["-t", "tmpfs", "none"]).arg(&folder).status().unwrap();
    let spec = Spec::new("victim", "/bin/true");
    let Some(spare) = cloud.prepare(SPARE, &spec) else { return ExitCode::FAILURE };
    assert!(mount().success());
    let begun = cloud.runtime.block_on(spare.begin(&spec));
    assert!(matches!(begun, Err(StartError::Spare)));
    // Nobody has to ask: what it holds of the host's mounts is let go of soon.
    let own = std::process::id() as i32;
    eventually("the first ends", || below(own).len() == 1);
    let spare = cloud.prepare(SPARE, &spec);
    assert!(below(own).len() > 1);
    assert!(mount().success());
    eventually("the second ends", || below(own).len() == 1);
    drop(spare);
    ExitCode::SUCCESS
}
