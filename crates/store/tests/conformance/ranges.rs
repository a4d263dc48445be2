//! Ranges: bounds, order, limits, and own writes merged in.

use store::KeyRange;

use crate::{Fixture, commit, for_all_levels, now, words};

for_all_levels!(bounds_order_and_limits, own_writes_are_merged, own_deletions_do_not_shorten_pages);

fn bounds_order_and_limits(fixture: Fixture) {
    for key in ["a", "b", "ba", "bb", "c"] {
        fixture.put(key, "1");
    }
    let cases = [
        (KeyRange::all(), 9, "a=1 b=1 ba=1 bb=1 c=1"),
        (KeyRange::all(), 2, "a=1 b=1"),
        (KeyRange::all(), 0, ""),
        (KeyRange::all().reversed(), 2, "c=1 bb=1"),
        (KeyRange::prefix("b"), 9, "b=1 ba=1 bb=1"),
        (KeyRange::prefix("b").reversed(), 2, "bb=1 ba=1"),
        (KeyRange::new("b", "bb"), 9, "b=1 ba=1"),
        (KeyRange::new("bb", "b"), 9, ""),
        (KeyRange::new("b", "b"), 9, ""),
        (KeyRange::prefix("d"), 9, ""),
    ];
    for (range, limit, expected) in cases {
        let mut tx = fixture.store.begin();
        let rows = now(tx.range("test", range.clone(), limit)).unwrap();
        assert_eq!(words(&rows), expected, "{range:?} {limit}");
    }
}

fn own_writes_are_merged(fixture: Fixture) {
    for key in ["b", "d", "f"] {
        fixture.put(key, "old");
    }
    let mut tx = fixture.store.begin();
    for key in ["a", "d", "g"] {
        tx.put("test", key, "new");
    }
    tx.delete("test", "f");
    tx.delete("test", "missing");
    let cases = [
        (KeyRange::all(), 9, "a=new b=old d=new g=new"),
        (KeyRange::all(), 3, "a=new b=old d=new"),
        (KeyRange::all().reversed(), 9, "g=new d=new b=old a=new"),
        (KeyRange::all().reversed(), 1, "g=new"),
        (KeyRange::new("b", "g"), 9, "b=old d=new"),
    ];
    for (range, limit, expected) in cases {
        let rows = now(tx.range("test", range.clone(), limit)).unwrap();
        assert_eq!(words(&rows), expected, "{range:?} {limit}");
    }
    commit(tx);
    assert_eq!(fixture.dump(), "a=new b=old d=new g=new");
}

fn own_deletions_do_not_shorten_pages(fixture: Fixture) {
    for number in 0..20 {
        fixture.put(&format!("{number:02}"), "1");
    }
    let mut tx = fixture.store.begin();
    for number in 0..15 {
        tx.delete("test", format!("{number:02}"));
    }
    let rows = now(tx.range("test", KeyRange::all(), 3)).unwrap();
    assert_eq!(words(&rows), "15=1 16=1 17=1");
}
