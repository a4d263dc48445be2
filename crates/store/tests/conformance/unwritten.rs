//! Commits that are written out together: visible at once, there after a kill once they were written out.

use std::path::Path;

use store::{Durability, Options, Store};
use tempfile::TempDir;

use crate::{commit, copy, now};

/// What a kill at this moment would leave.
fn after_kill(dir: &Path) -> (TempDir, Store) {
    let left = tempfile::tempdir().unwrap();
    copy(dir, left.path());
    let store = Store::open(Options::at(left.path(), Durability::Process)).unwrap();
    (left, store)
}

fn put_unwritten(store: &Store, key: &'static str) {
    let mut tx = store.begin();
    tx.put("test", key, "value");
    let _written_later = now(tx.commit_unwritten()).unwrap();
}

fn has(store: &Store, key: &'static str) -> bool {
    now(store.begin().get("test", key.as_bytes())).unwrap().is_some()
}

#[test]
fn what_is_written_out_survives_and_nothing_acknowledged_is_missed() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(Options::at(dir.path(), Durability::Process)).unwrap();
    put_unwritten(&store, "first");
    put_unwritten(&store, "second");
    assert!(has(&store, "first") && has(&store, "second"));
    // Opening does not complain of lost commits: nobody was told of these.
    let (_left, killed) = after_kill(dir.path());
    assert!(!has(&killed, "first") && !has(&killed, "second"));

    store.write_out().unwrap();
    let (_left, killed) = after_kill(dir.path());
    assert!(has(&killed, "first") && has(&killed, "second"));
}

#[test]
fn a_commit_writes_out_what_came_before() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(Options::at(dir.path(), Durability::Process)).unwrap();
    put_unwritten(&store, "first");
    let mut tx = store.begin();
    tx.put("test", "second", "value");
    commit(tx);
    let (_left, killed) = after_kill(dir.path());
    assert!(has(&killed, "first") && has(&killed, "second"));
}

#[test]
fn a_blob_goes_after_the_commit_that_unnames_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(Options::at(dir.path(), Durability::Process)).unwrap();
    let mut blob = store.blobs().writer("body").unwrap();
    blob.write(b"content").unwrap();
    blob.finish().unwrap();
    put_unwritten(&store, "unnamed");
    store.blobs().delete("body").unwrap();
    let (_left, killed) = after_kill(dir.path());
    assert!(has(&killed, "unnamed"));
}

#[test]
fn at_level_disk_a_reply_waits_for_both() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(Options::at(dir.path(), Durability::Disk)).unwrap();
    let mut tx = store.begin();
    tx.put("test", "first", "value");
    let committed = now(tx.commit_unwritten()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(committed.durable()).unwrap();
    let (_left, killed) = after_kill(dir.path());
    assert!(has(&killed, "first"));
}
