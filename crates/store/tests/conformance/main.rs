//! One suite for all engines: every test runs in memory, at level process and at level disk, and at level process with
//! rows that settle between any two commits.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod blobs;
mod commits;
mod counts;
mod damage;
mod heads;
mod isolation;
mod leaps;
mod model;
mod opening;
mod ranges;
mod settling;
mod snapshots;
mod tables;
mod threads;
mod unwritten;

use std::{
    cell::Cell,
    fs,
    future::Future,
    path::Path,
    pin::pin,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use store::{Durability, KeyRange, Options, Settling, Store, Tx};
use tempfile::TempDir;

/// A store and the folder it lives in.
struct Fixture {
    store: Store,
    dir: TempDir,
    level: Durability,
    /// Whether rows are merged now and then, and how much was written.
    settles: bool,
    written: Cell<u32>,
}

impl Fixture {
    fn new(level: Durability) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(options(&dir, level)).unwrap();
        Self { store, dir, level, settles: false, written: Cell::new(0) }
    }

    fn settling() -> Self {
        Self { settles: true, ..Self::new(Durability::Process) }
    }

    /// Closes the store and opens it again.
    fn reopen(self) -> Self {
        let Self { store, dir, level, settles, written } = self;
        store.close().unwrap();
        let store = Store::open(options(&dir, level)).unwrap();
        Self { store, dir, level, settles, written }
    }

    fn settle_sometimes(&self) {
        self.written.set(self.written.get() + 1);
        if self.written.get().is_multiple_of(7) {
            self.settle();
        }
    }

    fn settle(&self) {
        if self.settles {
            self.store.settle().unwrap();
        }
    }

    fn put(&self, key: &str, value: &str) {
        let mut tx = self.store.begin();
        tx.put("test", key.to_owned(), value.to_owned());
        commit(tx);
        self.settle_sometimes();
    }

    fn delete(&self, key: &str) {
        let mut tx = self.store.begin();
        tx.delete("test", key.to_owned());
        commit(tx);
        self.settle_sometimes();
    }

    /// Keys and values of a fresh transaction, as `k=v` words.
    fn dump(&self) -> String {
        words(&now(self.store.begin().range("test", KeyRange::all(), usize::MAX)).unwrap())
    }
}

/// Every space settles, but only when a test says so.
fn options(dir: &TempDir, level: Durability) -> Options {
    let settling = Settling { least: u64::MAX, all: true };
    Options { settling, ..Options::at(dir.path(), level) }
}

/// The outcome of a future of an embedded engine, which resolves at once.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("an embedded engine resolves at once"),
    }
}

fn commit(tx: Tx) -> u64 {
    now(tx.commit()).unwrap().number()
}

fn get(tx: &mut Tx, key: &str) -> Option<String> {
    now(tx.get("test", key.as_bytes())).unwrap().map(text)
}

fn text(bytes: Bytes) -> String {
    String::from_utf8(bytes.into()).unwrap()
}

fn words(rows: &[(Bytes, Bytes)]) -> String {
    let word =
        |(key, value): &(Bytes, Bytes)| format!("{}={}", text(key.clone()), text(value.clone()));
    rows.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).unwrap()),
        }
    }
}

/// Futures travel between threads of a runtime.
#[test]
fn futures_are_send() {
    fn check<T: Send>(value: T) -> T {
        value
    }
    let store = Store::open(Options::memory()).unwrap();
    let mut tx = check(store.begin());
    drop(check(tx.get("test", b"k")));
    drop(check(tx.range("test", KeyRange::all(), 1)));
    drop(check(tx.range_head("test", b"k", None, 1)));
    drop(check(tx.count("test", b"k")));
    drop(check(tx.commit()));
    drop(check(now(store.begin().commit()).unwrap().durable()));
    check(store);
}

/// A small generator: the same seed gives the same run.
struct Random(u64);

impl Random {
    fn seeded(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn below(&mut self, bound: u64) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound
    }
}

/// Makes a test of each function, for each engine and level.
macro_rules! for_all_levels {
    ($($name:ident),* $(,)?) => {
        mod in_memory { $(#[test] fn $name() { super::$name($crate::Fixture::new(store::Durability::Memory)) })* }
        mod at_process { $(#[test] fn $name() { super::$name($crate::Fixture::new(store::Durability::Process)) })* }
        mod at_disk { $(#[test] fn $name() { super::$name($crate::Fixture::new(store::Durability::Disk)) })* }
        mod settled { $(#[test] fn $name() { super::$name($crate::Fixture::settling()) })* }
    };
}
pub(crate) use for_all_levels;
