//! A look over fjall's journals before fjall opens them.
//!
//! fjall ends its replay at the first entry that it cannot read, cuts the file there and says nothing. For a
//! torn last batch that is right; for damage with whole batches after it, it drops commits that were
//! acknowledged (issue 311 of fjall). This walk tells the two apart and leaves the files as they are.
//! Values are checked by fjall's own batch checksum during replay; here only the structure is read.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read, Seek, SeekFrom},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use crate::error::OpenError;

const START: u8 = 1;
const ITEM: u8 = 2;
const END: u8 = 3;
const CLEAR: u8 = 4;
/// Closes every whole batch, after the tag and an 8-byte checksum.
const TRAILER: &[u8; 4] = b"FJL\x03";
const TRAILER_AT: usize = 9;
/// fjall makes a journal 64 MiB long at once. After so many zeros nothing more is looked for: should there be
/// commits behind them after all, the witness misses them.
const MAX_ZEROS: usize = 1 << 20;
const READ: usize = 64 << 10;

/// No torn write looks like this.
const TWO_LENGTHS: &str = "a value has two lengths";

/// Refuses a journal in `dir` that is damaged before its end. A missing directory is fine.
pub(crate) fn verify(dir: &Path) -> Result<(), OpenError> {
    let mut journals = list(dir).map_err(|source| io_error("list", dir, source))?;
    journals.sort_unstable();
    let active = journals.pop();
    for (_, path) in &journals {
        check(path, false)?;
    }
    active.map_or(Ok(()), |(_, path)| check(&path, true))
}

/// The journal in `dir` that is being written.
pub(crate) fn newest(dir: &Path) -> io::Result<Option<PathBuf>> {
    Ok(list(dir)?.into_iter().max().map(|(_, path)| path))
}

fn list(dir: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if let Some(id) = name.strip_suffix(".jnl").and_then(|id| id.parse().ok()) {
            found.push((id, path));
        }
    }
    Ok(found)
}

fn check(path: &Path, active: bool) -> Result<(), OpenError> {
    let refuse = |source| io_error("read", path, source);
    let mut walk = Walk::open(path).map_err(refuse)?;
    let what = match walk.batches().map_err(refuse)? {
        None => return Ok(()),
        Some(what) => what,
    };
    let (offset, len) = (walk.whole, walk.len);
    drop(walk);
    if what != TWO_LENGTHS {
        let rest = Rest::after(path, offset).map_err(refuse)?;
        // Only the journal that was being written can have a torn batch at its end.
        if rest == Rest::Zeros || (active && rest == Rest::Torn) {
            return Ok(());
        }
    }
    let (path, what) = (path.to_owned(), what.to_owned());
    Err(OpenError::Journal { path, offset, what, following: len - offset })
}

fn io_error(doing: &'static str, path: &Path, source: io::Error) -> OpenError {
    OpenError::Io { doing, path: path.to_owned(), source }
}

/// A walk over the entries of one file.
struct Walk {
    file: BufReader<File>,
    len: u64,
    at: u64,
    /// The end of the last whole batch.
    whole: u64,
}

impl Walk {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let len = file.metadata()?.len();
        Ok(Self { file: BufReader::with_capacity(READ, file), len, at: 0, whole: 0 })
    }

    /// Walks to the end, or to the first batch that is not whole and what is wrong with it.
    fn batches(&mut self) -> io::Result<Option<&'static str>> {
        let mut last_number = None;
        while self.at < self.len {
            let Some((tag, head)) = self.head::<12>()? else { return Ok(Some("it ends early")) };
            if tag != START {
                return Ok(Some("no batch starts here"));
            }
            let items = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
            let number = head[4..].first_chunk().map(|number| u64::from_le_bytes(*number));
            if number <= last_number && last_number.is_some() {
                return Ok(Some("its batches are out of order"));
            }
            last_number = number;
            if let Some(what) = self.batch(items)? {
                return Ok(Some(what));
            }
            self.whole = self.at;
        }
        Ok(None)
    }

    fn batch(&mut self, items: u32) -> io::Result<Option<&'static str>> {
        for _ in 0..items {
            let skip = match self.tag()? {
                Some(ITEM) => {
                    let Some(head) = self.bytes::<20>()? else { return Ok(Some("it ends early")) };
                    let key = u16::from_le_bytes([head[10], head[11]]);
                    let value = u32::from_le_bytes([head[16], head[17], head[18], head[19]]);
                    if head[12..16] != head[16..20] {
                        return Ok(Some(TWO_LENGTHS));
                    }
                    u64::from(key) + u64::from(value)
                }
                Some(CLEAR) => 8,
                Some(_) => return Ok(Some("an entry has an unknown tag")),
                None => return Ok(Some("it ends early")),
            };
            if !self.skip(skip)? {
                return Ok(Some("it ends early"));
            }
        }
        match self.head::<12>()? {
            Some((END, head)) if head.ends_with(TRAILER) => Ok(None),
            Some(_) => Ok(Some("a batch is not closed")),
            None => Ok(Some("it ends early")),
        }
    }

    fn head<const N: usize>(&mut self) -> io::Result<Option<(u8, [u8; N])>> {
        let Some(tag) = self.tag()? else { return Ok(None) };
        Ok(self.bytes()?.map(|bytes| (tag, bytes)))
    }

    fn tag(&mut self) -> io::Result<Option<u8>> {
        Ok(self.bytes::<1>()?.map(|[tag]| tag))
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<Option<[u8; N]>> {
        let mut bytes = [0; N];
        if self.len - self.at < N as u64 {
            return Ok(None);
        }
        self.file.read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(Some(bytes))
    }

    fn skip(&mut self, count: u64) -> io::Result<bool> {
        if self.len - self.at < count {
            return Ok(false);
        }
        self.file.seek_relative(i64::try_from(count).map_err(io::Error::other)?)?;
        self.at += count;
        Ok(true)
    }
}

/// What stands behind the last whole batch.
#[derive(Debug, PartialEq, Eq)]
enum Rest {
    /// Nothing but what fjall reserved.
    Zeros,
    /// The beginning of a batch.
    Torn,
    /// More batches: what stands between is damage.
    Batches,
}

impl Rest {
    fn after(path: &Path, offset: u64) -> io::Result<Self> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut window = Vec::with_capacity(READ + 64);
        let (mut rest, mut zeros) = (Self::Zeros, 0);
        loop {
            let kept = window.len();
            let read = file.by_ref().take(READ as u64).read_to_end(&mut window)?;
            if window[kept..].iter().all(|byte| *byte == 0) {
                zeros += read;
            } else {
                (rest, zeros) = (Self::Torn, 0);
            }
            if closes(&window, read == 0) {
                return Ok(Self::Batches);
            }
            if read == 0 || zeros >= MAX_ZEROS {
                return Ok(rest);
            }
            // Keep enough for a trailer that straddles two reads, with the tag before and after it.
            let keep = window.len().saturating_sub(2 * (TRAILER_AT + TRAILER.len()));
            window.drain(..keep);
        }
    }
}

/// Whether `window` holds the end of a batch: tag, checksum, trailer, then the next start or the end of file.
fn closes(window: &[u8], is_end: bool) -> bool {
    window.windows(TRAILER.len()).enumerate().skip(TRAILER_AT).any(|(at, bytes)| {
        bytes == TRAILER
            && window[at - TRAILER_AT] == END
            && window.get(at + TRAILER.len()).map_or(is_end, |next| *next == START)
    })
}

/// Bytes that the journals in `dir` take on disk; they are longer than that, with nothing at their end.
pub(crate) fn disk_bytes(dir: &Path) -> io::Result<u64> {
    let sizes = list(dir)?.into_iter().map(|(_, path)| Ok(fs::metadata(path)?.blocks() * 512));
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A batch with one row, as fjall writes it.
    fn batch(number: u64, key: &[u8], value: &[u8]) -> Vec<u8> {
        let mut bytes = vec![START, 1, 0, 0, 0];
        bytes.extend_from_slice(&number.to_le_bytes());
        bytes.extend_from_slice(&[ITEM, 0, 0]);
        bytes.extend_from_slice(&7_u64.to_le_bytes());
        bytes.extend_from_slice(&(key.len() as u16).to_le_bytes());
        bytes.extend_from_slice(&(value.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&(value.len() as u32).to_le_bytes());
        bytes.extend_from_slice(key);
        bytes.extend_from_slice(value);
        bytes.push(END);
        bytes.extend_from_slice(&[9; 8]);
        bytes.extend_from_slice(TRAILER);
        bytes
    }

    fn verdict(journals: &[&[u8]]) -> Option<u64> {
        let dir = tempfile::tempdir().unwrap();
        for (number, bytes) in journals.iter().enumerate() {
            fs::write(dir.path().join(format!("{number}.jnl")), bytes).unwrap();
        }
        match verify(dir.path()) {
            Ok(()) => None,
            Err(OpenError::Journal { offset, .. }) => Some(offset),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn torn_tails_and_damage_are_told_apart() {
        let (one, two) = (batch(1, b"k", b"v"), batch(2, b"k", &[b'v'; 100_000]));
        let whole = [&one[..], &two].concat();
        let padded = [&whole[..], &vec![0; 3 << 20]].concat();
        let torn = [&whole[..], &two[..50_000]].concat();
        assert_eq!(verdict(&[]), None);
        assert_eq!(verdict(&[b""]), None);
        assert_eq!(verdict(&[&whole]), None);
        assert_eq!(verdict(&[&padded, &padded]), None);
        assert_eq!(verdict(&[&torn]), None);
        assert_eq!(verdict(&[&whole, &torn]), None);
        assert_eq!(verdict(&[&torn, &whole]), Some(whole.len() as u64));
        for at in 0..one.len() - 1 {
            // The checksum, the key, the value and what fjall checks itself may be anything here.
            let mut damaged = whole.clone();
            damaged[at] = 0xee;
            assert!(verdict(&[&damaged]).is_none_or(|offset| offset <= one.len() as u64), "{at}");
        }
        for at in [0, 1, 13, 24, 25, one.len() - 1, one.len() - 13] {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            assert_eq!(verdict(&[&damaged]), Some(0), "{at}");
        }
    }

    #[test]
    fn numbers_ascend() {
        let (one, two) = (batch(1, b"k", b"v"), batch(2, b"k", b"v"));
        assert_eq!(verdict(&[&[&two[..], &one].concat()]), Some(two.len() as u64));
    }
}
