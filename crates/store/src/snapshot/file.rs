//! The file with a snapshot's rows.
//!
//! ```text
//! magic    8 bytes "STRATUS\x01", the last one the format
//! chunk    length u32, CRC-32 u32 of the payload, payload; all integers little endian
//! payload  entries: 1 length u16 name (the rows that follow are of this space)
//!                   2 length u32 key, length u32 value
//! end      a chunk whose payload is 3 rows u64, blobs u64, CRC-32 u32 of all CRCs before; 28 bytes, at the
//!          end of the file
//! ```

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
};

use bytes::{Buf, Bytes};

use super::{ROWS, SnapshotInfo, damaged, io_error};
use crate::{MAX_KEY_LEN, MAX_VALUE_LEN, error::SnapshotError};

const MAGIC: &[u8; 8] = b"STRATUS\x01";
const SPACE: u8 = 1;
const ROW: u8 = 2;
const END: u8 = 3;
/// A chunk is written when it has grown beyond this.
const CHUNK: usize = 64 << 10;
const MAX_CHUNK: usize = CHUNK + MAX_KEY_LEN + MAX_VALUE_LEN + 512;
const END_PAYLOAD: usize = 21;
const END_LEN: usize = 8 + END_PAYLOAD;

/// A file being written.
pub(super) struct Writer {
    file: BufWriter<File>,
    payload: Vec<u8>,
    crcs: crc32fast::Hasher,
    pub(super) rows: u64,
}

impl Writer {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut file = BufWriter::new(File::create(path)?);
        file.write_all(MAGIC)?;
        let payload = Vec::with_capacity(CHUNK * 2);
        Ok(Self { file, payload, crcs: crc32fast::Hasher::new(), rows: 0 })
    }

    pub(super) fn space(&mut self, name: &str) -> io::Result<()> {
        self.payload.push(SPACE);
        self.payload.extend_from_slice(&(name.len() as u16).to_le_bytes());
        self.payload.extend_from_slice(name.as_bytes());
        Ok(())
    }

    pub(super) fn row(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        self.payload.push(ROW);
        self.payload.extend_from_slice(&(key.len() as u32).to_le_bytes());
        self.payload.extend_from_slice(&(value.len() as u32).to_le_bytes());
        self.payload.extend_from_slice(key);
        self.payload.extend_from_slice(value);
        self.rows += 1;
        if self.payload.len() >= CHUNK { self.chunk() } else { Ok(()) }
    }

    /// Writes the end and syncs the file.
    pub(super) fn finish(mut self, blobs: u64) -> io::Result<()> {
        if !self.payload.is_empty() {
            self.chunk()?;
        }
        let crc = self.crcs.clone().finalize();
        self.payload.push(END);
        self.payload.extend_from_slice(&self.rows.to_le_bytes());
        self.payload.extend_from_slice(&blobs.to_le_bytes());
        self.payload.extend_from_slice(&crc.to_le_bytes());
        self.chunk()?;
        self.file.flush()?;
        self.file.get_ref().sync_all()
    }

    fn chunk(&mut self) -> io::Result<()> {
        let crc = crc32fast::hash(&self.payload).to_le_bytes();
        self.crcs.update(&crc);
        self.file.write_all(&(self.payload.len() as u32).to_le_bytes())?;
        self.file.write_all(&crc)?;
        self.file.write_all(&self.payload)?;
        self.payload.clear();
        Ok(())
    }
}

/// What an entry says.
pub(super) enum Entry {
    Space(String),
    Row(Bytes, Bytes),
}

/// The figures at the end of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) rows: u64,
    pub(super) blobs: u64,
    crc: u32,
}

/// Reads a whole file, calling `visit` with each entry, and checks everything on the way.
pub(super) fn read(
    path: &Path,
    visit: &mut dyn FnMut(Entry) -> Result<(), SnapshotError>,
) -> Result<End, SnapshotError> {
    let file = File::open(path).map_err(|source| io_error("open", path, source))?;
    let mut chunks = Chunks { file: BufReader::new(file), path, crcs: crc32fast::Hasher::new() };
    chunks.magic()?;
    let mut rows = 0;
    loop {
        let before = chunks.crcs.clone().finalize();
        let mut payload = chunks.next()?;
        if payload.first() == Some(&END) {
            let end = parse_end(&payload).ok_or_else(|| damaged(path, "its end is malformed"))?;
            if end.rows != rows || end.crc != before {
                return Err(damaged(path, "chunks are missing or out of order"));
            }
            return chunks.nothing_left().map(|()| end);
        }
        while !payload.is_empty() {
            let entry =
                parse(&mut payload).ok_or_else(|| damaged(path, "an entry is malformed"))?;
            rows += u64::from(matches!(entry, Entry::Row(..)));
            visit(entry)?;
        }
    }
}

struct Chunks<'a> {
    file: BufReader<File>,
    path: &'a Path,
    crcs: crc32fast::Hasher,
}

impl Chunks<'_> {
    fn magic(&mut self) -> Result<(), SnapshotError> {
        let mut magic = [0; MAGIC.len()];
        self.exact(&mut magic)?;
        if magic == *MAGIC {
            return Ok(());
        }
        Err(damaged(self.path, "it is no snapshot of a format that this version reads"))
    }

    fn next(&mut self) -> Result<Bytes, SnapshotError> {
        let mut head = [0; 8];
        self.exact(&mut head)?;
        let len = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
        if len > MAX_CHUNK {
            return Err(damaged(self.path, "a chunk is longer than any that is written"));
        }
        let mut payload = vec![0; len];
        self.exact(&mut payload)?;
        if crc32fast::hash(&payload).to_le_bytes() != head[4..] {
            return Err(damaged(self.path, "the checksum of a chunk does not match"));
        }
        self.crcs.update(&head[4..]);
        Ok(payload.into())
    }

    fn exact(&mut self, buffer: &mut [u8]) -> Result<(), SnapshotError> {
        self.file.read_exact(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => damaged(self.path, "it ends early"),
            _ => io_error("read", self.path, error),
        })
    }

    fn nothing_left(&mut self) -> Result<(), SnapshotError> {
        match self.file.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(damaged(self.path, "something follows its end")),
            Err(error) => Err(io_error("read", self.path, error)),
        }
    }
}

fn parse(payload: &mut Bytes) -> Option<Entry> {
    match payload.try_get_u8().ok()? {
        SPACE => {
            let len = usize::from(payload.try_get_u16_le().ok()?);
            let name = (len <= payload.len()).then(|| payload.split_to(len))?;
            Some(Entry::Space(String::from_utf8(name.into()).ok()?))
        }
        ROW => {
            let key = payload.try_get_u32_le().ok()? as usize;
            let value = payload.try_get_u32_le().ok()? as usize;
            let fits = (1..=MAX_KEY_LEN).contains(&key) && key.checked_add(value)? <= payload.len();
            fits.then(|| Entry::Row(payload.split_to(key), payload.split_to(value)))
        }
        _ => None,
    }
}

fn parse_end(payload: &[u8]) -> Option<End> {
    let mut payload = payload.get(1..).filter(|rest| rest.len() == END_PAYLOAD - 1)?;
    let (rows, blobs) = (payload.get_u64_le(), payload.get_u64_le());
    Some(End { rows, blobs, crc: payload.get_u32_le() })
}

/// What the end of the rows' file in `snapshot` says; the rest is not looked at.
pub(super) fn info(snapshot: &Path, name: &str) -> Result<SnapshotInfo, SnapshotError> {
    let path = snapshot.join(ROWS);
    let read = || {
        let mut file = File::open(&path)?;
        let bytes = file.metadata()?.len();
        let mut tail = [0; END_LEN];
        file.seek(SeekFrom::Start(bytes.saturating_sub(END_LEN as u64)))?;
        file.read_exact(&mut tail)?;
        Ok((bytes, tail))
    };
    let (bytes, tail) = read().map_err(|source| io_error("read", &path, source))?;
    let end = Some(&tail[8..]).filter(|payload| {
        payload[0] == END && crc32fast::hash(payload).to_le_bytes() == tail[4..8]
    });
    let end = end.and_then(parse_end).ok_or_else(|| damaged(&path, "its end is malformed"))?;
    Ok(SnapshotInfo { name: name.to_owned(), rows: end.rows, blobs: end.blobs, bytes })
}
