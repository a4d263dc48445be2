//! Blobs: written whole or not at all, read at any offset, deleted, swept.

use std::{fs, path::Path};

use store::{BlobError, Durability};

use crate::{Fixture, for_all_levels};

for_all_levels!(
    a_blob_comes_back,
    an_unfinished_blob_leaves_nothing,
    a_reader_outlives_the_blob,
    what_readers_made_is_of_one_blob,
    odd_ids_are_refused,
    unused_blobs_are_swept,
    a_reset_deletes_blobs_and_retires_writers,
    blobs_survive_reopening,
);

fn write(fixture: &Fixture, id: &str, content: &[u8]) {
    let mut writer = fixture.store.blobs().writer(id).unwrap();
    for part in content.chunks(1000) {
        writer.write(part).unwrap();
    }
    assert_eq!(writer.finish().unwrap(), content.len() as u64);
}

fn content(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 31 % 251) as u8).collect()
}

fn a_blob_comes_back(fixture: Fixture) {
    let content = content(100_000);
    write(&fixture, "one", &content);
    write(&fixture, "empty", b"");
    let reader = fixture.store.blobs().open("one").unwrap();
    assert_eq!(reader.len(), 100_000);
    assert_eq!(reader.read(0, 200_000).unwrap(), content);
    assert_eq!(reader.read(99_990, 50).unwrap(), content[99_990..]);
    assert_eq!(reader.read(5, 3).unwrap(), content[5..8]);
    assert!(reader.read(100_000, 1).unwrap().is_empty());
    assert!(reader.read(u64::MAX, 1).unwrap().is_empty());
    assert!(fixture.store.blobs().open("empty").unwrap().is_empty());
    write(&fixture, "one", b"anew");
    assert_eq!(fixture.store.blobs().open("one").unwrap().read(0, 9).unwrap(), "anew");
}

fn files(dir: &Path) -> usize {
    let Ok(entries) = fs::read_dir(dir) else { return 0 };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { files(&path) } else { 1 })
        .sum()
}

fn an_unfinished_blob_leaves_nothing(fixture: Fixture) {
    let mut writer = fixture.store.blobs().writer("half").unwrap();
    writer.write(b"half").unwrap();
    assert!(matches!(fixture.store.blobs().open("half"), Err(BlobError::NotFound { .. })));
    drop(writer);
    assert!(matches!(fixture.store.blobs().open("half"), Err(BlobError::NotFound { .. })));
    assert_eq!(files(&fixture.dir.path().join("data-1/blobs")), 0);
}

fn a_reader_outlives_the_blob(fixture: Fixture) {
    write(&fixture, "b", b"content");
    let reader = fixture.store.blobs().open("b").unwrap();
    fixture.store.blobs().delete("b").unwrap();
    fixture.store.blobs().delete("b").unwrap();
    assert!(matches!(fixture.store.blobs().open("b"), Err(BlobError::NotFound { .. })));
    assert_eq!(reader.read(0, 7).unwrap(), "content");
}

fn what_readers_made_is_of_one_blob(fixture: Fixture) {
    let open = || fixture.store.blobs().open("b").unwrap();
    write(&fixture, "b", b"sealed");
    let early = open();
    early.keep(0, "plain".into());
    assert_eq!((open().kept(0), open().kept(1)), (Some("plain".into()), None));
    write(&fixture, "b", b"anew");
    assert_eq!(open().kept(0), None);
    early.keep(0, "late".into());
    assert_eq!(open().kept(0), None);
    open().keep(0, "other".into());
    fixture.store.blobs().delete("b").unwrap();
    write(&fixture, "b", b"once more");
    assert_eq!(open().kept(0), None);
}

fn odd_ids_are_refused(fixture: Fixture) {
    for id in ["", ".", "..", ".x", "a/b", "a\\b", "a\0", "ä", &"x".repeat(129)] {
        assert!(matches!(fixture.store.blobs().writer(id), Err(BlobError::BadId { .. })), "{id:?}");
        assert!(matches!(fixture.store.blobs().open(id), Err(BlobError::BadId { .. })), "{id:?}");
        assert!(matches!(fixture.store.blobs().delete(id), Err(BlobError::BadId { .. })), "{id:?}");
    }
    write(&fixture, &"x".repeat(128), b"1");
}

fn unused_blobs_are_swept(fixture: Fixture) {
    for number in 0..30 {
        write(&fixture, &format!("blob-{number}"), b"1");
    }
    let deleted = fixture.store.blobs().sweep(|id| id.ends_with('7')).unwrap();
    assert_eq!(deleted, 27);
    assert_eq!(fixture.store.blobs().open("blob-17").unwrap().len(), 1);
    assert!(fixture.store.blobs().open("blob-16").is_err());
}

fn a_reset_deletes_blobs_and_retires_writers(fixture: Fixture) {
    write(&fixture, "old", b"1");
    let writer = fixture.store.blobs().writer("late").unwrap();
    fixture.store.reset().unwrap();
    assert!(fixture.store.blobs().open("old").is_err());
    assert!(matches!(writer.finish(), Err(BlobError::Retired)));
    assert!(fixture.store.blobs().open("late").is_err());
}

fn blobs_survive_reopening(fixture: Fixture) {
    if fixture.level == Durability::Memory {
        return;
    }
    write(&fixture, "kept", b"kept");
    let temporary = fixture.dir.path().join("data-1/blobs/tmp");
    let stray = temporary.join("999");
    fs::write(&stray, b"left by a killed process").unwrap();
    let fixture = fixture.reopen();
    assert_eq!(fixture.store.blobs().open("kept").unwrap().read(0, 9).unwrap(), "kept");
    assert!(!stray.exists());
}
