//! Leaps: a folded walk that uses what other walks have found shows exactly what its snapshot holds, whatever was
//! written meanwhile.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use store::{Leap, RowRange, Scope, ScopeId, Table, Tx};

use crate::{Fixture, Random, commit, for_all_levels, now};

for_all_levels!(
    walks_show_their_snapshots,
    walks_beside_writers_show_their_snapshots,
    what_lies_in_a_leap_was_read,
    own_writes_are_seen,
);

const TABLE: Table<String, bool> = Table::new("test.row", Scope::Partition, 1);
const SCOPE: ScopeId<'_> = ScopeId { partition: "aws", account: "", region: "" };
/// Rows that are true, by the one sense, or all.
const SENSES: [u8; 2] = [0, 1];

type State = BTreeMap<String, bool>;

fn takes(sense: u8, row: bool) -> bool {
    sense == 1 || row
}

/// The common prefixes at `/` of keys that begin with `prefix`, walked with leaps, and how many of these were known.
fn walk(tx: &mut Tx, prefix: &str, sense: u8) -> (Vec<String>, usize) {
    let all = TABLE.rows(&SCOPE).starting_with(prefix);
    let (mut found, mut learned, mut known) = (Vec::new(), Vec::new(), 0);
    let mut range = all.clone();
    loop {
        let next = match tx.leap_rows(&TABLE, &range, sense).unwrap() {
            Leap::Nothing => break,
            Leap::To(key) => {
                known += 1;
                key
            }
            Leap::Unknown => {
                let Some(key) = search(tx, &range, &all, sense) else { break };
                learned.push((range.clone(), key.clone()));
                key
            }
        };
        let entry = folded(&next, prefix);
        found.push(entry.to_owned());
        range = match entry == next {
            true => all.clone().after(&next),
            false => all.clone().beyond(&(), entry),
        };
    }
    tx.learn_rows(&TABLE, sense, &learned);
    (found, known)
}

/// The first row of `range` that is looked for, the long way.
fn search(
    tx: &mut Tx,
    range: &RowRange<String>,
    all: &RowRange<String>,
    sense: u8,
) -> Option<String> {
    let mut range = range.clone();
    loop {
        let (key, row) = now(tx.range_rows(&TABLE, &range, 1)).unwrap().pop()?;
        if takes(sense, row) {
            return Some(key);
        }
        range = all.clone().after(&key);
    }
}

/// What a key is shown as.
fn folded<'k>(key: &'k str, prefix: &str) -> &'k str {
    let end = key[prefix.len()..].find('/').map_or(key.len(), |at| prefix.len() + at + 1);
    &key[..end]
}

fn expected(state: &State, prefix: &str, sense: u8) -> Vec<String> {
    let keys = state.iter().filter(|(key, row)| key.starts_with(prefix) && takes(sense, **row));
    let mut found: Vec<String> = keys.map(|(key, _)| folded(key, prefix).to_owned()).collect();
    found.dedup();
    found
}

/// All rows, read plainly.
fn state(tx: &mut Tx) -> State {
    let rows = now(tx.range_rows(&TABLE, &TABLE.rows(&SCOPE), usize::MAX)).unwrap();
    rows.into_iter().collect()
}

fn key(random: &mut Random) -> String {
    let part = |random: &mut Random| ["a", "b", "c", "ca", "d"][random.below(5) as usize];
    match random.below(4) {
        0 => part(random).to_owned(),
        1 => format!("{}/{}", part(random), part(random)),
        _ => format!("{}/{}/{}", part(random), part(random), random.below(4)),
    }
}

fn write(tx: &mut Tx, random: &mut Random) -> (String, Option<bool>) {
    let key = key(random);
    let row = [None, Some(true), Some(false)][random.below(3) as usize];
    match &row {
        Some(row) => tx.put_row(&TABLE, &SCOPE, &key, row),
        None => tx.delete_row(&TABLE, &SCOPE, &key),
    }
    (key, row)
}

fn walks_show_their_snapshots(fixture: Fixture) {
    let mut used = 0;
    for seed in 1..=8 {
        let mut random = Random::seeded(seed);
        let mut current = state(&mut fixture.store.begin());
        let mut open: Vec<(Tx, State)> = Vec::new();
        for step in 0..1_500 {
            match random.below(6) {
                0 | 1 => {
                    let mut tx = fixture.store.begin();
                    for _ in 0..=random.below(3) {
                        match write(&mut tx, &mut random) {
                            (key, Some(row)) => current.insert(key, row),
                            (key, None) => current.remove(&key),
                        };
                    }
                    commit(tx);
                }
                2 if open.len() < 4 => {
                    let mut tx = fixture.store.begin();
                    now(tx.get("test", b"elsewhere")).unwrap();
                    open.push((tx, current.clone()));
                }
                2 => drop(open.swap_remove(random.below(4) as usize)),
                3 if !open.is_empty() => {
                    // What it writes itself, it sees.
                    let at = random.below(open.len() as u64) as usize;
                    let (tx, seen) = &mut open[at];
                    match write(tx, &mut random) {
                        (key, Some(row)) => seen.insert(key, row),
                        (key, None) => seen.remove(&key),
                    };
                }
                _ => {
                    let mut fresh = (fixture.store.begin(), current.clone());
                    let count = open.len() as u64;
                    let at = random.below(count + 1) as usize;
                    let (tx, seen) = open.get_mut(at).unwrap_or(&mut fresh);
                    let prefix = ["", "a/", "c", "ca/", "b/b/"][random.below(5) as usize];
                    let sense = SENSES[random.below(2) as usize];
                    let (found, known) = walk(tx, prefix, sense);
                    assert_eq!(found, expected(seen, prefix, sense), "seed {seed} step {step}");
                    used += known;
                }
            }
        }
    }
    let has_leaps = fixture.level != store::Durability::Memory;
    assert_eq!(used > 1_000, has_leaps, "{used} leaps were known");
}

fn walks_beside_writers_show_their_snapshots(fixture: Fixture) {
    let writing = AtomicUsize::new(2);
    thread::scope(|scope| {
        for seed in [1, 2] {
            let (store, writing) = (&fixture.store, &writing);
            scope.spawn(move || {
                let mut random = Random::seeded(seed);
                for _ in 0..1_500 {
                    let mut tx = store.begin();
                    write(&mut tx, &mut random);
                    commit(tx);
                }
                writing.fetch_sub(1, Ordering::Relaxed);
            });
        }
        for seed in [3, 4] {
            let (store, writing) = (&fixture.store, &writing);
            scope.spawn(move || {
                let mut random = Random::seeded(seed);
                while writing.load(Ordering::Relaxed) > 0 {
                    let prefix = ["", "a/", "c", "ca/"][random.below(4) as usize];
                    let sense = SENSES[random.below(2) as usize];
                    let mut tx = store.begin();
                    let (found, _) = walk(&mut tx, prefix, sense);
                    assert_eq!(found, expected(&state(&mut tx), prefix, sense));
                }
            });
        }
    });
}

fn put(fixture: &Fixture, key: &str) {
    let mut tx = fixture.store.begin();
    tx.put_row(&TABLE, &SCOPE, &key.to_owned(), &true);
    commit(tx);
}

fn what_lies_in_a_leap_was_read(fixture: Fixture) {
    for (written, conflicts) in [("b0", true), ("c/1", true), ("c/5", false), ("e", true)] {
        for key in ["a/1", "c/1", "d/1"] {
            put(&fixture, key);
        }
        walk(&mut fixture.store.begin(), "", 1);
        let mut tx = fixture.store.begin();
        assert_eq!(walk(&mut tx, "", 1).0, ["a/", "c/", "d/"]);
        tx.put("test", "elsewhere", "1");
        put(&fixture, written);
        assert_eq!(now(tx.commit()).is_err(), conflicts, "{written}");
        let mut tx = fixture.store.begin();
        tx.delete_row(&TABLE, &SCOPE, &written.to_owned());
        commit(tx);
    }
}

fn own_writes_are_seen(fixture: Fixture) {
    for key in ["a/1", "c/1"] {
        put(&fixture, key);
    }
    walk(&mut fixture.store.begin(), "", 1);
    let mut tx = fixture.store.begin();
    tx.put_row(&TABLE, &SCOPE, &"b/1".to_owned(), &true);
    tx.delete_row(&TABLE, &SCOPE, &"a/1".to_owned());
    assert_eq!(walk(&mut tx, "", 1).0, ["b/", "c/"]);
    // Nobody else is told.
    drop(tx);
    assert_eq!(walk(&mut fixture.store.begin(), "", 1).0, ["a/", "c/"]);
}
