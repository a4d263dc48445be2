//! Head hints: a queue read from its head shows exactly what a plain range shows, however it is used.

use store::Tx;

use crate::{Fixture, commit, for_all_levels, now, words};

for_all_levels!(
    consuming_from_the_head,
    an_older_snapshot_sees_its_own_head,
    a_put_below_the_head_is_found,
    a_put_between_snapshot_and_read_is_found,
    an_empty_queue_fills_again,
    ends_and_nested_prefixes,
    phantoms_at_the_head_conflict,
    a_head_behind_the_end_ends_the_search,
);

fn head(tx: &mut Tx, limit: usize) -> String {
    words(&now(tx.range_head("test", b"q/", None, limit)).unwrap())
}

fn fresh(fixture: &Fixture, limit: usize) -> String {
    head(&mut fixture.store.begin(), limit)
}

fn consuming_from_the_head(fixture: Fixture) {
    fixture.put("p", "other");
    fixture.put("r", "other");
    for number in 0..50 {
        fixture.put(&format!("q/{number:02}"), "1");
    }
    for number in 0..50 {
        let mut tx = fixture.store.begin();
        assert_eq!(head(&mut tx, 1), format!("q/{number:02}=1"));
        tx.delete("test", format!("q/{number:02}"));
        commit(tx);
    }
    assert_eq!(fresh(&fixture, 1), "");
    assert_eq!(fixture.dump(), "p=other r=other");
}

fn an_older_snapshot_sees_its_own_head(fixture: Fixture) {
    for key in ["q/1", "q/2", "q/3"] {
        fixture.put(key, "1");
    }
    let mut old = fixture.store.begin();
    assert_eq!(head(&mut old, 1), "q/1=1");
    fixture.delete("q/1");
    fixture.delete("q/2");
    assert_eq!(fresh(&fixture, 1), "q/3=1");
    assert_eq!(fresh(&fixture, 1), "q/3=1");
    assert_eq!(head(&mut old, 9), "q/1=1 q/2=1 q/3=1");
}

fn a_put_below_the_head_is_found(fixture: Fixture) {
    fixture.put("q/5", "1");
    assert_eq!(fresh(&fixture, 9), "q/5=1");
    fixture.put("q/3", "1");
    assert_eq!(fresh(&fixture, 9), "q/3=1 q/5=1");
    let mut tx = fixture.store.begin();
    tx.put("test", "q/1", "own");
    assert_eq!(head(&mut tx, 9), "q/1=own q/3=1 q/5=1");
}

fn a_put_between_snapshot_and_read_is_found(fixture: Fixture) {
    fixture.put("q/5", "1");
    let mut old = fixture.store.begin();
    now(old.get("test", b"elsewhere")).unwrap();
    fixture.put("q/3", "1");
    // The old snapshot has nothing below 5; that must not become the bound of newer ones.
    assert_eq!(head(&mut old, 9), "q/5=1");
    assert_eq!(fresh(&fixture, 9), "q/3=1 q/5=1");
}

fn an_empty_queue_fills_again(fixture: Fixture) {
    assert_eq!(fresh(&fixture, 9), "");
    fixture.put("q/7", "1");
    assert_eq!(fresh(&fixture, 9), "q/7=1");
    fixture.delete("q/7");
    assert_eq!(fresh(&fixture, 9), "");
    fixture.put("q/1", "1");
    assert_eq!(fresh(&fixture, 9), "q/1=1");
}

fn ends_and_nested_prefixes(fixture: Fixture) {
    for key in ["q/a1", "q/a2", "q/b1", "q/b2"] {
        fixture.put(key, "1");
    }
    let read = |prefix: &str, end: Option<&str>| {
        let mut tx = fixture.store.begin();
        let end = end.map(str::as_bytes);
        words(&now(tx.range_head("test", prefix.as_bytes(), end, 9)).unwrap())
    };
    assert_eq!(read("q/", Some("q/a2")), "q/a1=1");
    assert_eq!(read("q/b", Some("zzz")), "q/b1=1 q/b2=1");
    assert_eq!(read("q/a", None), "q/a1=1 q/a2=1");
    fixture.delete("q/a1");
    fixture.delete("q/b1");
    assert_eq!(read("q/", Some("q/a2")), "");
    assert_eq!(read("q/b", None), "q/b2=1");
    assert_eq!(read("q/", None), "q/a2=1 q/b2=1");
    // A put lowers the heads of every prefix that it falls under.
    fixture.put("q/b0", "1");
    fixture.put("q/a0", "1");
    assert_eq!(read("q/b", None), "q/b0=1 q/b2=1");
    assert_eq!(read("q/a", None), "q/a0=1 q/a2=1");
    assert_eq!(read("q/", None), "q/a0=1 q/a2=1 q/b0=1 q/b2=1");
    assert_eq!(read("q/", Some("q/a1")), "q/a0=1");
    assert_eq!(read("q/", Some("a")), "");
}

fn phantoms_at_the_head_conflict(fixture: Fixture) {
    fixture.put("q/1", "1");
    fixture.put("q/5", "1");
    fixture.delete("q/1");
    fresh(&fixture, 1);
    let mut tx = fixture.store.begin();
    assert_eq!(head(&mut tx, 1), "q/5=1");
    tx.put("test", "taken", "5");
    fixture.put("q/2", "1");
    assert!(now(tx.commit()).unwrap_err().is_conflict());
    let mut tx = fixture.store.begin();
    assert_eq!(head(&mut tx, 1), "q/2=1");
    tx.put("test", "taken", "2");
    fixture.put("q/9", "1");
    commit(tx);
}

fn a_head_behind_the_end_ends_the_search(fixture: Fixture) {
    let due = |limit| {
        let mut tx = fixture.store.begin();
        let rows = now(tx.range_head("test", b"q/", Some(b"q/5"), limit)).unwrap();
        (words(&rows), tx)
    };
    fixture.put("q/7", "1");
    for _ in 0..2 {
        assert_eq!(due(9).0, "", "once by a look, once by what that told");
    }
    let (nothing, mut tx) = due(9);
    assert_eq!(nothing, "");
    tx.put("test", "q/4", "own");
    assert_eq!(words(&now(tx.range_head("test", b"q/", Some(b"q/5"), 9)).unwrap()), "q/4=own");
    fixture.put("q/3", "1");
    assert!(now(tx.commit()).unwrap_err().is_conflict(), "nothing was read there");
    assert_eq!(due(1).0, "q/3=1");
    fixture.delete("q/3");
    assert_eq!(due(9).0, "");
    assert_eq!(fresh(&fixture, 9), "q/7=1");
}
