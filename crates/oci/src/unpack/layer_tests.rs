//! Layers as they come, and as somebody would make them who means harm: nothing of them lands outside.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tar::{Builder, EntryType, Header};

use super::super::merge::{Part, merge};
use super::*;

/// An entry whose name and link are taken as they are, whatever they say.
fn raw(kind: EntryType, name: &str, link: &str, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_size(size);
    header.set_mtime(7);
    let old = header.as_old_mut();
    old.name[..name.len()].copy_from_slice(name.as_bytes());
    old.linkname[..link.len()].copy_from_slice(link.as_bytes());
    header.set_cksum();
    header
}

/// A tar of entries: (kind, name, what it holds or where it leads).
fn tar(entries: &[(EntryType, &str, &str)]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (kind, name, text) in entries {
        let is_link = matches!(kind, EntryType::Symlink | EntryType::Link);
        let (link, data) = if is_link { (*text, "") } else { ("", *text) };
        let header = raw(*kind, name, link, data.len() as u64);
        builder.append(&header, data.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

use EntryType::{Block, Char, Directory as Folder, Fifo, Link, Regular as File, Symlink};

/// Unpacks into a folder whose parent must stay as it is.
fn unpacked(bytes: &[u8], limit: u64) -> (tempfile::TempDir, Result<Sidecar, ImageError>) {
    let home = tempfile::tempdir().unwrap();
    let tree = home.path().join("tree");
    fs::create_dir(&tree).unwrap();
    let done = unpack(bytes, &tree, &mut Budget::new(limit));
    let beside: Vec<_> = fs::read_dir(home.path()).unwrap().flatten().collect();
    assert_eq!(beside.len(), 1, "something landed outside");
    (home, done)
}

fn refusal(entries: &[(EntryType, &str, &str)]) -> String {
    let (_home, done) = unpacked(&tar(entries), 1 << 20);
    done.expect_err("it must be refused").to_string()
}

#[test]
fn hostile_entries_are_refused() {
    type Case<'c> = (&'c [(EntryType, &'c str, &'c str)], &'c str);
    let cases: [Case<'_>; 13] = [
        (&[(File, "../x", "a")], "outside of the image"),
        (&[(File, "a/../../x", "a")], "outside of the image"),
        (&[(File, "/etc/passwd", "a")], "outside of the image"),
        (&[(Symlink, "out", "../.."), (File, "out/x", "a")], "leads out"),
        (&[(Symlink, "a", "b"), (Symlink, "b", "a"), (File, "a/x", "a")], "too many links"),
        (&[(File, "a", "a"), (File, "a/x", "a")], "no folder"),
        (&[(Link, "x", "../../secret")], "outside of the image"),
        (&[(Link, "x", "/etc/passwd")], "outside of the image"),
        (&[(Folder, "d", ""), (Link, "x", "d")], "hard link to a folder"),
        (&[(Char, "x", "")], "a device"),
        (&[(Block, "etc/sda", "")], "a device"),
        (&[(EntryType::GNUSparse, "x", "")], "no file"),
        (&[(File, "a/.wh...", "")], "no name"),
    ];
    for (entries, said) in cases {
        let refusal = refusal(entries);
        assert!(refusal.contains(said), "{refusal}");
    }
}

#[test]
fn links_that_lead_to_the_top_lead_to_the_images_top() {
    let bytes = tar(&[(Symlink, "top", "/"), (File, "top/etc/passwd", "mine")]);
    let (home, done) = unpacked(&bytes, 1 << 20);
    done.unwrap();
    assert_eq!(fs::read(home.path().join("tree/etc/passwd")).unwrap(), b"mine");
}

#[test]
fn a_file_in_place_of_a_link_does_not_go_through_it() {
    let outside = tempfile::NamedTempFile::new().unwrap();
    let target = outside.path().to_str().unwrap();
    let (home, done) = unpacked(&tar(&[(Symlink, "x", target), (File, "x", "mine")]), 1 << 20);
    done.unwrap();
    assert_eq!(fs::read(outside.path()).unwrap(), b"");
    assert_eq!(fs::read(home.path().join("tree/x")).unwrap(), b"mine");
}

#[test]
fn bombs_are_bounded() {
    let limit = 100_000;
    let large = "x".repeat(99_000);
    assert!(unpacked(&tar(&[(File, "a", &large)]), limit).1.is_ok());
    let twice = tar(&[(File, "a", &large), (File, "a", &large)]);
    assert_eq!(unpacked(&twice, limit).1, Err(ImageError::TooLarge { limit }));
    // What an entry claims counts before anything of it is read.
    let mut claims = raw(File, "a", "", 1 << 40).as_bytes().to_vec();
    claims.extend([0; 1_024]);
    assert_eq!(unpacked(&claims, limit).1, Err(ImageError::TooLarge { limit }));
    // Also of what is no file, and of a header that only announces a name.
    for kind in [EntryType::GNULongName, EntryType::XHeader, Folder, Symlink] {
        let claims = raw(kind, "a", "b", 1 << 40).as_bytes().to_vec();
        assert!(unpacked(&claims, limit).1.is_err(), "{kind:?}");
    }
    let empty = vec![(Folder, "d", ""); 300];
    assert_eq!(unpacked(&tar(&empty), limit).1, Err(ImageError::TooLarge { limit }));
    let long = tar(&[(EntryType::GNULongName, "l", &"n".repeat(5_000)), (File, "a", "")]);
    assert!(unpacked(&long, limit).1.unwrap_err().to_string().contains("cannot be used"));
    let cut = &tar(&[(File, "a", &large)])[..50_000];
    assert!(unpacked(cut, limit).1.is_err());
}

#[test]
fn names_of_any_length_and_bits_are_kept() {
    let long = format!("{}/file", "d".repeat(200));
    let mut builder = Builder::new(Vec::new());
    let mut header = Header::new_gnu();
    header.set_size(2);
    header.set_mode(0o4755);
    header.set_mtime(1_000);
    builder.append_data(&mut header, &long, &b"hi"[..]).unwrap();
    let pax = "20 path=pax/\u{fc}mlaut\n";
    let length = format!("{} path=pax/\u{fc}mlaut\n", pax.len());
    builder
        .append(&raw(EntryType::XHeader, "x", "", length.len() as u64), length.as_bytes())
        .unwrap();
    builder.append(&raw(File, "short", "", 1), &b"u"[..]).unwrap();
    let mut folder = raw(Folder, "closed", "", 0);
    folder.set_mode(0o555);
    folder.set_cksum();
    builder.append(&folder, &b""[..]).unwrap();
    builder.append(&raw(File, "closed/in", "", 1), &b"i"[..]).unwrap();
    builder.append(&raw(Fifo, "run/pipe", "", 0), &b""[..]).unwrap();
    builder.append(&raw(Char, "dev/null", "", 0), &b""[..]).unwrap();
    let (home, done) = unpacked(&builder.into_inner().unwrap(), 1 << 20);
    done.unwrap();
    let tree = home.path().join("tree");
    let about = fs::metadata(tree.join(&long)).unwrap();
    assert_eq!(about.permissions().mode() & 0o7777, 0o755, "nothing gains rights from a file");
    assert_eq!(about.modified().unwrap(), UNIX_EPOCH + Duration::from_secs(1_000));
    assert_eq!(fs::read(tree.join("pax/\u{fc}mlaut")).unwrap(), b"u");
    assert_eq!(fs::read(tree.join("closed/in")).unwrap(), b"i");
    let closed = fs::metadata(tree.join("closed")).unwrap().permissions().mode();
    assert_eq!(closed & 0o777, 0o755, "who unpacks can take it away again");
    assert!(!tree.join("dev/null").exists() && !tree.join("run/pipe").exists());
}

/// Unpacks layers over each other.
fn merged(layers: &[&[(EntryType, &str, &str)]]) -> (tempfile::TempDir, Result<(), ImageError>) {
    let home = tempfile::tempdir().unwrap();
    let mut parts = Vec::new();
    for (at, entries) in layers.iter().enumerate() {
        let tree = home.path().join(at.to_string());
        fs::create_dir(&tree).unwrap();
        let sidecar = unpack(&tar(entries)[..], &tree, &mut Budget::new(1 << 20)).unwrap();
        parts.push(Part { tree, sidecar });
    }
    let root = home.path().join("root");
    fs::create_dir(&root).unwrap();
    let done = merge(parts.iter(), &root);
    (home, done)
}

fn text(home: &tempfile::TempDir, path: &str) -> Option<String> {
    fs::read_to_string(home.path().join("root").join(path)).ok()
}

#[test]
fn layers_lie_over_each_other() {
    let (home, done) = merged(&[
        &[
            (Folder, "usr/bin", ""),
            (Symlink, "bin", "usr/bin"),
            (File, "usr/bin/a", "old"),
            (File, "etc/gone", "x"),
            (File, "etc/kept", "kept"),
            (File, "opaque/below", "x"),
            (File, "was/folder/f", "x"),
            (File, "was-file", "x"),
            (File, "shared", "one"),
        ],
        &[
            (File, "etc/.wh.gone", ""),
            (File, "opaque/.wh..wh..opq", ""),
            (File, "opaque/above", "above"),
            (File, "was/.wh.folder", ""),
            (File, "was-file/now/folder", "now"),
            // Through a link of the layer below, as some builders write it.
            (File, "bin/b", "b"),
            (File, "usr/bin/a", "new"),
            (Link, "linked", "etc/kept"),
            (File, "etc/.wh.never-there", ""),
        ],
    ]);
    done.unwrap();
    assert_eq!(text(&home, "usr/bin/a").as_deref(), Some("new"));
    assert_eq!(text(&home, "usr/bin/b").as_deref(), Some("b"));
    assert!(fs::symlink_metadata(home.path().join("root/bin")).unwrap().is_symlink());
    assert_eq!((text(&home, "etc/gone"), text(&home, "opaque/below")), (None, None));
    assert_eq!(text(&home, "opaque/above").as_deref(), Some("above"));
    assert!(!home.path().join("root/was/folder").exists());
    assert_eq!(text(&home, "was-file/now/folder").as_deref(), Some("now"));
    assert_eq!(text(&home, "linked").as_deref(), Some("kept"));
    for folder in ["dev", "proc", "tmp"] {
        assert!(home.path().join("root").join(folder).is_dir(), "{folder}");
    }
    assert_eq!(text(&home, "etc/hosts").as_deref(), Some(""));
    let below = fs::read_to_string(home.path().join("0/usr/bin/a")).unwrap();
    assert_eq!(below, "old", "what lies unpacked is never changed");
}

#[test]
fn nothing_of_a_layer_leads_out_when_it_is_laid_over_others() {
    let secret = tempfile::tempdir().unwrap();
    let victim = secret.path().join("victim");
    fs::write(&victim, "safe").unwrap();
    let at = secret.path().to_str().unwrap();
    // A link of a layer below to a folder of the host, then an entry, a whiteout and a hard link through it.
    for above in [
        (File, "door/victim", "taken"),
        (File, "door/.wh.victim", ""),
        (File, "door/.wh..wh..opq", ""),
    ] {
        let (home, done) = merged(&[&[(Symlink, "door", at)], &[above]]);
        done.unwrap();
        assert_eq!(fs::read_to_string(&victim).unwrap(), "safe");
        let inside = home.path().join("root").join(Path::new(at).strip_prefix("/").unwrap());
        assert_eq!(inside.join("victim").exists(), above.1 == "door/victim");
    }
    let (_home, done) = merged(&[&[(Symlink, "door", at)], &[(Link, "stolen", "door/victim")]]);
    assert!(done.unwrap_err().to_string().contains("is not there"));
    let up = "../../../../../../../../../../../../tmp";
    let (_home, done) = merged(&[&[(Symlink, "door", up)], &[(File, "door/x", "x")]]);
    assert!(done.unwrap_err().to_string().contains("leads out"));
    let (home, done) = merged(&[&[(Symlink, "tmp", at), (Symlink, "etc", at)]]);
    done.unwrap();
    assert!(home.path().join("root/tmp").is_dir() && !secret.path().join("hosts").exists());
}
