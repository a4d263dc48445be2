//! What the program inside tries. It prints `THROUGH` and what it reached, or `done` at its end.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use crate::calls::{fork, raw};
use crate::support::pause;

pub(crate) fn run(name: &str, rest: &[&str]) -> ExitCode {
    match (name, rest) {
        ("files", paths) => files(paths),
        ("write", paths) => write(paths),
        ("processes", [pid]) => processes(pid.parse().unwrap()),
        ("calls", []) => calls(),
        ("kernel", []) => kernel(),
        ("network", [port, socket]) => network(port.parse().unwrap(), socket),
        ("status", []) => status(),
        ("forks", []) => forks(),
        ("memory", [bytes]) => eat(bytes.parse().unwrap()),
        ("many", []) => many(),
        ("swarm", []) => swarm(),
        ("fill", []) => fill(),
        ("names", []) => names(),
        ("speak", [port]) => speak(port.parse().unwrap()),
        ("echo", []) => echo(),
        ("daemon", []) => daemon(),
        ("exit", [code]) => return ExitCode::from(code.parse::<u8>().unwrap()),
        ("spin", []) => loop {
            std::hint::spin_loop();
        },
        ("sleep", []) => loop {
            pause(Duration::from_secs(60));
        },
        other => panic!("there is no attack {other:?}"),
    }
    println!("done");
    ExitCode::SUCCESS
}

fn through(what: impl std::fmt::Display) {
    println!("THROUGH: {what}");
}

/// Reads what belongs to the host or to others.
fn files(paths: &[&str]) {
    let always = [
        "/etc/shadow",
        "/root",
        "/home",
        "/var",
        "/run",
        "/boot",
        "/sys",
        "/dev/mem",
        "/dev/kmsg",
        "/dev/vda",
        "/dev/sda",
        "/proc/1/root/etc/shadow",
        "/proc/1/cwd",
        "/proc/self/root/../../../../root",
        "/proc/kcore",
    ];
    for path in always.iter().chain(paths) {
        // Folders count when they can be listed, files when a byte of them can be read.
        let path = Path::new(path);
        let listed = fs::read_dir(path).map(|entries| entries.count());
        let read = fs::File::open(path).and_then(|mut file| file.read(&mut [0; 16]));
        if listed.is_ok() || matches!(read, Ok(got) if got > 0) {
            through(format!("{} can be read", path.display()));
        }
    }
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(pid) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let environ = fs::read(entry.path().join("environ"));
        if pid != std::process::id() && environ.is_ok_and(|text| !text.is_empty()) {
            through(format!("the environment of process {pid} can be read"));
        }
    }
}

/// Writes where nothing is to be changed.
fn write(paths: &[&str]) {
    for path in
        ["/", "/usr", "/etc", "/bin", "/dev", "/proc", "/proc/sys/kernel"].iter().chain(paths)
    {
        let file = Path::new(path).join("written");
        if fs::write(&file, "x").is_ok() {
            through(format!("{} can be written", file.display()));
            let _removed = fs::remove_file(&file);
        }
    }
    for file in ["/attack", "/etc/passwd", "/usr/bin/env"] {
        if fs::OpenOptions::new().write(true).open(file).is_ok() {
            through(format!("{file} can be written"));
        }
    }
}

/// Reaches for a process of the host, and for the keeper.
fn processes(host: u64) {
    let keeper = u64::from(std::os::unix::process::parent_id());
    const ATTACH: u64 = 16;
    const SEIZE: u64 = 0x4206;
    for (who, pid) in [("the host's process", host), ("the keeper", keeper)] {
        for request in [ATTACH, SEIZE] {
            if raw(libc::SYS_ptrace, [request, pid, 0, 0, 0, 0]).is_ok() {
                through(format!("{who} can be traced"));
            }
        }
        let mut byte = [0u8; 1];
        let local = [byte.as_mut_ptr() as u64, 1];
        let vector = local.as_ptr() as u64;
        if raw(libc::SYS_process_vm_readv, [pid, vector, 1, vector, 1, 0]).is_ok() {
            through(format!("memory of {who} can be read"));
        }
        for file in ["mem", "environ", "maps", "root/etc", "fd/0"] {
            let path = format!("/proc/{pid}/{file}");
            let read = fs::File::open(&path).and_then(|mut file| file.read(&mut [0; 1]));
            if fs::read_dir(&path).is_ok() || matches!(read, Ok(1)) {
                through(format!("{path} can be read"));
            }
        }
    }
    if raw(libc::SYS_kill, [host, 0, 0, 0, 0, 0]).is_ok() {
        through("the host's process can be signalled");
    }
    if raw(libc::SYS_pidfd_open, [host, 0, 0, 0, 0, 0]).is_ok() {
        through("the host's process can be opened");
    }
    // The keeper takes no signal that would end it; the test sees whether it is there at the end.
    for signal in [9, 15, 19] {
        let _ignored = raw(libc::SYS_kill, [keeper, signal, 0, 0, 0, 0]);
    }
}

/// Makes the calls that lead out of sandboxes, or that change the machine.
fn calls() {
    let path = c"/tmp".as_ptr() as u64;
    let kind = c"tmpfs".as_ptr() as u64;
    let user = c"user".as_ptr() as u64;
    let zeros = [0u64; 32];
    let memory = zeros.as_ptr() as u64;
    let mut clone_args = [0u64; 11];
    clone_args[0] = libc::CLONE_NEWUSER as u64;
    clone_args[4] = libc::SIGCHLD as u64;
    let clone3 = clone_args.as_ptr() as u64;
    let new = |flag: i32| flag as u32 as u64;
    let tries: &[(&str, i64, [u64; 6])] = &[
        ("mount", libc::SYS_mount, [kind, path, kind, 0, 0, 0]),
        ("umount2", libc::SYS_umount2, [path, 0, 0, 0, 0, 0]),
        ("pivot_root", libc::SYS_pivot_root, [path, path, 0, 0, 0, 0]),
        ("chroot", libc::SYS_chroot, [path, 0, 0, 0, 0, 0]),
        ("fsopen", libc::SYS_fsopen, [kind, 0, 0, 0, 0, 0]),
        ("open_tree", libc::SYS_open_tree, [u64::MAX, path, 1, 0, 0, 0]),
        ("unshare user", libc::SYS_unshare, [new(libc::CLONE_NEWUSER), 0, 0, 0, 0, 0]),
        ("unshare mount", libc::SYS_unshare, [new(libc::CLONE_NEWNS), 0, 0, 0, 0, 0]),
        ("unshare net", libc::SYS_unshare, [new(libc::CLONE_NEWNET), 0, 0, 0, 0, 0]),
        ("setns", libc::SYS_setns, [0, 0, 0, 0, 0, 0]),
        ("clone user", libc::SYS_clone, [new(libc::CLONE_NEWUSER) | 17, 0, 0, 0, 0, 0]),
        ("clone3 user", libc::SYS_clone3, [clone3, 88, 0, 0, 0, 0]),
        ("keyctl", libc::SYS_keyctl, [0, u64::MAX - 2, 1, 0, 0, 0]),
        ("add_key", libc::SYS_add_key, [user, user, user, 1, u64::MAX - 2, 0]),
        ("request_key", libc::SYS_request_key, [user, user, 0, 0, 0, 0]),
        ("bpf", libc::SYS_bpf, [0, memory, 72, 0, 0, 0]),
        ("perf_event_open", libc::SYS_perf_event_open, [memory, 0, u64::MAX, u64::MAX, 0, 0]),
        ("userfaultfd", libc::SYS_userfaultfd, [1, 0, 0, 0, 0, 0]),
        ("io_uring_setup", libc::SYS_io_uring_setup, [1, memory, 0, 0, 0, 0]),
        ("init_module", libc::SYS_init_module, [memory, 1, path, 0, 0, 0]),
        ("kexec_load", libc::SYS_kexec_load, [0, 0, 0, 0, 0, 0]),
        ("swapon", libc::SYS_swapon, [path, 0, 0, 0, 0, 0]),
        ("sethostname", libc::SYS_sethostname, [path, 4, 0, 0, 0, 0]),
        ("settimeofday", libc::SYS_settimeofday, [memory, 0, 0, 0, 0, 0]),
        ("syslog", libc::SYS_syslog, [3, memory, 16, 0, 0, 0]),
        ("open_by_handle_at", libc::SYS_open_by_handle_at, [0, memory, 0, 0, 0, 0]),
        ("personality", libc::SYS_personality, [0x004_0000, 0, 0, 0, 0, 0]),
        ("traceme", libc::SYS_ptrace, [0, 0, 0, 0, 0, 0]),
        ("setuid", libc::SYS_setuid, [0, 0, 0, 0, 0, 0]),
        ("setgid", libc::SYS_setgid, [0, 0, 0, 0, 0, 0]),
        ("setgroups", libc::SYS_setgroups, [1, memory, 0, 0, 0, 0]),
        ("raw socket", libc::SYS_socket, [2, 3, 1, 0, 0, 0]),
        ("raw socket 6", libc::SYS_socket, [10, 3, 58, 0, 0, 0]),
        ("packet socket", libc::SYS_socket, [17, 3, 768, 0, 0, 0]),
        ("vsock", libc::SYS_socket, [40, 1, 0, 0, 0, 0]),
        ("alg socket", libc::SYS_socket, [38, 5, 0, 0, 0, 0]),
        ("netfilter", libc::SYS_socket, [16, 3, 12, 0, 0, 0]),
        ("a call from the future", 500, [0; 6]),
        ("an x32 call", 0x4000_0000 + 39, [0; 6]),
    ];
    let privileged = rustix::process::geteuid().is_root();
    for (name, call, args) in tries {
        // Without a user of its own, it stays who it is.
        if privileged && name.starts_with("set") && name.ends_with(['d', 's']) {
            continue;
        }
        if raw(*call, *args).is_ok() {
            through(format!("the call {name} is allowed"));
        }
    }
}

/// Changes the kernel's settings.
fn kernel() {
    for (file, text) in [
        ("/proc/sys/kernel/core_pattern", "|/attack"),
        ("/proc/sys/kernel/hostname", "evil"),
        ("/proc/sys/kernel/ns_last_pid", "1"),
        ("/proc/sys/net/ipv4/ip_forward", "1"),
        ("/proc/sys/vm/drop_caches", "0"),
        ("/proc/sysrq-trigger", "?"),
        ("/proc/self/uid_map", "0 0 1"),
        ("/proc/1/oom_score_adj", "1000"),
        ("/proc/1/mem", "x"),
        ("/sys/kernel/uevent_helper", "/attack"),
        ("/sys/fs/cgroup/memory/release_agent", "/attack"),
        ("/sys/fs/cgroup/cgroup.procs", "0"),
    ] {
        if fs::OpenOptions::new()
            .write(true)
            .open(file)
            .and_then(|mut f| f.write_all(text.as_bytes()))
            .is_ok()
        {
            through(format!("{file} can be written"));
        }
    }
    for file in ["/proc/keys", "/proc/kallsyms", "/proc/kcore", "/proc/kmsg"] {
        let read = fs::File::open(file).and_then(|mut file| file.read(&mut [0; 16]));
        if matches!(read, Ok(got) if got > 0) {
            through(format!("{file} can be read"));
        }
    }
}

/// Reaches for the host's network, and the world's.
fn network(port: u16, socket: &str) {
    for address in [
        SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        SocketAddr::from(([1, 1, 1, 1], 80)),
        SocketAddr::from(([169, 254, 169, 254], 80)),
        SocketAddr::from(([10, 0, 2, 2], 80)),
    ] {
        if TcpStream::connect_timeout(&address, Duration::from_millis(500)).is_ok() {
            through(format!("{address} can be reached"));
        }
    }
    use std::os::linux::net::SocketAddrExt as _;
    let address = std::os::unix::net::SocketAddr::from_abstract_name(socket).unwrap();
    if std::os::unix::net::UnixStream::connect_addr(&address).is_ok() {
        through("a socket of the host can be reached");
    }
    let devices = fs::read_to_string("/proc/net/dev").unwrap_or_default();
    for device in devices.lines().skip(2).filter(|line| !line.trim_start().starts_with("lo:")) {
        through(format!("there is the device {device}"));
    }
}

/// Looks at what the kernel says of this process.
fn status() {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    for (name, want) in [
        ("CapInh", "0000000000000000"),
        ("CapPrm", "0000000000000000"),
        ("CapEff", "0000000000000000"),
        ("CapBnd", "0000000000000000"),
        ("CapAmb", "0000000000000000"),
        ("NoNewPrivs", "1"),
        ("Seccomp", "2"),
    ] {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let value = line.map(str::trim);
        if value != Some(want) {
            through(format!("{name} is {value:?}"));
        }
    }
    let mut open: Vec<String> = fs::read_dir("/proc/self/fd")
        .unwrap()
        .flatten()
        .filter_map(|entry| fs::read_link(entry.path()).ok())
        .map(|target| target.display().to_string())
        .collect();
    open.retain(|target| {
        !["pipe:", "/dev/null", "/proc/"].iter().any(|start| target.starts_with(start))
    });
    if !open.is_empty() {
        through(format!("these are open: {open:?}"));
    }
    let environment: Vec<_> = std::env::vars_os().collect();
    if environment.iter().any(|(name, _)| name != "TMPDIR") {
        through(format!("the environment is not empty: {environment:?}"));
    }
}

/// Forks without end.
fn forks() {
    let mut made = 0;
    loop {
        match fork() {
            Ok(true) => loop {
                // The copies fork as well.
                if fork().is_err() {
                    pause(Duration::from_secs(60));
                }
            },
            Ok(false) => made += 1,
            Err(_) => break,
        }
        if made > 1_000 {
            through("a thousand processes were made");
            break;
        }
    }
}

/// Uses memory.
fn eat(bytes: usize) {
    let mut held: Vec<Vec<u8>> = Vec::new();
    while held.len() << 20 < bytes {
        held.push(vec![1; 1 << 20]);
    }
    std::hint::black_box(&held);
    // As a program that works with what it has.
    pause(Duration::from_millis(500));
    println!("it holds {} MiB", held.len());
}

/// Uses memory in many processes, of which none alone has too much.
fn many() {
    for _ in 0..8 {
        if fork().unwrap() {
            eat(24 << 20);
            pause(Duration::from_secs(60));
            std::process::exit(0);
        }
    }
    pause(Duration::from_secs(60));
}

/// Is many processes.
fn swarm() {
    for _ in 0..16 {
        if fork().unwrap() {
            pause(Duration::from_secs(60));
            // Were it to go on here, a failed test would leave a bomb.
            std::process::exit(0);
        }
    }
    pause(Duration::from_secs(60));
}

/// Writes ten gigabytes into `/tmp`.
fn fill() {
    let mut file = fs::File::create("/tmp/all").unwrap();
    let piece = vec![1; 1 << 20];
    let mut written = 0;
    while written < 10_240 {
        if let Err(error) = file.write_all(&piece) {
            println!("refused after {written} MiB: {error}");
            return;
        }
        written += 1;
    }
    through("ten gigabytes were written");
}

/// Makes names without end, which cost memory as well.
fn names() {
    for made in 0..1_000_000 {
        if let Err(error) = fs::File::create(format!("/tmp/{made}")) {
            println!("refused after {made}: {error}");
            return;
        }
    }
    through("a million names were made");
}

/// Speaks to what answers at a port.
fn speak(port: u16) {
    let named = std::env::vars().find(|(name, _)| name == "ENDPOINT").unwrap().1;
    let address = named.strip_prefix("http://").unwrap();
    if port != 0 {
        assert_eq!(address, format!("127.0.0.1:{port}"));
    }
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"hello").unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    println!("it answered {answer}");
}

/// Says what it was given.
fn echo() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let folder = std::env::current_dir().unwrap();
    println!("{text} {} {:?}", folder.display(), std::env::vars_os().collect::<Vec<_>>());
    eprintln!("and an error");
}

/// Leaves a process behind that belongs to nobody.
fn daemon() {
    if fork().unwrap() {
        rustix::process::setsid().unwrap();
        if fork().unwrap() {
            println!("daemon");
            loop {
                pause(Duration::from_secs(60));
            }
        }
        std::process::exit(0);
    }
    pause(Duration::from_millis(100));
}
