//! Threads: nothing is lost and no invariant breaks when many commit at once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

use store::{KeyRange, Store};

use crate::{Fixture, for_all_levels, now, text};

for_all_levels!(
    increments_add_up,
    transfers_keep_the_sum,
    a_queue_hands_out_each_message_once,
    hooks_see_commit_order
);

const THREADS: u64 = 4;

fn number(store: &mut store::Tx, key: &str) -> i64 {
    now(store.get("test", key.as_bytes())).unwrap().map_or(0, |value| text(value).parse().unwrap())
}

/// Runs `step` until its commit succeeds.
fn retry(store: &Store, mut step: impl FnMut(&mut store::Tx)) {
    loop {
        let mut tx = store.begin();
        step(&mut tx);
        match now(tx.commit()) {
            Ok(_) => return,
            Err(error) => assert!(error.is_conflict(), "{error}"),
        }
    }
}

fn increments_add_up(fixture: Fixture) {
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..200 {
                    retry(&fixture.store, |tx| {
                        let next = number(tx, "n") + 1;
                        tx.put("test", "n", next.to_string());
                        tx.add_count("test", b"n", 1);
                    });
                }
            });
        }
    });
    assert_eq!(fixture.dump(), format!("n={}", THREADS * 200));
}

fn transfers_keep_the_sum(fixture: Fixture) {
    const ACCOUNTS: u64 = 8;
    for account in 0..ACCOUNTS {
        fixture.put(&format!("account{account}"), "100");
    }
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let movers: Vec<_> = (0..THREADS)
            .map(|seed| {
                let store = &fixture.store;
                scope.spawn(move || {
                    for step in 0..300 {
                        let from = format!("account{}", (seed * 7 + step * 3) % ACCOUNTS);
                        let to = format!("account{}", (seed * 5 + step * 11 + 1) % ACCOUNTS);
                        retry(store, |tx| {
                            if from != to {
                                let (a, b) = (number(tx, &from), number(tx, &to));
                                tx.put("test", from.clone(), (a - 1).to_string());
                                tx.put("test", to.clone(), (b + 1).to_string());
                            }
                        });
                    }
                })
            })
            .collect();
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let mut tx = fixture.store.begin();
                let rows = now(tx.range("test", KeyRange::all(), 99)).unwrap();
                let sum: i64 = rows.into_iter().map(|(_, v)| text(v).parse::<i64>().unwrap()).sum();
                assert_eq!(sum, 100 * ACCOUNTS as i64);
            }
        });
        for mover in movers {
            mover.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });
}

fn a_queue_hands_out_each_message_once(fixture: Fixture) {
    const MESSAGES: u64 = 400;
    let (sent, taken) = (AtomicU64::new(0), AtomicU64::new(0));
    let sum = AtomicU64::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..MESSAGES {
                // Now and then one that comes before what was sent already.
                let order = if number % 10 == 9 { number - 5 } else { number };
                retry(&fixture.store, |tx| {
                    tx.put("test", format!("q/{order:06}/{number}"), number.to_string());
                    tx.add_count("test", b"q/", 1);
                });
                sent.fetch_add(1, Ordering::Relaxed);
            }
        });
        for _ in 0..3 {
            scope.spawn(|| {
                while taken.load(Ordering::Relaxed) < MESSAGES {
                    let mut tx = fixture.store.begin();
                    let rows = now(tx.range_head("test", b"q/", None, 1)).unwrap();
                    let Some((key, value)) = rows.into_iter().next() else { continue };
                    tx.delete("test", key);
                    tx.add_count("test", b"q/", -1);
                    if now(tx.commit()).is_ok() {
                        taken.fetch_add(1, Ordering::Relaxed);
                        sum.fetch_add(text(value).parse().unwrap(), Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(sum.into_inner(), (0..MESSAGES).sum());
    assert_eq!(fixture.dump(), "");
    assert_eq!(now(fixture.store.begin().count("test", b"q/")).unwrap(), 0);
}

fn hooks_see_commit_order(fixture: Fixture) {
    let log = Arc::new(std::sync::Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..100 {
                    retry(&fixture.store, |tx| {
                        let next = number(tx, "n") + 1;
                        tx.put("test", "n", next.to_string());
                        let log = Arc::clone(&log);
                        tx.on_commit(move || log.lock().unwrap().push(next));
                    });
                }
            });
        }
    });
    let log = log.lock().unwrap();
    assert!(log.is_sorted(), "hooks run in the order of commits");
    assert_eq!(log.len() as u64, THREADS * 100);
}
