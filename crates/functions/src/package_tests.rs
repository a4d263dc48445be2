//! Archives that mean well, and archives that do not.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;
use crate::archive::inspect;

const LIMIT: u64 = 1 << 20;

enum Entry<'a> {
    File(&'a str, &'a [u8], u32),
    Link(&'a str, &'a str),
    Folder(&'a str),
}

fn archive(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for entry in entries {
        match entry {
            Entry::File(name, bytes, mode) => {
                writer.start_file(*name, options.unix_permissions(*mode)).unwrap();
                writer.write_all(bytes).unwrap();
            }
            Entry::Link(name, target) => writer.add_symlink(*name, *target, options).unwrap(),
            Entry::Folder(name) => writer.add_directory(*name, options).unwrap(),
        }
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_package_is_unpacked_once_with_its_bits() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = archive(&[
        Entry::Folder("lib/"),
        Entry::File("lib/a.py", b"a", 0o600),
        Entry::File("bootstrap", b"#!/bin/sh", 0o755),
        Entry::File("deep/er/b", b"b", 0o644),
        Entry::Link("lib/link", "../bootstrap"),
        // Some builders of jars give folders the bits of links.
        Entry::Link("odd/", ""),
        Entry::File("odd/c", b"c", 0o644),
    ]);
    let unpacked = unpack(folder.path(), &bytes, LIMIT).unwrap();
    assert!(unpacked.folder.join("odd/c").is_file());
    assert_eq!(unpacked.folder, folder.path().join(hash_hex(&bytes)));
    let mode =
        |name: &str| fs::metadata(unpacked.folder.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("bootstrap"), mode("lib/a.py"), mode("lib")), (0o755, 0o644, 0o755));
    assert_eq!(fs::read_to_string(unpacked.folder.join("lib/link")).unwrap(), "#!/bin/sh");
    assert_eq!(unpack(folder.path(), &bytes, LIMIT).unwrap(), unpacked);
    sweep(folder.path(), std::slice::from_ref(&unpacked.folder)).unwrap();
    assert!(unpacked.folder.is_dir());
    sweep(folder.path(), &[]).unwrap();
    assert!(!unpacked.folder.exists());
}

#[test]
fn nothing_lands_outside() {
    let folder = tempfile::tempdir().unwrap();
    let packages = folder.path().join("packages");
    let cases: [(&str, Vec<Entry<'_>>); 7] = [
        ("up", vec![Entry::File("../evil", b"x", 0o644)]),
        ("up, later", vec![Entry::File("a/../../evil", b"x", 0o644)]),
        ("backslashes", vec![Entry::File("..\\evil", b"x", 0o644)]),
        ("a link up", vec![Entry::Link("link", "../..")]),
        ("an absolute link", vec![Entry::Link("link", "/etc")]),
        ("through a link", vec![Entry::Link("d", "x"), Entry::Link("d/e", "../../..")]),
        (
            "a link in place of a folder",
            vec![Entry::File("a/b", b"", 0o644), Entry::Link("a", "c")],
        ),
    ];
    for (what, entries) in cases {
        let refused = unpack(&packages, &archive(&entries), LIMIT);
        // What only shows in the folder itself is found there alone.
        let is_plain = !what.starts_with("through") && !what.ends_with("a folder");
        if is_plain {
            let looked = inspect(&archive(&entries), LIMIT);
            assert!(matches!(looked, Err(UnpackError::Bad(_))), "{what}: {looked:?}");
        }
        assert!(matches!(refused, Err(UnpackError::Bad(_))), "{what}: {refused:?}");
        assert!(!folder.path().join("evil").exists(), "{what}");
        assert_eq!(fs::read_dir(&packages).unwrap().count(), 0, "{what}: something is left");
    }
    assert!(matches!(unpack(&packages, b"no archive", LIMIT), Err(UnpackError::Bad(_))));
}

#[test]
fn bombs_do_not_go_off() {
    let folder = tempfile::tempdir().unwrap();
    let zeros = vec![0; 2 << 20];
    let large = archive(&[Entry::File("zeros", &zeros, 0o644)]);
    let refused = unpack(folder.path(), &large, LIMIT);
    assert!(matches!(refused, Err(UnpackError::TooLarge { limit: LIMIT })), "{refused:?}");
    let looked = inspect(&large, LIMIT);
    assert!(matches!(looked, Err(UnpackError::TooLarge { limit: LIMIT })), "{looked:?}");
    // The same, but it says of itself that it is small: in the local header and in the directory.
    let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
    let mut liar = large;
    while let Some(at) = liar.windows(4).position(|window| window == size) {
        liar[at..at + 4].copy_from_slice(&5u32.to_le_bytes());
    }
    assert!(unpack(folder.path(), &liar, LIMIT).is_err());
    assert!(inspect(&liar, LIMIT).is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_is_broken_is_refused_and_nothing_panics() {
    let good = archive(&[
        Entry::File("a.py", b"content of a file, content of a file", 0o644),
        Entry::File("b", b"x", 0o644),
    ]);
    assert_eq!(inspect(&good, LIMIT).unwrap(), 37);
    assert_eq!(inspect(&archive(&[]), LIMIT).unwrap(), 0);
    for len in 0..good.len() {
        assert!(inspect(&good[..len], LIMIT).is_err(), "{len} bytes");
    }
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut changed = good.clone();
            changed[at] ^= 1 << bit;
            // Dates and versions may change: what counts is that it ends, and does not panic.
            let _any_answer = inspect(&changed, LIMIT);
        }
    }
    // The first entry's content begins after its header and its name; the checksum is compared.
    let mut wrong = good;
    wrong[30 + 4 + 3] ^= 1;
    assert!(matches!(inspect(&wrong, LIMIT), Err(UnpackError::Bad(_))));
}

#[test]
fn later_layers_lie_over_earlier_ones() {
    let folder = tempfile::tempdir().unwrap();
    let layer = |name: &str, files: &[(&str, &str)]| {
        let path = folder.path().join(name);
        for (file, text) in files {
            fs::create_dir_all(path.join(file).parent().unwrap()).unwrap();
            fs::write(path.join(file), text).unwrap();
        }
        path
    };
    let first = layer("a", &[("x", "1"), ("d/y", "1")]);
    let second = layer("b", &[("x", "2"), ("d/z", "2")]);
    let merged = merge(&folder.path().join("m"), &[first.clone(), second]).unwrap().unwrap();
    let read = |name: &str| fs::read_to_string(merged.join(name)).unwrap();
    assert_eq!((read("x"), read("d/y"), read("d/z")), ("2".into(), "1".into(), "2".into()));
    assert_eq!(merge(folder.path(), std::slice::from_ref(&first)).unwrap(), Some(first));
    assert_eq!(merge(folder.path(), &[]).unwrap(), None);
}

#[test]
fn a_fingerprint_follows_changes() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("d")).unwrap();
    fs::write(folder.path().join("d/a"), "1").unwrap();
    let before = fingerprint(folder.path()).unwrap();
    assert_eq!(fingerprint(folder.path()).unwrap(), before);
    fs::write(folder.path().join("d/a"), "12").unwrap();
    assert_ne!(fingerprint(folder.path()).unwrap(), before);
}
