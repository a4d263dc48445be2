//! Rows that settle: merged into files while others read and write, and there whatever happens in between.

use std::{
    collections::BTreeMap,
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use bytes::Bytes;
use store::{Durability, KeyRange, Options, Settling, Store, Tx};

use crate::{Fixture, Random, commit, get, now, options, text, words};

fn segments(fixture: &Fixture) -> Vec<String> {
    let folder = fixture.dir.path().join("data-1/settled");
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string();
    let names = entries.map(|entry| name(entry).unwrap());
    let mut names: Vec<_> = names.filter(|name| !name.contains(".manifest")).collect();
    names.sort();
    names
}

fn range(tx: &mut Tx, range: KeyRange, limit: usize) -> String {
    words(&now(tx.range("test", range, limit)).unwrap())
}

#[test]
fn rows_are_read_from_segments_and_above_them() {
    let fixture = Fixture::settling();
    for (key, value) in [("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")] {
        fixture.put(key, value);
    }
    fixture.settle();
    assert_eq!(segments(&fixture).len(), 1);
    let mut tx = fixture.store.begin();
    tx.put("test", "b", "new");
    tx.delete("test", "c");
    tx.put("test", "e", "5");
    commit(tx);
    let check = |fixture: &Fixture| {
        let mut tx = fixture.store.begin();
        assert_eq!(range(&mut tx, KeyRange::all(), 9), "a=1 b=new d=4 e=5");
        assert_eq!(range(&mut tx, KeyRange::all().reversed(), 9), "e=5 d=4 b=new a=1");
        assert_eq!(range(&mut tx, KeyRange::new("b", "d"), 9), "b=new");
        assert_eq!(range(&mut tx, KeyRange::all(), 2), "a=1 b=new");
        assert_eq!(get(&mut tx, "c"), None);
        assert_eq!(get(&mut tx, "d").as_deref(), Some("4"));
        assert_eq!(now(tx.count("test", b"")).unwrap(), 4);
    };
    check(&fixture);
    let fixture = fixture.reopen();
    check(&fixture);
    fixture.settle();
    check(&fixture);
    let fixture = fixture.reopen();
    check(&fixture);
}

#[test]
fn who_began_to_read_before_keeps_reading_what_was() {
    let fixture = Fixture::settling();
    fixture.put("a", "old");
    fixture.put("b", "old");
    fixture.settle();
    let mut before = fixture.store.begin();
    assert_eq!(get(&mut before, "z"), None, "reads from here on");
    for round in 0..5 {
        fixture.put("a", "new");
        fixture.delete("b");
        fixture.put(&format!("c{round}"), "new");
        fixture.settle();
    }
    assert_eq!(range(&mut before, KeyRange::all(), 9), "a=old b=old");
    assert_eq!(range(&mut before, KeyRange::all().reversed(), 9), "b=old a=old");
    assert_eq!(get(&mut before, "a").as_deref(), Some("old"));
    assert_eq!(get(&mut before, "c0"), None);
    drop(before);
    assert_eq!(fixture.dump(), "a=new c0=new c1=new c2=new c3=new c4=new");
}

#[test]
fn nothing_is_left_of_what_was_deleted() {
    let mut fixture = Fixture::settling();
    for n in 0..50 {
        fixture.put(&format!("k{n}"), "value");
    }
    for n in 0..50 {
        fixture.delete(&format!("k{n}"));
    }
    fixture.settle();
    assert_eq!(fixture.dump(), "");
    assert_eq!(segments(&fixture), Vec::<String>::new());
    fixture = fixture.reopen();
    assert_eq!(fixture.dump(), "");
    fixture.put("k1", "again");
    assert_eq!(fixture.dump(), "k1=again");
}

/// Rows of many segments: each merge writes some of them anew.
#[test]
fn many_segments_hold_what_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(options(&dir, Durability::Process)).unwrap();
    let value = |n: u64| Bytes::from(vec![n as u8; 1 << 20]);
    let key = |n: u64| Bytes::from(format!("{n:04}"));
    let mut expected = BTreeMap::new();
    let mut random = Random::seeded(3);
    for round in 0..4 {
        for _ in 0..150 {
            let n = random.below(400);
            let mut tx = store.begin();
            if random.below(4) == 0 {
                tx.delete("test", key(n));
                expected.remove(&key(n));
            } else {
                tx.put("test", key(n), value(n + round));
                expected.insert(key(n), value(n + round));
            }
            commit(tx);
        }
        store.settle().unwrap();
        let mut tx = store.begin();
        let rows = now(tx.range("test", KeyRange::all(), usize::MAX)).unwrap();
        assert!(rows.iter().map(|(k, v)| (k, v)).eq(&expected), "round {round}");
        let rows = now(tx.range("test", KeyRange::all().reversed(), usize::MAX)).unwrap();
        assert!(rows.iter().map(|(k, v)| (k, v)).eq(expected.iter().rev()), "round {round}");
        for n in 0..400 {
            let found = now(tx.get("test", &key(n))).unwrap();
            assert_eq!(found.as_ref(), expected.get(&key(n)));
        }
    }
    let files = fs::read_dir(dir.path().join("data-1/settled")).unwrap().count();
    assert!(files > 3, "{files}");
}

const WRITERS: u64 = 3;
/// How far each counts.
const EACH: u64 = 300;

/// Writers count up rows of their own and a shared one; readers see sums that agree; merges go on meanwhile.
#[test]
fn merges_disturb_neither_writers_nor_readers() {
    let fixture = Fixture::settling();
    let (store, ended) = (&fixture.store, AtomicBool::new(false));
    thread::scope(|scope| {
        let merging = scope.spawn(|| {
            let mut merges = 0;
            while !ended.load(Ordering::Relaxed) {
                store.settle().unwrap();
                merges += 1;
            }
            merges
        });
        let writers: Vec<_> =
            (0..WRITERS).map(|w| scope.spawn(move || count_up(store, w))).collect();
        let reader = scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                let mut tx = store.begin();
                let rows = now(tx.range("test", KeyRange::all(), usize::MAX)).unwrap();
                let number = |v: &Bytes| text(v.clone()).parse::<u64>().unwrap();
                let own: u64 =
                    rows.iter().filter(|(k, _)| k != "sum").map(|(_, v)| number(v)).sum();
                let sum = rows.iter().find(|(k, _)| k == "sum").map_or(0, |(_, v)| number(v));
                assert_eq!(own, sum);
                let again = get(&mut tx, "sum").map_or(0, |sum| sum.parse().unwrap());
                assert_eq!(again, sum);
            }
        });
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        ended.store(true, Ordering::Relaxed);
        reader.join().unwrap();
        assert!(merging.join().unwrap() > 2);
    });
    let sum = (WRITERS * EACH).to_string();
    assert_eq!(get(&mut store.begin(), "sum"), Some(sum.clone()));
    let fixture = fixture.reopen();
    assert_eq!(get(&mut fixture.store.begin(), "sum"), Some(sum));
}

/// Counts up, in steps of one; now and then the own row goes and comes back.
fn count_up(store: &Store, writer: u64) {
    let own = format!("writer-{writer}");
    for n in 1..=EACH {
        loop {
            let mut tx = store.begin();
            let sum = get(&mut tx, "sum").map_or(0, |sum| sum.parse::<u64>().unwrap());
            if n % 7 == 0 {
                tx.delete("test", own.clone());
                tx.put("test", "sum", (sum + 1 - n).to_string());
                let mut next = store.begin();
                if now(tx.commit()).is_err() {
                    continue;
                }
                loop {
                    let sum = get(&mut next, "sum").unwrap().parse::<u64>().unwrap();
                    next.put("test", own.clone(), n.to_string());
                    next.put("test", "sum", (sum + n).to_string());
                    if now(next.commit()).is_ok() {
                        break;
                    }
                    next = store.begin();
                }
                break;
            }
            tx.put("test", own.clone(), n.to_string());
            tx.put("test", "sum", (sum + 1).to_string());
            if now(tx.commit()).is_ok() {
                break;
            }
        }
    }
}

/// A few hundred marks let go of megabytes: they are merged although they are small.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the thread that is waited for has the system's clock"
)]
fn what_deletions_let_go_of_is_given_back() {
    let dir = tempfile::tempdir().unwrap();
    let settling = Settling { least: 2 << 20, all: true };
    let options = Options { settling, ..Options::at(dir.path(), Durability::Process) };
    let store = Store::open(options).unwrap();
    let write = |value: Option<usize>| {
        for n in 0..200 {
            let mut tx = store.begin();
            match value {
                Some(len) => tx.put("test", format!("{n}"), vec![7; len]),
                None => tx.delete("test", format!("{n}")),
            }
            commit(tx);
        }
    };
    write(Some(100 << 10));
    store.settle().unwrap();
    let folder = dir.path().join("data-1/settled");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "the segment and the manifest");
    write(None);
    // Enough for a look at the sizes, in a row that was not there before.
    let mut tx = store.begin();
    tx.put("test", "z", vec![7; 1 << 20]);
    commit(tx);
    let segment_bytes = || -> u64 {
        let entries = fs::read_dir(&folder).unwrap();
        entries.filter_map(|entry| entry.ok()?.metadata().ok()).map(|found| found.len()).sum()
    };
    while segment_bytes() > 4 << 20 {
        thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(now(store.begin().count("test", b"")).unwrap(), 1);
    store.close().unwrap();
}

#[test]
fn a_snapshot_holds_settled_rows_and_a_reset_removes_them() {
    let fixture = Fixture::settling();
    fixture.put("a", "1");
    fixture.put("b", "2");
    fixture.settle();
    fixture.store.save_snapshot("kept").unwrap();
    fixture.delete("a");
    fixture.store.reset().unwrap();
    assert_eq!(fixture.dump(), "");
    fixture.put("c", "3");
    fixture.store.load_snapshot("kept").unwrap();
    assert_eq!(fixture.dump(), "a=1 b=2");
    fixture.settle();
    assert_eq!(fixture.dump(), "a=1 b=2");
    assert_eq!(fixture.reopen().dump(), "a=1 b=2");
}

#[test]
fn damage_is_told_by_who_reads_it() {
    let fixture = Fixture::settling();
    fixture.put("a", "value-of-a");
    fixture.put("b", "value-of-b");
    fixture.settle();
    let [name] = &segments(&fixture)[..] else { panic!("one segment") };
    let path = fixture.dir.path().join("data-1/settled").join(name);
    let Fixture { store, dir, level, .. } = fixture;
    store.close().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(10).position(|w| w == b"value-of-a").unwrap();
    bytes[at] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let store = Store::open(options(&dir, level)).unwrap();
    let mut tx = store.begin();
    let error = now(tx.get("test", b"a")).unwrap_err();
    assert!(error.to_string().contains("checksum"), "{error}");
    assert_eq!(get(&mut tx, "b").as_deref(), Some("value-of-b"));
    drop(tx);
    let mut tx = store.begin();
    tx.put("test", "c", "value-of-c");
    commit(tx);
    let error = store.settle().unwrap_err();
    assert!(error.to_string().contains("checksum"), "merges do not hide it: {error}");
    assert_eq!(get(&mut store.begin(), "c").as_deref(), Some("value-of-c"));
    store.close().unwrap();
    fs::remove_file(&path).unwrap();
    let error = Store::open(options(&dir, level)).unwrap_err();
    assert!(error.to_string().contains(name), "{error}");
}

/// The thread merges what was written by itself, and ends with the store.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the thread that is waited for has the system's clock"
)]
fn enough_rows_are_merged_by_themselves() {
    let dir = tempfile::tempdir().unwrap();
    let settling = Settling { least: 1 << 20, all: true };
    let options = Options { settling, ..Options::at(dir.path(), Durability::Process) };
    let store = Store::open(options).unwrap();
    for n in 0..80 {
        let mut tx = store.begin();
        tx.put("test", format!("{n}"), vec![7; 100 << 10]);
        commit(tx);
    }
    let folder = dir.path().join("data-1/settled");
    while fs::read_dir(&folder).map_or(0, Iterator::count) < 2 {
        thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(now(store.begin().count("test", b"")).unwrap(), 80);
    store.close().unwrap();
}
