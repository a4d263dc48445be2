//! Isolation: one snapshot for each transaction, own writes in sight, and serialisable commits.

use store::KeyRange;

use crate::{Fixture, commit, for_all_levels, get, now, words};

for_all_levels!(
    a_snapshot_does_not_move,
    the_snapshot_is_taken_at_the_first_read,
    a_lost_update_is_refused,
    write_skew_is_refused,
    a_phantom_is_refused,
    reading_own_writes_is_no_read,
    what_lies_behind_the_limit_was_not_read,
    blind_writes_never_conflict,
    a_deletion_conflicts,
    reading_alone_never_conflicts,
    a_reset_ends_what_was_begun_before,
);

fn a_snapshot_does_not_move(fixture: Fixture) {
    fixture.put("a", "1");
    fixture.put("b", "1");
    let mut tx = fixture.store.begin();
    assert_eq!(get(&mut tx, "a").as_deref(), Some("1"));
    fixture.put("a", "2");
    fixture.delete("b");
    fixture.put("c", "2");
    fixture.put("a", "3");
    assert_eq!(get(&mut tx, "a").as_deref(), Some("1"));
    assert_eq!(get(&mut tx, "c"), None);
    assert_eq!(words(&now(tx.range("test", KeyRange::all(), 9)).unwrap()), "a=1 b=1");
    drop(tx);
    fixture.put("d", "4");
    assert_eq!(fixture.dump(), "a=3 c=2 d=4");
}

fn the_snapshot_is_taken_at_the_first_read(fixture: Fixture) {
    let mut tx = fixture.store.begin();
    fixture.put("a", "1");
    assert_eq!(get(&mut tx, "a").as_deref(), Some("1"));
    tx.put("test", "b", "2");
    commit(tx);
}

fn a_lost_update_is_refused(fixture: Fixture) {
    fixture.put("n", "0");
    let (mut one, mut two) = (fixture.store.begin(), fixture.store.begin());
    for tx in [&mut one, &mut two] {
        get(tx, "n");
        tx.put("test", "n", "1");
    }
    commit(one);
    assert!(now(two.commit()).unwrap_err().is_conflict());
}

fn write_skew_is_refused(fixture: Fixture) {
    fixture.put("a", "on");
    fixture.put("b", "on");
    let (mut one, mut two) = (fixture.store.begin(), fixture.store.begin());
    for (tx, off) in [(&mut one, "a"), (&mut two, "b")] {
        assert_eq!(get(tx, "a").as_deref(), Some("on"));
        assert_eq!(get(tx, "b").as_deref(), Some("on"));
        tx.put("test", off, "off");
    }
    commit(one);
    assert!(now(two.commit()).unwrap_err().is_conflict());
    assert_eq!(fixture.dump(), "a=off b=on");
}

fn a_phantom_is_refused(fixture: Fixture) {
    let mut tx = fixture.store.begin();
    assert!(now(tx.range("test", KeyRange::prefix("a"), 10)).unwrap().is_empty());
    tx.put("test", "none", "1");
    fixture.put("ab", "1");
    assert!(now(tx.commit()).unwrap_err().is_conflict());
}

fn reading_own_writes_is_no_read(fixture: Fixture) {
    let mut tx = fixture.store.begin();
    get(&mut tx, "elsewhere");
    tx.put("test", "a", "mine");
    assert_eq!(get(&mut tx, "a").as_deref(), Some("mine"));
    fixture.put("a", "theirs");
    commit(tx);
    assert_eq!(fixture.dump(), "a=mine");
}

fn what_lies_behind_the_limit_was_not_read(fixture: Fixture) {
    for key in ["a", "c", "e", "g"] {
        fixture.put(key, "1");
    }
    for (reverse, elsewhere, within) in [(false, "d", "b"), (true, "b", "f")] {
        for (key, conflicts) in [(elsewhere, false), (within, true)] {
            let range = KeyRange { reverse, ..KeyRange::all() };
            let mut tx = fixture.store.begin();
            assert_eq!(now(tx.range("test", range, 2)).unwrap().len(), 2);
            tx.put("test", "x", "1");
            fixture.put(key, "new");
            assert_eq!(now(tx.commit()).is_err(), conflicts, "{key} {reverse}");
            fixture.delete(key);
            fixture.delete("x");
        }
    }
}

fn blind_writes_never_conflict(fixture: Fixture) {
    let (mut one, mut two) = (fixture.store.begin(), fixture.store.begin());
    one.put("test", "k", "1");
    two.put("test", "k", "2");
    commit(two);
    commit(one);
    assert_eq!(fixture.dump(), "k=1");
}

fn a_deletion_conflicts(fixture: Fixture) {
    fixture.put("k", "1");
    let mut tx = fixture.store.begin();
    get(&mut tx, "k");
    tx.put("test", "other", "1");
    fixture.delete("k");
    assert!(now(tx.commit()).unwrap_err().is_conflict());
}

fn reading_alone_never_conflicts(fixture: Fixture) {
    fixture.put("k", "1");
    let mut tx = fixture.store.begin();
    get(&mut tx, "k");
    fixture.put("k", "2");
    commit(tx);
}

fn a_reset_ends_what_was_begun_before(fixture: Fixture) {
    fixture.put("k", "old");
    let epoch = fixture.store.epoch();
    let (mut reader, mut writer) = (fixture.store.begin(), fixture.store.begin());
    get(&mut reader, "k");
    writer.put("test", "w", "1");
    fixture.store.reset().unwrap();
    assert!(fixture.store.epoch() > epoch);
    assert_eq!(fixture.dump(), "");
    assert_eq!(get(&mut reader, "k").as_deref(), Some("old"));
    assert!(now(writer.commit()).unwrap_err().is_conflict());
    fixture.put("k", "new");
    fixture.store.reset().unwrap();
    assert_eq!(get(&mut reader, "k").as_deref(), Some("old"));
    drop(reader);
    fixture.put("k", "newest");
    assert_eq!(fixture.dump(), "k=newest");
}
