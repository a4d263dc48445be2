//! Damage: whatever happens to a byte of the journal, no acknowledged commit is missing silently.

use std::{fs, path::Path};

use store::{Durability, KeyRange, OpenError, Options, Store};
use tempfile::TempDir;

use crate::{commit, copy, now, text};

const COMMITS: usize = 24;

/// A folder with a few commits and the bytes of its journal.
fn written() -> (TempDir, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(Options::at(dir.path(), Durability::Process)).unwrap();
    for number in 0..COMMITS {
        let mut tx = store.begin();
        tx.put("test", format!("{number:03}"), format!("value {number}"));
        if number % 3 == 0 {
            tx.delete("test", "absent");
        }
        commit(tx);
    }
    store.clone().close().unwrap();
    drop(store);
    // The journal is made longer than what is in it.
    let path = journal(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1);
    fs::write(&path, &bytes).unwrap();
    (dir, bytes)
}

fn journal(dir: &Path) -> std::path::PathBuf {
    let mut found: Vec<_> = fs::read_dir(dir.join("data-1/kv"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jnl"))
        .collect();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// Opens a copy of `dir` with another journal.
fn open_with(dir: &Path, bytes: &[u8], repair: bool) -> (TempDir, Result<Store, OpenError>) {
    let scratch = tempfile::tempdir().unwrap();
    copy(dir, scratch.path());
    fs::write(journal(scratch.path()), bytes).unwrap();
    let options = Options { repair, ..Options::at(scratch.path(), Durability::Process) };
    let store = Store::open(options);
    (scratch, store)
}

fn rows(store: &Store) -> usize {
    let rows = now(store.begin().range("test", KeyRange::all(), usize::MAX)).unwrap();
    for (number, (key, value)) in rows.iter().enumerate() {
        assert_eq!(text(key.clone()), format!("{number:03}"));
        assert_eq!(text(value.clone()), format!("value {number}"));
    }
    rows.len()
}

#[test]
fn a_flipped_byte_is_refused_or_harmless() {
    let (dir, whole) = written();
    let mut refused = 0;
    for at in (0..whole.len()).step_by(13) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        bytes.resize(bytes.len() + at % 2 * 10_000, 0);
        let (scratch, opened) = open_with(dir.path(), &bytes, false);
        match opened {
            Ok(store) => assert_eq!(rows(&store), COMMITS, "byte {at}"),
            Err(OpenError::Journal { offset, .. }) => {
                refused += 1;
                // A wrong number shows at the batch after it.
                assert!(offset <= at as u64 + 200, "byte {at}: offset {offset}");
                // The evidence stays as it is.
                assert_eq!(fs::read(journal(scratch.path())).unwrap(), bytes);
            }
            Err(_) => refused += 1,
        }
    }
    assert!(refused * 13 * 2 > whole.len(), "most bytes matter: {refused}");
}

#[test]
fn a_cut_journal_is_refused_and_can_be_repaired() {
    let (dir, whole) = written();
    for cut in (1..whole.len() / 2).step_by(97) {
        let bytes = &whole[..whole.len() - cut];
        let (_scratch, opened) = open_with(dir.path(), bytes, false);
        let error = opened.expect_err("acknowledged commits are gone");
        let OpenError::LostCommits { acknowledged, recovered, .. } = error else {
            panic!("cut {cut}: {error}");
        };
        assert_eq!(acknowledged, COMMITS as u64);
        let (scratch, opened) = open_with(dir.path(), bytes, true);
        let store = opened.unwrap();
        assert_eq!(rows(&store) as u64, recovered);
        assert_eq!(store.stats().lost, acknowledged - recovered);
        // It goes on from there, and the next start finds nothing amiss.
        let mut tx = store.begin();
        tx.put("test", format!("{recovered:03}"), format!("value {recovered}"));
        assert_eq!(commit(tx), recovered + 1);
        drop(store);
        let store = Store::open(Options::at(scratch.path(), Durability::Process)).unwrap();
        assert_eq!(rows(&store) as u64, recovered + 1);
    }
}

#[test]
fn a_torn_tail_that_was_never_acknowledged_is_dropped() {
    let (dir, whole) = written();
    let half = b"\x01\x02\0\0\0\xff\0\0\0\0\0\0\0\x02";
    let zeros = vec![0; 3 << 20];
    for tail in [&b"\x01"[..], half, &zeros, &[&half[..], &zeros].concat()] {
        let (_scratch, opened) = open_with(dir.path(), &[&whole[..], tail].concat(), false);
        assert_eq!(rows(&opened.unwrap()), COMMITS);
    }
}

#[test]
fn loss_after_a_restart_of_the_machine_is_told_but_not_refused() {
    let (dir, whole) = written();
    // A witness of another boot: the last record alone, as if `synced` commits had been synced, with its boot number changed.
    let witness = dir.path().join("data-1/WITNESS");
    let both = fs::read(&witness).unwrap();
    let at = [0, 64].into_iter().max_by_key(|at| both[*at]).unwrap();
    let last = both[at..at + 32].to_vec();
    let bear_witness = |synced: u64| {
        let mut record = last.clone();
        record[8..16].copy_from_slice(&synced.to_le_bytes());
        record[16] ^= 1;
        let crc = crc32fast::hash(&record[..24]);
        record[24..28].copy_from_slice(&crc.to_le_bytes());
        let mut file = [0; 128];
        file[at..at + 32].copy_from_slice(&record);
        fs::write(&witness, file).unwrap();
    };
    bear_witness(0);
    let (_scratch, opened) = open_with(dir.path(), &whole[..whole.len() - 10], false);
    let store = opened.unwrap();
    assert_eq!(rows(&store), COMMITS - 1);
    assert_eq!(store.stats().lost, 1);
    // What was synced must be there even then.
    bear_witness(COMMITS as u64);
    let (_scratch, opened) = open_with(dir.path(), &whole[..whole.len() - 10], false);
    assert!(matches!(opened, Err(OpenError::LostCommits { .. })));
}
