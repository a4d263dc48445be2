//! Opening: locks, formats, leftovers, and state that is still there.

use std::fs;

use store::{Durability, OpenError, Options, SnapshotError, Store};

use crate::{Fixture, get};

fn on_disk() -> Fixture {
    Fixture::new(Durability::Process)
}

#[test]
fn state_is_there_again() {
    let mut fixture = on_disk();
    for round in 0..4 {
        fixture.put(&format!("k{round}"), "v");
        let commits = fixture.store.stats().commits;
        fixture = fixture.reopen();
        assert_eq!(fixture.store.stats().commits, commits);
    }
    assert_eq!(fixture.dump(), "k0=v k1=v k2=v k3=v");
}

#[test]
fn state_is_there_again_without_closing() {
    let Fixture { store, dir, level, .. } = on_disk();
    let mut tx = store.begin();
    tx.put("test", "k", "v");
    crate::commit(tx);
    drop(store);
    let store = Store::open(Options::at(dir.path(), level)).unwrap();
    assert_eq!(get(&mut store.begin(), "k").as_deref(), Some("v"));
}

#[test]
fn a_directory_has_one_holder_and_the_message_names_it() {
    let fixture = on_disk();
    let refused = Store::open(Options::at(fixture.dir.path(), Durability::Process)).unwrap_err();
    let message = refused.to_string();
    assert!(matches!(refused, OpenError::Locked { .. }));
    assert!(message.contains(&format!("process {};", std::process::id())), "{message}");
    assert!(message.contains(fixture.dir.path().to_str().unwrap()), "{message}");
}

#[test]
fn a_newer_format_is_refused_with_both_numbers() {
    let Fixture { store, dir, level, .. } = on_disk();
    drop(store);
    fs::write(dir.path().join("FORMAT"), "9\n").unwrap();
    let refused = Store::open(Options::at(dir.path(), level)).unwrap_err();
    assert!(matches!(refused, OpenError::NewerFormat { found: 9, supported: 2, .. }), "{refused}");
    let message = refused.to_string();
    assert!(message.contains("format 9") && message.contains("up to 2"), "{message}");
    fs::write(dir.path().join("FORMAT"), "nine").unwrap();
    let refused = Store::open(Options::at(dir.path(), level)).unwrap_err();
    assert!(matches!(refused, OpenError::Damaged { .. }));
}

#[test]
fn an_older_format_is_read_and_marked_as_one_that_older_versions_cannot_read() {
    let fixture = on_disk();
    fixture.put("k", "v");
    let format = fixture.dir.path().join("FORMAT");
    assert_eq!(fs::read_to_string(&format).unwrap(), "2\n");
    fs::write(&format, "1\n").unwrap();
    let fixture = fixture.reopen();
    assert_eq!(fs::read_to_string(&format).unwrap(), "2\n");
    assert_eq!(fixture.dump(), "k=v");
}

#[test]
fn leftovers_of_an_interrupted_change_are_removed() {
    let fixture = on_disk();
    fixture.put("k", "v");
    let leftover = fixture.dir.path().join("data-7");
    fs::create_dir_all(leftover.join("kv")).unwrap();
    fs::write(fixture.dir.path().join("CURRENT.new"), "data-7").unwrap();
    let fixture = fixture.reopen();
    assert!(!leftover.exists());
    assert_eq!(fixture.dump(), "k=v");
}

#[test]
fn a_missing_or_odd_current_file_is_refused_not_replaced() {
    let Fixture { store, dir, level, .. } = on_disk();
    drop(store);
    let current = dir.path().join("CURRENT");
    for text in [None, Some("data-"), Some("../x"), Some("data-7")] {
        match text {
            None => fs::remove_file(&current).unwrap(),
            Some(text) => fs::write(&current, text).unwrap(),
        }
        let refused = Store::open(Options::at(dir.path(), level)).unwrap_err();
        assert!(matches!(refused, OpenError::Damaged { .. }), "{text:?}: {refused}");
    }
    assert!(dir.path().join("data-1").exists());
}

#[test]
fn state_without_its_root_key_is_refused_or_repaired() {
    let Fixture { store, dir, level, .. } = on_disk();
    let purpose: &[&[u8]] = &[b"test"];
    let key = store.root_key().derive(purpose);
    drop(store);
    let again = Store::open(Options::at(dir.path(), level)).unwrap();
    assert_eq!(again.root_key().derive(purpose), key);
    drop(again);
    fs::remove_file(dir.path().join("ROOT_KEY")).unwrap();
    let refused = Store::open(Options::at(dir.path(), level)).unwrap_err();
    assert!(matches!(refused, OpenError::Damaged { .. }), "{refused}");
    let repaired = Options { repair: true, ..Options::at(dir.path(), level) };
    assert_ne!(Store::open(repaired).unwrap().root_key().derive(purpose), key);
}

#[test]
fn without_a_directory_there_are_no_snapshots() {
    let store = Store::open(Options::memory()).unwrap();
    assert_eq!(store.durability(), Durability::Memory);
    assert!(matches!(store.save_snapshot("s"), Err(SnapshotError::NoDirectory)));
    assert!(matches!(store.list_snapshots(), Err(SnapshotError::NoDirectory)));
    // Asking for more than memory can give without a place to put it is memory.
    let options = Options { dir: None, durability: Durability::Disk, ..Options::default() };
    assert_eq!(Store::open(options).unwrap().durability(), Durability::Memory);
}
