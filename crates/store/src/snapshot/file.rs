//! The file with a snapshot's rows.
//!
//! ```text
//! magic    8 bytes "STRATUS\x02", the last one the format
//! salt     16 bytes; with the installation's root key it gives the key of this file
//! chunk    length u32, payload encrypted, tag of 16 bytes; all integers little endian
//! payload  entries: 1 length u16 name (the rows that follow are of this space)
//!                   2 length u32 key, length u32 value
//! end      u32 0xffff_ffff, rows u64, blobs u64, chunks u64, readable, and their tag: 44 bytes
//! ```

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
};

use bytes::{Buf, Bytes};

use super::{
    ROWS, SnapshotInfo, damaged, io_error,
    seal::{SALT, Sealer, TAG},
};
use crate::{MAX_KEY_LEN, MAX_VALUE_LEN, error::SnapshotError, root_key::RootKey};

const MAGIC: &[u8; 8] = b"STRATUS\x02";
const SPACE: u8 = 1;
const ROW: u8 = 2;
/// Stands where a chunk's length would.
const END: u32 = u32::MAX;
/// A chunk is written when it has grown beyond this.
const CHUNK: usize = 64 << 10;
const MAX_CHUNK: usize = CHUNK + MAX_KEY_LEN + MAX_VALUE_LEN + 512;
/// The three figures of an end.
const FIGURES: usize = 24;
const END_LEN: usize = 4 + FIGURES + TAG;

/// A file being written.
pub(super) struct Writer {
    file: BufWriter<File>,
    payload: Vec<u8>,
    sealer: Sealer,
    pub(super) rows: u64,
}

impl Writer {
    pub(super) fn create(path: &Path, root: &RootKey) -> io::Result<Self> {
        let mut file = BufWriter::new(File::create(path)?);
        let salt = Sealer::new_salt();
        file.write_all(MAGIC)?;
        file.write_all(&salt)?;
        let payload = Vec::with_capacity(CHUNK * 2);
        Ok(Self { file, payload, sealer: Sealer::new(root, &salt), rows: 0 })
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
        let end = End { rows: self.rows, blobs, chunks: self.sealer.count() };
        let figures = end.figures();
        self.file.write_all(&END.to_le_bytes())?;
        self.file.write_all(&figures)?;
        self.file.write_all(&self.sealer.vouch(&figures))?;
        self.file.flush()?;
        self.file.get_ref().sync_all()
    }

    fn chunk(&mut self) -> io::Result<()> {
        let tag = self.sealer.seal(&mut self.payload);
        self.file.write_all(&(self.payload.len() as u32).to_le_bytes())?;
        self.file.write_all(&self.payload)?;
        self.file.write_all(&tag)?;
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
    chunks: u64,
}

impl End {
    fn figures(self) -> [u8; FIGURES] {
        let mut figures = [0; FIGURES];
        for (place, figure) in figures.chunks_exact_mut(8).zip([self.rows, self.blobs, self.chunks])
        {
            place.copy_from_slice(&figure.to_le_bytes());
        }
        figures
    }

    fn parse(figures: &[u8; FIGURES]) -> End {
        let mut figures = &figures[..];
        let (rows, blobs) = (figures.get_u64_le(), figures.get_u64_le());
        End { rows, blobs, chunks: figures.get_u64_le() }
    }
}

/// Reads a whole file, calling `visit` with each entry, and checks everything on the way.
pub(super) fn read(
    path: &Path,
    root: &RootKey,
    visit: &mut dyn FnMut(Entry) -> Result<(), SnapshotError>,
) -> Result<End, SnapshotError> {
    let file = File::open(path).map_err(|source| io_error("open", path, source))?;
    let mut chunks = Chunks::begin(BufReader::new(file), path, root)?;
    let mut rows = 0;
    loop {
        let mut payload = match chunks.next()? {
            Part::Chunk(payload) => payload,
            Part::End(end) if end.rows == rows => return chunks.nothing_left().map(|()| end),
            Part::End(_) => return Err(damaged(path, "its end tells of other rows")),
        };
        while !payload.is_empty() {
            let entry =
                parse(&mut payload).ok_or_else(|| damaged(path, "an entry is malformed"))?;
            rows += u64::from(matches!(entry, Entry::Row(..)));
            visit(entry)?;
        }
    }
}

enum Part {
    Chunk(Bytes),
    End(End),
}

struct Chunks<'a> {
    file: BufReader<File>,
    path: &'a Path,
    sealer: Sealer,
}

impl<'a> Chunks<'a> {
    fn begin(
        mut file: BufReader<File>,
        path: &'a Path,
        root: &RootKey,
    ) -> Result<Self, SnapshotError> {
        let (mut magic, mut salt) = ([0; MAGIC.len()], [0; SALT]);
        exact(&mut file, path, &mut magic)?;
        if magic != *MAGIC {
            let what = "it is no snapshot of a format that this version reads";
            return Err(damaged(path, what));
        }
        exact(&mut file, path, &mut salt)?;
        Ok(Self { file, path, sealer: Sealer::new(root, &salt) })
    }

    fn next(&mut self) -> Result<Part, SnapshotError> {
        let (mut len, mut tag) = ([0; 4], [0; TAG]);
        self.exact(&mut len)?;
        let len = u32::from_le_bytes(len);
        if len == END {
            let mut figures = [0; FIGURES];
            self.exact(&mut figures)?;
            self.exact(&mut tag)?;
            let end = End::parse(&figures);
            if end.chunks != self.sealer.count() || !self.sealer.is_vouched(&figures, &tag) {
                return Err(self.not_sealed());
            }
            return Ok(Part::End(end));
        }
        if len as usize > MAX_CHUNK {
            return Err(damaged(self.path, "a chunk is longer than any that is written"));
        }
        let mut payload = vec![0; len as usize];
        self.exact(&mut payload)?;
        self.exact(&mut tag)?;
        match self.sealer.open(&mut payload, &tag) {
            true => Ok(Part::Chunk(payload.into())),
            false => Err(self.not_sealed()),
        }
    }

    fn not_sealed(&self) -> SnapshotError {
        let what = "a chunk is not what was sealed with this installation's root key: bytes were \
                    changed, or the snapshot comes from another installation";
        damaged(self.path, what)
    }

    fn exact(&mut self, buffer: &mut [u8]) -> Result<(), SnapshotError> {
        exact(&mut self.file, self.path, buffer)
    }

    fn nothing_left(&mut self) -> Result<(), SnapshotError> {
        match self.file.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(damaged(self.path, "something follows its end")),
            Err(error) => Err(io_error("read", self.path, error)),
        }
    }
}

fn exact(file: &mut BufReader<File>, path: &Path, buffer: &mut [u8]) -> Result<(), SnapshotError> {
    file.read_exact(buffer).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => damaged(path, "it ends early"),
        _ => io_error("read", path, error),
    })
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

/// What the end of the rows' file in `snapshot` says; nothing is decrypted.
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
    let figures = tail[..].strip_prefix(&END.to_le_bytes()).and_then(|rest| rest.first_chunk());
    let end = figures.map(End::parse).ok_or_else(|| damaged(&path, "its end is malformed"))?;
    Ok(SnapshotInfo { name: name.to_owned(), rows: end.rows, blobs: end.blobs, bytes })
}
