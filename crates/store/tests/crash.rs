//! `kill -9`: a child process commits in a loop and reports each commit; it is killed again and again, and
//! everything that it reported must be there when the state is opened, and nothing half. Rows settle meanwhile, all the time.
//!
//! Its own harness, because it runs itself as the child.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failed step fails the test")]

use std::{
    future::Future,
    io::{self, BufRead, BufReader, Write},
    path::Path,
    pin::pin,
    process::{Command, Stdio},
    task::{Context, Poll, Waker},
    thread,
};

use bytes::Bytes;
use store::{Durability, KeyRange, Options, Settling, Store};

const ROUNDS: u64 = 8;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, role, dir, level] = &arguments[..]
        && role == "write-until-killed"
    {
        write_until_killed(Path::new(dir), level.parse().unwrap());
    }
    if arguments.iter().any(|argument| argument == "--list") {
        println!("acknowledged_commits_survive_kill: test");
        return;
    }
    for level in [Durability::Process, Durability::Disk] {
        let dir = tempfile::tempdir().unwrap();
        let mut last = 0;
        for round in 0..ROUNDS {
            let acknowledged = kill_a_writer(dir.path(), level, last + 20 + round * 170);
            last = check(dir.path(), level, acknowledged);
        }
        println!("level {level}: {ROUNDS} kills, {last} commits, none lost");
    }
}

/// Runs a writer until it has reported commit `until`, kills it, and answers the last one it reported.
fn kill_a_writer(dir: &Path, level: Durability, until: u64) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("write-until-killed")
        .arg(dir)
        .arg(level.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = 0;
    let mut killed = false;
    for line in BufReader::new(child.stdout.take().unwrap()).split(b'\n') {
        // The last line may be cut off by the kill; then that commit was not reported.
        let Ok(number) = String::from_utf8(line.unwrap()).unwrap().parse::<u64>() else { continue };
        acknowledged = acknowledged.max(number);
        if acknowledged >= until && !killed {
            child.kill().unwrap();
            killed = true;
        }
    }
    assert!(!child.wait().unwrap().success());
    assert!(killed, "the writer ended by itself");
    acknowledged
}

/// Checks that commits 1 to `acknowledged` are there, whole, and answers the last commit that is.
fn check(dir: &Path, level: Durability, acknowledged: u64) -> u64 {
    let store = Store::open(options(dir, level)).unwrap();
    assert_eq!(store.stats().lost, 0);
    let last = check_rows(&store, acknowledged);
    store.settle().unwrap();
    assert_eq!(check_rows(&store, last), last);
    store.close().unwrap();
    last
}

/// Every space settles, when the writer says so.
fn options(dir: &Path, level: Durability) -> Options {
    let settling = Settling { least: u64::MAX, all: true };
    Options { settling, ..Options::at(dir, level) }
}

fn check_rows(store: &Store, acknowledged: u64) -> u64 {
    let mut tx = store.begin();
    let left = now(tx.range("left", KeyRange::all(), usize::MAX)).unwrap();
    let right = now(tx.range("right", KeyRange::all(), usize::MAX)).unwrap();
    let last = left.len() as u64;
    assert!(last >= acknowledged, "{acknowledged} were acknowledged, {last} are there");
    assert_eq!(store.stats().commits, last);
    for (at, row) in left.iter().enumerate() {
        assert_eq!(*row, row_of(at as u64 + 1));
    }
    // Each commit deletes the right row of the one before, so there is only the last.
    assert_eq!(right, [row_of(last)]);
    last
}

fn write_until_killed(dir: &Path, level: Durability) -> ! {
    let store = Store::open(options(dir, level)).unwrap();
    let merging = store.clone();
    thread::spawn(move || {
        loop {
            merging.settle().unwrap();
        }
    });
    let first = store.stats().commits + 1;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut out = io::stdout().lock();
    for number in first.. {
        let (key, value) = row_of(number);
        let mut tx = store.begin();
        tx.put("left", key.clone(), value.clone());
        tx.put("right", key, value);
        if number > 1 {
            tx.delete("right", row_of(number - 1).0);
        }
        let committed = now(tx.commit()).unwrap();
        assert_eq!(committed.number(), number);
        runtime.block_on(committed.durable()).unwrap();
        // One write for each line, so that a killed writer has reported what it wrote.
        if out.write_all(format!("{number}\n").as_bytes()).and_then(|()| out.flush()).is_err() {
            thread::park();
        }
    }
    unreachable!("numbers do not end")
}

/// A row of about 3 KB, so that memtables are flushed during the test.
fn row_of(number: u64) -> (Bytes, Bytes) {
    let key = format!("{number:010}");
    let value = format!("{number} ").repeat(3000 / (key.len() - 4));
    (key.into(), value.into())
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("an embedded engine resolves at once"),
    }
}
