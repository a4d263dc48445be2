//! Commits: atomic, visible at once, numbered, refused when they cannot be stored, hooks in order.

use std::sync::{Arc, Mutex};

use store::{CommitError, Durability, MAX_KEY_LEN, MAX_VALUE_LEN};

use crate::{Fixture, commit, for_all_levels, get, now};

for_all_levels!(
    a_commit_is_visible_and_numbered,
    a_dropped_transaction_leaves_nothing,
    spaces_are_apart_and_commit_together,
    keys_and_values_have_limits,
    the_longest_key_and_any_byte_are_kept,
    hooks_run_in_order_and_only_on_success,
    a_closed_store_takes_no_commits,
    durable_resolves,
);

fn a_commit_is_visible_and_numbered(fixture: Fixture) {
    let first = fixture.store.begin();
    let empty = commit(first);
    let mut tx = fixture.store.begin();
    tx.put("test", "a", "1");
    tx.put("test", "b", "2");
    let number = commit(tx);
    assert_eq!(number, empty + 1);
    assert_eq!(fixture.dump(), "a=1 b=2");
    assert_eq!(fixture.store.stats().commits, number);
}

fn a_dropped_transaction_leaves_nothing(fixture: Fixture) {
    let mut tx = fixture.store.begin();
    tx.put("test", "a", "1");
    assert_eq!(get(&mut tx, "a").as_deref(), Some("1"));
    drop(tx);
    assert_eq!(fixture.dump(), "");
    assert_eq!(fixture.store.stats().readers, 0);
}

fn spaces_are_apart_and_commit_together(fixture: Fixture) {
    let mut tx = fixture.store.begin();
    tx.put("one", "k", "1");
    tx.put("two", "k", "2");
    commit(tx);
    let mut tx = fixture.store.begin();
    assert_eq!(now(tx.get("one", b"k")).unwrap().unwrap(), "1");
    assert_eq!(now(tx.get("two", b"k")).unwrap().unwrap(), "2");
    assert_eq!(now(tx.get("three", b"k")).unwrap(), None);
}

fn keys_and_values_have_limits(fixture: Fixture) {
    for key in [vec![], vec![b'k'; MAX_KEY_LEN + 1]] {
        let mut tx = fixture.store.begin();
        tx.put("test", "fine", "1");
        tx.put("test", key, "1");
        assert!(matches!(now(tx.commit()), Err(CommitError::KeyLength { .. })));
    }
    let mut tx = fixture.store.begin();
    tx.put("test", "k", vec![0; MAX_VALUE_LEN + 1]);
    assert!(matches!(now(tx.commit()), Err(CommitError::ValueLength { .. })));
    assert_eq!(fixture.dump(), "");
    assert_eq!(get(&mut fixture.store.begin(), ""), None);
}

fn the_longest_key_and_any_byte_are_kept(fixture: Fixture) {
    let long = vec![0xff; MAX_KEY_LEN];
    let all: Vec<u8> = (0..=255).collect();
    let mut tx = fixture.store.begin();
    tx.put("test", long.clone(), "");
    tx.put("test", all.clone(), all.clone());
    commit(tx);
    let mut tx = fixture.store.begin();
    assert_eq!(now(tx.get("test", &long)).unwrap().unwrap(), "");
    assert_eq!(now(tx.get("test", &all)).unwrap().unwrap(), all);
}

fn hooks_run_in_order_and_only_on_success(fixture: Fixture) {
    let log = Arc::new(Mutex::new(Vec::new()));
    let note = |word: &'static str| {
        let log = Arc::clone(&log);
        move || log.lock().unwrap().push(word)
    };
    let mut loser = fixture.store.begin();
    get(&mut loser, "k");
    loser.put("test", "other", "1");
    loser.on_commit(note("loser"));
    let mut first = fixture.store.begin();
    first.put("test", "k", "1");
    first.on_commit(note("first"));
    first.on_commit(note("first again"));
    let mut second = fixture.store.begin();
    get(&mut second, "unrelated");
    second.on_commit(note("second"));
    commit(first);
    commit(second);
    assert!(now(loser.commit()).unwrap_err().is_conflict());
    assert_eq!(*log.lock().unwrap(), ["first", "first again", "second"]);
}

fn a_closed_store_takes_no_commits(fixture: Fixture) {
    let mut tx = fixture.store.begin();
    tx.put("test", "k", "1");
    fixture.store.clone().close().unwrap();
    assert!(matches!(now(tx.commit()), Err(CommitError::Closed)));
}

fn durable_resolves(fixture: Fixture) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let waits: Vec<_> = (0..20)
        .map(|number| {
            let mut tx = fixture.store.begin();
            tx.put("test", format!("{number}"), "1");
            now(tx.commit()).unwrap().durable()
        })
        .collect();
    for wait in waits {
        runtime.block_on(wait).unwrap();
    }
    assert_eq!(fixture.store.durability(), fixture.level);
    if fixture.level != Durability::Memory {
        assert_eq!(fixture.reopen().dump().split(' ').count(), 20);
    }
}
