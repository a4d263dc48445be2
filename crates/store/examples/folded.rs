//! Nanoseconds of CPU for a step from folder to folder, as S3's folded listings take them, beside a step from row to row: a
//! thousand folders of a thousand rows each on disk, and a thousand of one row in memory.
//!
//! `cargo run --release -p store --example folded [folders]`; Linux only, since it reads the scheduler's nanoseconds.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program to look at figures")]

use std::{
    fs,
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use store::{Durability, Options, Scope, ScopeId, Store, Table};

const SCOPE: ScopeId<'static> = ScopeId { partition: "aws", account: "", region: "" };
static ROWS: Table<(u64, String), Vec<u8>> = Table::new("bench.row", Scope::Partition, 1);
const ROUNDS: u64 = 20;

fn main() {
    let folders: u64 = std::env::args().nth(1).map_or(1_000, |count| count.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(Options::at(dir.path(), Durability::Process)).unwrap();
    fill(&store, 1, folders, 1);
    report("one row a folder, in memory", &store, 1, folders);
    fill(&store, 2, folders, 1_000);
    report("a thousand rows a folder", &store, 2, folders);
    store.clone().close().unwrap();
    drop(store);
    let store = Store::open(Options::at(dir.path(), Durability::Process)).unwrap();
    report("the same, opened again", &store, 2, folders);
    // Scattered changes: every level has rows of every folder.
    for n in 0..folders * 20 {
        put(&store, 2, n * 7_919 % folders, n % 1_000);
    }
    report("a fiftieth written again", &store, 2, folders);
}

fn fill(store: &Store, bucket: u64, folders: u64, rows: u64) {
    for folder in 0..folders {
        for row in 0..rows {
            put(store, bucket, folder, row);
        }
    }
}

fn put(store: &Store, bucket: u64, folder: u64, row: u64) {
    let mut tx = store.begin();
    let key = (bucket, format!("{folder:04}/{:07}", folder * 1_000 + row));
    tx.put_row(&ROWS, &SCOPE, &key, &vec![7; 180]);
    let _ = now(tx.commit()).unwrap();
}

fn report(name: &str, store: &Store, bucket: u64, folders: u64) {
    let before = cpu_nanos();
    for _ in 0..ROUNDS {
        let mut tx = store.begin();
        let all = ROWS.rows(&SCOPE).prefix(&bucket);
        let mut range = all.clone();
        for folder in 0..folders {
            let found = now(tx.range_rows(&ROWS, &range, 1)).unwrap();
            let prefix = &found[0].0.1[..5];
            assert_eq!(prefix, format!("{folder:04}/"));
            range = all.clone().beyond(&bucket, prefix);
        }
    }
    println!("{name:30} {:6} ns a folder", (cpu_nanos() - before) / (ROUNDS * folders));
}

/// CPU time of this thread.
fn cpu_nanos() -> u64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

fn now<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the store never waits here"),
    }
}
