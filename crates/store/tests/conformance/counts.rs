//! Counts: loaded by one scan, then kept by the differences of commits.

use crate::{Fixture, commit, for_all_levels, now};

for_all_levels!(
    counts_follow_commits,
    a_count_starts_from_what_is_there,
    counts_restart_with_a_reset
);

fn count(fixture: &Fixture, prefix: &str) -> u64 {
    now(fixture.store.begin().count("test", prefix.as_bytes())).unwrap()
}

fn add(fixture: &Fixture, key: &str) {
    let mut tx = fixture.store.begin();
    tx.put("test", key.to_owned(), "1");
    tx.add_count("test", b"q/", 1);
    commit(tx);
}

fn counts_follow_commits(fixture: Fixture) {
    assert_eq!(count(&fixture, "q/"), 0);
    add(&fixture, "q/1");
    add(&fixture, "q/2");
    assert_eq!(count(&fixture, "q/"), 2);
    let mut tx = fixture.store.begin();
    tx.delete("test", "q/1");
    tx.add_count("test", b"q/", -1);
    tx.put("test", "q/3", "1");
    tx.put("test", "q/4", "1");
    tx.add_count("test", b"q/", 2);
    assert_eq!(now(tx.count("test", b"q/")).unwrap(), 3);
    assert_eq!(count(&fixture, "q/"), 2);
    commit(tx);
    assert_eq!(count(&fixture, "q/"), 3);
    let mut undone = fixture.store.begin();
    undone.add_count("test", b"q/", 40);
    drop(undone);
    assert_eq!(count(&fixture, "q/"), 3);
    // A scan agrees with what the differences made.
    assert_eq!(fixture.dump().matches("q/").count(), 3);
}

fn a_count_starts_from_what_is_there(fixture: Fixture) {
    fixture.put("q/1", "1");
    fixture.put("q/2", "1");
    fixture.put("r/1", "1");
    // Differences before the first question are not counted twice.
    add(&fixture, "q/3");
    assert_eq!(count(&fixture, "q/"), 3);
    assert_eq!(count(&fixture, "r/"), 1);
    add(&fixture, "q/4");
    assert_eq!(count(&fixture, "q/"), 4);
    assert_eq!(count(&fixture, "none"), 0);
}

fn counts_restart_with_a_reset(fixture: Fixture) {
    add(&fixture, "q/1");
    assert_eq!(count(&fixture, "q/"), 1);
    fixture.store.reset().unwrap();
    assert_eq!(count(&fixture, "q/"), 0);
}
