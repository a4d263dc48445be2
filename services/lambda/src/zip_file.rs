//! Looks a deployment package through before it is taken: whether it is a zip file that unpacks, and how large it becomes.
//! Nothing that a header claims is believed: every entry is unpacked (into nothing), counted and compared with its
//! checksum, and the work ends where the limit is.
//! Ref: <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>

use std::io::Read as _;

use flate2::read::DeflateDecoder;
use thiserror::Error;

use crate::limits;

/// Why a package is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum ZipError {
    /// It is no zip file, or a broken one, or uses what Lambda does not unpack.
    #[error("the file is not a zip file that can be unpacked")]
    Bad,
    /// It becomes too large.
    #[error("the file unpacks to more than is allowed")]
    TooLarge,
}

const END: [u8; 4] = *b"PK\x05\x06";
const END_LEN: usize = 22;
const END64: [u8; 4] = *b"PK\x06\x06";
const LOCATOR64: [u8; 4] = *b"PK\x06\x07";
const LOCATOR64_LEN: usize = 20;
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const CENTRAL_LEN: usize = 46;
const LOCAL: [u8; 4] = *b"PK\x03\x04";
const LOCAL_LEN: usize = 30;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const PIECE: usize = 64 * 1024;

/// Unpacked size of the package in bytes, when it is a good one.
pub(crate) fn inspect(zip: &[u8]) -> Result<u64, ZipError> {
    let directory = Directory::find(zip).ok_or(ZipError::Bad)?;
    if directory.entries > limits::MAX_ENTRIES as u64 {
        return Err(ZipError::TooLarge);
    }
    let mut at = directory.at;
    let mut total = 0;
    for _ in 0..directory.entries {
        let (entry, next) = Entry::read(zip, at).ok_or(ZipError::Bad)?;
        at = next;
        if entry.encrypted || !safe_name(entry.name) {
            return Err(ZipError::Bad);
        }
        total += unpack(zip, &entry, limits::MAX_UNZIPPED - total)?;
    }
    Ok(total)
}

/// Where the central directory is, and how many entries it has.
struct Directory {
    at: usize,
    entries: u64,
}

impl Directory {
    fn find(zip: &[u8]) -> Option<Directory> {
        // The record stands at the end, before a comment of at most 64 KiB.
        let last = zip.len().checked_sub(END_LEN)?;
        let first = last.saturating_sub(usize::from(u16::MAX));
        let end = (first..=last).rev().find(|&at| {
            bytes(zip, at) == Some(END)
                && u16_at(zip, at + 20)
                    .is_some_and(|comment| at + END_LEN + usize::from(comment) == zip.len())
        })?;
        let entries = u16_at(zip, end + 10)?;
        let offset = u32_at(zip, end + 16)?;
        if entries != u16::MAX && offset != u32::MAX {
            return Some(Directory { at: offset as usize, entries: u64::from(entries) });
        }
        let locator = end.checked_sub(LOCATOR64_LEN)?;
        if bytes(zip, locator)? != LOCATOR64 {
            return Some(Directory { at: offset as usize, entries: u64::from(entries) });
        }
        let end64 = usize::try_from(u64_at(zip, locator + 8)?).ok()?;
        if bytes(zip, end64)? != END64 {
            return None;
        }
        let entries = u64_at(zip, end64.checked_add(32)?)?;
        let at = usize::try_from(u64_at(zip, end64.checked_add(48)?)?).ok()?;
        Some(Directory { at, entries })
    }
}

/// An entry of the central directory.
struct Entry<'z> {
    name: &'z [u8],
    encrypted: bool,
    method: u16,
    crc: u32,
    packed: usize,
    local: usize,
}

impl Entry<'_> {
    /// The entry at `at`, and where the next one begins.
    fn read(zip: &[u8], at: usize) -> Option<(Entry<'_>, usize)> {
        if bytes(zip, at)? != CENTRAL {
            return None;
        }
        let lens = [28, 30, 32].map(|offset| u16_at(zip, at + offset).map(usize::from));
        let (name_len, extra_len, comment_len) = (lens[0]?, lens[1]?, lens[2]?);
        let name_at = at.checked_add(CENTRAL_LEN)?;
        let extra_at = name_at + name_len;
        let name = zip.get(name_at..extra_at)?;
        let extra = zip.get(extra_at..extra_at + extra_len)?;
        let (mut packed, unpacked) = (u64::from(u32_at(zip, at + 20)?), u32_at(zip, at + 24)?);
        let mut local = u64::from(u32_at(zip, at + 42)?);
        let mut long = long_fields(extra);
        if unpacked == u32::MAX {
            long.next()?;
        }
        if packed == u64::from(u32::MAX) {
            packed = long.next()?;
        }
        if local == u64::from(u32::MAX) {
            local = long.next()?;
        }
        let entry = Entry {
            name,
            encrypted: u16_at(zip, at + 8)? & 1 != 0,
            method: u16_at(zip, at + 10)?,
            crc: u32_at(zip, at + 16)?,
            packed: usize::try_from(packed).ok()?,
            local: usize::try_from(local).ok()?,
        };
        Some((entry, extra_at + extra_len + comment_len))
    }

    /// The entry's packed bytes.
    fn content<'z>(&self, zip: &'z [u8]) -> Option<&'z [u8]> {
        if bytes(zip, self.local)? != LOCAL {
            return None;
        }
        let name_len = usize::from(u16_at(zip, self.local + 26)?);
        let extra_len = usize::from(u16_at(zip, self.local + 28)?);
        let start = self.local.checked_add(LOCAL_LEN + name_len + extra_len)?;
        zip.get(start..start.checked_add(self.packed)?)
    }
}

/// The 64-bit values of an entry's extra field, in their order.
fn long_fields(mut extra: &[u8]) -> impl Iterator<Item = u64> + '_ {
    let mut found: &[u8] = &[];
    while let (Some(id), Some(len)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(body) = extra.get(4..4 + usize::from(len)) else { break };
        if id == 1 {
            found = body;
            break;
        }
        extra = &extra[4 + usize::from(len)..];
    }
    found.chunks_exact(8).filter_map(|chunk| u64_at(chunk, 0))
}

/// How many bytes an entry unpacks to; its checksum must be right.
fn unpack(zip: &[u8], entry: &Entry<'_>, most: u64) -> Result<u64, ZipError> {
    let content = entry.content(zip).ok_or(ZipError::Bad)?;
    let mut crc = crc32fast::Hasher::new();
    let mut size = 0;
    match entry.method {
        STORED => {
            size = content.len() as u64;
            if size > most {
                return Err(ZipError::TooLarge);
            }
            crc.update(content);
        }
        DEFLATED => {
            let mut reader = DeflateDecoder::new(content);
            let mut piece = vec![0; PIECE];
            loop {
                let read = reader.read(&mut piece).map_err(|_| ZipError::Bad)?;
                if read == 0 {
                    break;
                }
                size += read as u64;
                if size > most {
                    return Err(ZipError::TooLarge);
                }
                crc.update(&piece[..read]);
            }
        }
        _ => return Err(ZipError::Bad),
    }
    if crc.finalize() == entry.crc { Ok(size) } else { Err(ZipError::Bad) }
}

/// Whether a name stays within the folder that the package is unpacked to.
fn safe_name(name: &[u8]) -> bool {
    let absolute = name.first().is_some_and(|&b| b == b'/' || b == b'\\');
    let leaves = name.split(|&b| b == b'/' || b == b'\\').any(|part| part == b"..");
    !name.is_empty() && name.len() <= 4_096 && !absolute && !leaves && !name.contains(&0)
}

fn bytes(zip: &[u8], at: usize) -> Option<[u8; 4]> {
    zip.get(at..at.checked_add(4)?)?.try_into().ok()
}

fn u16_at(zip: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(zip.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(zip: &[u8], at: usize) -> Option<u32> {
    bytes(zip, at).map(u32::from_le_bytes)
}

fn u64_at(zip: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(zip.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::DeflateEncoder};

    use super::*;

    /// A zip file of these files, deflated.
    pub(crate) fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut central = Vec::new();
        for (name, content) in files {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(content).expect("memory takes it");
            let packed = encoder.finish().expect("memory takes it");
            let local = u32::try_from(out.len()).expect("small");
            let (size, len) = (content.len() as u32, packed.len() as u32);
            let mut common = Vec::new();
            for field in [20u16, 0, DEFLATED, 0, 0] {
                common.extend(field.to_le_bytes());
            }
            for field in [crc32fast::hash(content), len, size] {
                common.extend(field.to_le_bytes());
            }
            common.extend((name.len() as u16).to_le_bytes());
            common.extend(0u16.to_le_bytes());
            out.extend(LOCAL);
            out.extend(&common);
            out.extend(name.as_bytes());
            out.extend(&packed);
            central.extend(CENTRAL);
            central.extend(20u16.to_le_bytes());
            central.extend(&common);
            central.extend([0; 10]);
            central.extend(local.to_le_bytes());
            central.extend(name.as_bytes());
        }
        let at = out.len() as u32;
        out.extend(&central);
        out.extend(END);
        out.extend([0; 4]);
        for _ in 0..2 {
            out.extend((files.len() as u16).to_le_bytes());
        }
        out.extend((central.len() as u32).to_le_bytes());
        out.extend(at.to_le_bytes());
        out.extend(0u16.to_le_bytes());
        out
    }

    #[test]
    fn good_packages_have_their_size() {
        assert_eq!(inspect(&zip_of(&[])), Ok(0));
        assert_eq!(inspect(&zip_of(&[("a.py", b"0123456789"), ("b/c", b"")])), Ok(10));
    }

    #[test]
    fn names_that_leave_the_folder_are_refused() {
        for name in ["../a", "a/../../b", "/etc/passwd", "a\\..\\b", "\\a", "a\0b"] {
            assert_eq!(inspect(&zip_of(&[(name, b"x")])), Err(ZipError::Bad), "{name:?}");
        }
        assert_eq!(inspect(&zip_of(&[("..a/b..", b"x")])), Ok(1));
    }

    #[test]
    fn what_is_broken_is_refused_and_nothing_panics() {
        let good = zip_of(&[("a.py", b"content of a file, content of a file"), ("b", b"x")]);
        for len in 0..good.len() {
            assert!(inspect(&good[..len]).is_err(), "{len} bytes");
        }
        for at in 0..good.len() {
            for bit in 0..8 {
                let mut changed = good.clone();
                changed[at] ^= 1 << bit;
                // Dates and versions may change: what counts is that it ends, and does not panic.
                let _any_answer = inspect(&changed);
            }
        }
        let mut wrong = good.clone();
        let content = LOCAL_LEN + 4 + 3;
        wrong[content] ^= 1;
        assert_eq!(inspect(&wrong), Err(ZipError::Bad), "the checksum is compared");
        for text in [&b""[..], b"PK", b"not a zip file at all, and long enough to be one"] {
            assert_eq!(inspect(text), Err(ZipError::Bad));
        }
    }

    #[test]
    fn bombs_end_at_the_limit() {
        let zeros = vec![0; 1 << 20];
        let one = zip_of(&[("zeros", &zeros)]);
        assert_eq!(inspect(&one), Ok(1 << 20));
        // The same packed bytes, named again and again: more than fits.
        let directory = Directory::find(&one).expect("a zip file");
        let entry = one[directory.at..one.len() - END_LEN].to_vec();
        let mut bomb = one[..directory.at].to_vec();
        let copies = 251u16;
        for _ in 0..copies {
            bomb.extend(&entry);
        }
        bomb.extend(END);
        bomb.extend([0; 4]);
        bomb.extend(copies.to_le_bytes());
        bomb.extend(copies.to_le_bytes());
        bomb.extend((entry.len() as u32 * u32::from(copies)).to_le_bytes());
        bomb.extend((directory.at as u32).to_le_bytes());
        bomb.extend(0u16.to_le_bytes());
        assert_eq!(inspect(&bomb), Err(ZipError::TooLarge));
    }
}
