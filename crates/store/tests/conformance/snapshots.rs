//! Snapshots: saved, listed, loaded over other state, moved between engines, damaged, deleted.

use std::fs;

use store::{Durability, Options, SnapshotError, Store};

use crate::{Fixture, commit, for_all_levels, get, now};

for_all_levels!(
    a_snapshot_brings_everything_back,
    snapshots_are_listed_and_deleted,
    odd_names_are_refused,
    a_damaged_snapshot_changes_nothing,
    commits_after_the_save_are_not_in_it,
    a_loaded_state_survives_reopening,
    any_engine_loads_it,
    a_snapshot_is_encrypted,
    another_installation_cannot_load_it,
);

fn fill(fixture: &Fixture) {
    let mut tx = fixture.store.begin();
    for number in 0..3000 {
        tx.put("test", format!("{number:05}"), "x".repeat(number % 700));
    }
    tx.put("other", "k", "v");
    commit(tx);
    let mut writer = fixture.store.blobs().writer("blob").unwrap();
    writer.write(b"content").unwrap();
    writer.finish().unwrap();
}

fn check(store: &Store) {
    let mut tx = store.begin();
    let rows = now(tx.range("test", store::KeyRange::all(), usize::MAX)).unwrap();
    assert_eq!(rows.len(), 3000);
    for (number, (key, value)) in rows.iter().enumerate() {
        assert_eq!(*key, format!("{number:05}"));
        assert_eq!(*value, "x".repeat(number % 700));
    }
    assert_eq!(now(tx.get("other", b"k")).unwrap().unwrap(), "v");
    assert_eq!(store.blobs().open("blob").unwrap().read(0, 99).unwrap(), "content");
}

fn a_snapshot_brings_everything_back(fixture: Fixture) {
    fill(&fixture);
    let saved = fixture.store.save_snapshot("one").unwrap();
    assert_eq!((saved.rows, saved.blobs), (3001, 1));
    fixture.store.blobs().delete("blob").unwrap();
    fixture.put("00001", "changed");
    fixture.put("zzz", "new");
    let epoch = fixture.store.epoch();
    let mut old = fixture.store.begin();
    assert_eq!(get(&mut old, "zzz").as_deref(), Some("new"));
    assert_eq!(fixture.store.load_snapshot("one").unwrap(), saved);
    assert!(fixture.store.epoch() > epoch);
    check(&fixture.store);
    assert_eq!(get(&mut old, "zzz").as_deref(), Some("new"));
    old.put("test", "late", "1");
    assert!(now(old.commit()).unwrap_err().is_conflict());
    // The loaded blob is deleted here, not in the snapshot.
    fixture.store.blobs().delete("blob").unwrap();
    fixture.store.load_snapshot("one").unwrap();
    check(&fixture.store);
}

fn snapshots_are_listed_and_deleted(fixture: Fixture) {
    assert_eq!(fixture.store.list_snapshots().unwrap(), []);
    fixture.put("a", "1");
    let b = fixture.store.save_snapshot("b").unwrap();
    let a = fixture.store.save_snapshot("a.1-x_Y").unwrap();
    assert_eq!(fixture.store.list_snapshots().unwrap(), [a, b]);
    assert!(matches!(fixture.store.save_snapshot("b"), Err(SnapshotError::Exists(_))));
    fixture.store.delete_snapshot("b").unwrap();
    assert!(matches!(fixture.store.delete_snapshot("b"), Err(SnapshotError::NotFound(_))));
    assert!(matches!(fixture.store.load_snapshot("b"), Err(SnapshotError::NotFound(_))));
    assert_eq!(fixture.store.list_snapshots().unwrap().len(), 1);
    assert_eq!(fixture.dump(), "a=1");
}

fn odd_names_are_refused(fixture: Fixture) {
    for name in ["", ".", "..", ".hidden", "a/b", "../x", "a b", "ä", &"x".repeat(65)] {
        assert!(
            matches!(fixture.store.save_snapshot(name), Err(SnapshotError::BadName(_))),
            "{name}"
        );
        assert!(
            matches!(fixture.store.load_snapshot(name), Err(SnapshotError::BadName(_))),
            "{name}"
        );
        let deleted = fixture.store.delete_snapshot(name);
        assert!(matches!(deleted, Err(SnapshotError::BadName(_))), "{name}");
    }
}

fn a_damaged_snapshot_changes_nothing(fixture: Fixture) {
    fixture.put("a", "saved");
    fixture.put("b", "saved");
    fixture.store.save_snapshot("s").unwrap();
    fixture.put("a", "kept");
    let path = fixture.dir.path().join("snapshots/s/rows");
    let whole = fs::read(&path).unwrap();
    let mut broken: Vec<_> = (0..whole.len()).map(|len| whole[..len].to_vec()).collect();
    broken.extend((0..whole.len() * 8).step_by(3).map(|bit| {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    }));
    broken.push([&whole[..], b"!"].concat());
    for bytes in broken {
        fs::write(&path, &bytes).unwrap();
        let refused = fixture.store.load_snapshot("s").unwrap_err();
        assert!(matches!(refused, SnapshotError::Damaged { .. }), "{refused}");
    }
    assert_eq!(fixture.dump(), "a=kept b=saved");
    fs::write(&path, &whole).unwrap();
    fixture.store.load_snapshot("s").unwrap();
    assert_eq!(fixture.dump(), "a=saved b=saved");
}

fn commits_after_the_save_are_not_in_it(fixture: Fixture) {
    fixture.put("a", "1");
    fixture.store.save_snapshot("s").unwrap();
    fixture.put("b", "2");
    fixture.store.load_snapshot("s").unwrap();
    assert_eq!(fixture.dump(), "a=1");
    fixture.put("c", "3");
    assert_eq!(fixture.dump(), "a=1 c=3");
}

fn a_loaded_state_survives_reopening(fixture: Fixture) {
    if fixture.level == Durability::Memory {
        return;
    }
    fill(&fixture);
    fixture.store.save_snapshot("s").unwrap();
    fixture.store.reset().unwrap();
    fixture.store.load_snapshot("s").unwrap();
    let fixture = fixture.reopen();
    check(&fixture.store);
    let folders = fs::read_dir(fixture.dir.path()).unwrap();
    let states = folders
        .filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().starts_with("data-"));
    assert_eq!(states.count(), 1, "replaced states are removed");
}

fn any_engine_loads_it(fixture: Fixture) {
    fill(&fixture);
    fixture.store.save_snapshot("s").unwrap();
    fixture.store.clone().close().unwrap();
    let Fixture { store, dir, .. } = fixture;
    drop(store);
    for level in [Durability::Memory, Durability::Process, Durability::Disk] {
        let store = Store::open(Options::at(dir.path(), level)).unwrap();
        store.load_snapshot("s").unwrap();
        check(&store);
    }
}

fn a_snapshot_is_encrypted(fixture: Fixture) {
    fixture.put("a-key-to-look-for", "a-value-to-look-for");
    fixture.store.save_snapshot("s").unwrap();
    let bytes = fs::read(fixture.dir.path().join("snapshots/s/rows")).unwrap();
    for text in ["a-key-to-look-for", "a-value-to-look-for", "test"] {
        let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!found, "{text} can be read");
    }
}

fn another_installation_cannot_load_it(fixture: Fixture) {
    fixture.put("a", "1");
    fixture.store.save_snapshot("s").unwrap();
    let other = Fixture::new(fixture.level);
    other.put("b", "2");
    let (from, to) = (fixture.dir.path().join("snapshots/s"), other.dir.path().join("snapshots/s"));
    fs::create_dir_all(to.join("blobs")).unwrap();
    fs::copy(from.join("rows"), to.join("rows")).unwrap();
    let refused = other.store.load_snapshot("s").unwrap_err();
    assert!(refused.to_string().contains("another installation"), "{refused}");
    assert_eq!(other.dump(), "b=2");
}
