//! CPU microseconds of the whole process for each kind of operation, background threads included.
//!
//! `cargo run --release -p store --example store_cpu [memory|process|disk] [count]`; Linux only, since it
//! reads the scheduler's nanoseconds from `/proc`. Wall-clock time is not shown: it says nothing on a shared machine.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program to look at figures")]

use std::{
    fs,
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use store::{Durability, KeyRange, Options, Scope, ScopeId, Store, Table};

const SCOPE: ScopeId<'static> =
    ScopeId { partition: "aws", account: "000000000000", region: "us-east-1" };
const MESSAGES: Table<(String, u64), String> =
    Table::new("queue.message", Scope::Regional, 1).head();

fn main() {
    let mut arguments = std::env::args().skip(1);
    let level = arguments.next().map_or(Durability::Process, |level| level.parse().unwrap());
    let count: u64 = arguments.next().map_or(100_000, |count| count.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let before = cpu_nanos();
    let store = Store::open(Options::at(dir.path(), level)).unwrap();
    println!("level {level}, {count} operations each");
    println!("open          {:9.2} us, {} KiB resident", since(before), resident_kib());
    queue(&store, count);
    writes(&store, count);
    reads(&store, count);
    println!("resident      {} KiB, {} KiB of rows", resident_kib(), store.stats().bytes / 1024);
    store.clone().close().unwrap();
    drop(store);
    let before = cpu_nanos();
    let store = Store::open(Options::at(dir.path(), level)).unwrap();
    println!("open again    {:9.2} us, commit {}", since(before), store.stats().commits);
}

fn writes(store: &Store, count: u64) {
    let small = vec![b's'; 200];
    let large: Vec<u8> = (0..1024_u32).map(|at| (at * at % 251) as u8).collect();
    measure("2 puts, 200 B", count, |number| {
        let mut tx = store.begin();
        tx.put("bench", format!("a/{number:08}"), small.clone());
        tx.put("bench", format!("b/{number:08}"), small.clone());
        let _ = now(tx.commit()).unwrap();
    });
    measure("get+put 1 KiB", count, |number| {
        let key = format!("c/{:08}", number % 10_000);
        let mut tx = store.begin();
        now(tx.get("bench", key.as_bytes())).unwrap();
        tx.put("bench", key, large.clone());
        let _ = now(tx.commit()).unwrap();
    });
}

fn reads(store: &Store, count: u64) {
    measure("get 200 B", count, |number| {
        let key = format!("a/{:08}", number * 7919 % count);
        assert!(now(store.begin().get("bench", key.as_bytes())).unwrap().is_some());
    });
    measure("get, absent", count, |number| {
        let key = format!("x/{number:08}");
        assert!(now(store.begin().get("bench", key.as_bytes())).unwrap().is_none());
    });
    measure("range of 20", count / 10, |number| {
        let start = format!("a/{:08}", number * 7919 % (count - 20));
        let range = KeyRange::new(start, "b");
        assert_eq!(now(store.begin().range("bench", range, 20)).unwrap().len(), 20);
    });
}

/// Send, receive (hide for a while by moving the message) and delete, three commits.
fn queue(store: &Store, count: u64) {
    let queue = "orders".to_owned();
    let body = "x".repeat(200);
    for depth in [0, 10_000] {
        for number in 0..depth {
            send(store, &queue, number, &body);
        }
        measure(&format!("queue of {depth}"), count, |number| {
            send(store, &queue, depth + number, &body);
            let mut tx = store.begin();
            let rows = MESSAGES.rows(&SCOPE).prefix(&queue);
            let (key, body) = now(tx.range_head_rows(&MESSAGES, &rows, 1)).unwrap().remove(0);
            let hidden = (queue.clone(), key.1 + (1 << 40));
            tx.delete_row(&MESSAGES, &SCOPE, &key);
            tx.put_row(&MESSAGES, &SCOPE, &hidden, &body);
            let _ = now(tx.commit()).unwrap();
            let mut tx = store.begin();
            tx.delete_row(&MESSAGES, &SCOPE, &hidden);
            tx.add_rows(&MESSAGES, &SCOPE, &queue, -1);
            let _ = now(tx.commit()).unwrap();
        });
        store.reset().unwrap();
    }
}

fn send(store: &Store, queue: &String, number: u64, body: &String) {
    let mut tx = store.begin();
    tx.put_row(&MESSAGES, &SCOPE, &(queue.clone(), number), body);
    tx.add_rows(&MESSAGES, &SCOPE, queue, 1);
    let _ = now(tx.commit()).unwrap();
}

fn measure(what: &str, count: u64, mut step: impl FnMut(u64)) {
    let before = cpu_nanos();
    for number in 0..count {
        step(number);
    }
    println!("{what:13} {:9.2} us", since(before) / count as f64);
}

fn since(before: u64) -> f64 {
    (cpu_nanos() - before) as f64 / 1000.0
}

/// Nanoseconds that all threads have run.
fn cpu_nanos() -> u64 {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let nanos = tasks.filter_map(|task| {
        let text = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    nanos.sum()
}

fn resident_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("an embedded engine resolves at once"),
    }
}
