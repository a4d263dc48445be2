//! A segment: settled rows in a file that is never changed, in the order of their keys, with a table that says where
//! each key's row lies, so that a row is found by one look into the table and one read of the file.
//!
//! ```text
//! records   key's length u16, frame's length u32, key, frame (its checksum covers both); in order of keys
//! slots     u64 each, open addressing: 16 bits of the key's hash, 16 of the record's length, 32 of its place
//! groups    u32 each: where some 4 KiB of records begin, then where all end
//! places    u32 each: where the first key of a group begins among the keys, then where all end
//! keys      the first key of each group
//! footer    see [`Footer`]
//! ```

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use bytes::Bytes;
use memmap2::Mmap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

const MAGIC: &[u8; 8] = b"STRTSEG1";
const FOOTER_LEN: usize = 64;
const RECORD_HEAD: usize = 6;
/// Records of so many bytes make a group: what a range reads at once.
const GROUP_BYTES: u64 = 4 << 10;
/// The unit that slots tell a record's length in.
const UNIT: usize = 64;
/// Stands for a record that is longer than a slot can say.
const LONG: u64 = 0xffff;
/// A writer's buffer.
const BUFFER: usize = 256 << 10;
/// The longest a segment may be asked to get before its last record: places are 32 bits, and a record is below 2^27.
pub(super) const MAX_BYTES: u64 = 1 << 31;

/// Why a segment could not be read.
#[derive(Debug)]
pub(super) enum SegmentError {
    Io(io::Error),
    /// It holds what no writer has written.
    Damaged(&'static str),
}

impl From<io::Error> for SegmentError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged("the segment is cut short"),
            _ => Self::Io(error),
        }
    }
}

/// A key and its framed value.
pub(super) type Record = (Bytes, Bytes);

/// What stands at the end of a segment, each number in little endian: magic, rows, bytes of records, slots, groups,
/// seed of the hash, bytes of keys (u32), the checksums of the slots, of what follows them, and of the footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Footer {
    rows: u64,
    records: u64,
    slots: u64,
    groups: u64,
    seed: u64,
    keys: u32,
    slots_crc: u32,
    order_crc: u32,
}

impl Footer {
    fn encode(&self) -> [u8; FOOTER_LEN] {
        let mut bytes = [0; FOOTER_LEN];
        bytes[..8].copy_from_slice(MAGIC);
        let numbers = [self.rows, self.records, self.slots, self.groups, self.seed];
        for (at, number) in numbers.iter().enumerate() {
            bytes[8 + at * 8..][..8].copy_from_slice(&number.to_le_bytes());
        }
        for (at, number) in [self.keys, self.slots_crc, self.order_crc].iter().enumerate() {
            bytes[48 + at * 4..][..4].copy_from_slice(&number.to_le_bytes());
        }
        let crc = crc32fast::hash(&bytes[..60]);
        bytes[60..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8; FOOTER_LEN]) -> Option<Self> {
        let long = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("8 bytes"));
        let short = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("4 bytes"));
        (bytes[..8] == MAGIC[..] && short(60) == crc32fast::hash(&bytes[..60])).then(|| Self {
            rows: long(8),
            records: long(16),
            slots: long(24),
            groups: long(32),
            seed: long(40),
            keys: short(48),
            slots_crc: short(52),
            order_crc: short(56),
        })
    }

    fn slots_len(&self) -> u64 {
        self.slots * 8
    }

    /// How long groups, places and keys are: what ranges need.
    fn order_len(&self) -> u64 {
        (self.groups + 1) * 8 + u64::from(self.keys)
    }

    /// How long everything between the records and the footer is.
    fn index_len(&self) -> u64 {
        self.slots_len() + self.order_len()
    }
}

/// A segment that is open. The file may have been unlinked meanwhile.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) id: u64,
    path: PathBuf,
    file: File,
    /// Slots, groups, places and keys.
    index: Mmap,
    footer: Footer,
    /// Whether the slots, and what follows them, are what their writer has written; looked at when they are first used.
    sound_slots: OnceLock<bool>,
    sound_order: OnceLock<bool>,
}

impl Segment {
    /// Opens the segment at `path`.
    pub(super) fn open(path: PathBuf, id: u64) -> Result<Self, SegmentError> {
        let file = File::open(&path)?;
        let len = file.metadata()?.len();
        let at = len
            .checked_sub(FOOTER_LEN as u64)
            .ok_or(SegmentError::Damaged("the segment is cut short"))?;
        let mut bytes = [0; FOOTER_LEN];
        file.read_exact_at(&mut bytes, at)?;
        let footer =
            Footer::decode(&bytes).ok_or(SegmentError::Damaged("the segment's end is damaged"))?;
        let (records, index_len) = (footer.records, footer.index_len());
        if footer.slots <= footer.rows || records + index_len != at {
            return Err(SegmentError::Damaged("the segment's end contradicts its length"));
        }
        let index = map(&file, records, usize::try_from(index_len).unwrap_or(usize::MAX))?;
        let (sound_slots, sound_order) = (OnceLock::new(), OnceLock::new());
        Ok(Self { id, path, file, index, footer, sound_slots, sound_order })
    }

    /// How many rows it holds.
    pub(super) fn rows(&self) -> u64 {
        self.footer.rows
    }

    /// Bytes on disk.
    pub(super) fn len(&self) -> u64 {
        self.footer.records + self.footer.index_len() + FOOTER_LEN as u64
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The frame under `key`.
    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Bytes>, SegmentError> {
        self.check_slots()?;
        let hash = xxh3_64_with_seed(key, self.footer.seed);
        let mut at = first_slot(hash, self.footer.slots);
        // There is an empty slot, for there are more slots than rows.
        for _ in 0..self.footer.slots {
            let slot = self.slot(at);
            if slot == 0 {
                return Ok(None);
            }
            if slot >> 48 == tag(hash)
                && let Some(found) = self.frame_at(slot, key)?
            {
                return Ok(Some(found));
            }
            at = if at + 1 == self.footer.slots { 0 } else { at + 1 };
        }
        Err(SegmentError::Damaged("the segment's table has no end"))
    }

    fn slot(&self, at: u64) -> u64 {
        let at = at as usize * 8;
        u64::from_le_bytes(self.index[at..at + 8].try_into().expect("invariant: 8 bytes"))
    }

    /// The frame of the record that `slot` names when it is that of `key`.
    fn frame_at(&self, slot: u64, key: &[u8]) -> Result<Option<Bytes>, SegmentError> {
        let at = slot & 0xffff_ffff;
        let most = match (slot >> 32) & 0xffff {
            LONG => self.record_len(at)?,
            units => units as usize * UNIT,
        };
        let rest = self.footer.records.saturating_sub(at);
        let mut read = vec![0; most.min(usize::try_from(rest).unwrap_or(usize::MAX))];
        self.file.read_exact_at(&mut read, at)?;
        let (found, frame, _) = parse(&read).ok_or(BROKEN_RECORD)?;
        if read[found.clone()] == *key {
            return Ok(Some(Bytes::from(read).slice(frame)));
        }
        // Another key with the same 16 bits, unless the record itself is damaged.
        let (found, frame) = (&read[found], &read[frame]);
        super::super::frame::open(found, Bytes::copy_from_slice(frame))
            .map_err(SegmentError::Damaged)?;
        Ok(None)
    }

    fn record_len(&self, at: u64) -> Result<usize, SegmentError> {
        let mut head = [0; RECORD_HEAD];
        self.file.read_exact_at(&mut head, at)?;
        Ok(lengths(&head).map_or(0, |(key, frame)| RECORD_HEAD + key + frame))
    }

    /// How many groups there are.
    pub(super) fn groups(&self) -> usize {
        self.footer.groups as usize
    }

    /// The last group whose first key is not above `key`; the first one when all are.
    pub(super) fn group_of(&self, key: &[u8]) -> Result<usize, SegmentError> {
        self.check_order()?;
        let (mut low, mut high) = (0, self.groups());
        while low < high {
            let middle = low.midpoint(high);
            if self.first_key(middle)? <= key { low = middle + 1 } else { high = middle }
        }
        Ok(low.saturating_sub(1))
    }

    fn first_key(&self, group: usize) -> Result<&[u8], SegmentError> {
        let places = self.footer.slots as usize * 8 + (self.groups() + 1) * 4;
        let keys = places + (self.groups() + 1) * 4;
        let (from, to) = (self.short(places + group * 4), self.short(places + group * 4 + 4));
        self.index
            .get(keys + from as usize..keys + to as usize)
            .ok_or(SegmentError::Damaged("the segment's keys are out of place"))
    }

    fn short(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.index[at..at + 4].try_into().expect("invariant: 4 bytes"))
    }

    /// The records of a group, in order.
    pub(super) fn group(&self, group: usize) -> Result<Vec<Record>, SegmentError> {
        self.check_order()?;
        let groups = self.footer.slots as usize * 8;
        let (from, to) = (self.short(groups + group * 4), self.short(groups + group * 4 + 4));
        let len = to.checked_sub(from).filter(|_| u64::from(to) <= self.footer.records);
        let mut read = vec![0; len.ok_or(BROKEN_RECORD)? as usize];
        self.file.read_exact_at(&mut read, from.into())?;
        let read = Bytes::from(read);
        let (mut records, mut at) = (Vec::new(), 0);
        while at < read.len() {
            let (key, frame, len) = parse(&read[at..]).ok_or(BROKEN_RECORD)?;
            let part = read.slice(at..at + len);
            records.push((part.slice(key), part.slice(frame)));
            at += len;
        }
        Ok(records)
    }

    fn check_slots(&self) -> Result<(), SegmentError> {
        let Footer { records, slots_crc, .. } = self.footer;
        self.check(&self.sound_slots, records, self.footer.slots_len(), slots_crc)
    }

    fn check_order(&self) -> Result<(), SegmentError> {
        let Footer { records, order_crc, .. } = self.footer;
        let at = records + self.footer.slots_len();
        self.check(&self.sound_order, at, self.footer.order_len(), order_crc)
    }

    /// Compares a part's checksum, once. The part is read, not looked at through its map: what is never used of it
    /// should not become memory of this process.
    fn check(
        &self,
        sound: &OnceLock<bool>,
        at: u64,
        len: u64,
        crc: u32,
    ) -> Result<(), SegmentError> {
        let is_sound = match sound.get() {
            Some(known) => *known,
            None => {
                let found = self.checksum(at, len)? == crc;
                *sound.get_or_init(|| found)
            }
        };
        is_sound.then_some(()).ok_or(SegmentError::Damaged("the segment's index is damaged"))
    }

    fn checksum(&self, at: u64, len: u64) -> io::Result<u32> {
        let (mut hasher, mut done) = (crc32fast::Hasher::new(), 0);
        let mut buffer = vec![0; BUFFER];
        while done < len {
            let part = usize::try_from(len - done).map_or(BUFFER, |rest| rest.min(BUFFER));
            self.file.read_exact_at(&mut buffer[..part], at + done)?;
            hasher.update(&buffer[..part]);
            done += part as u64;
        }
        Ok(hasher.finalize())
    }
}

const BROKEN_RECORD: SegmentError = SegmentError::Damaged("a record of the segment is damaged");

#[expect(unsafe_code, reason = "a file that is mapped may change under its reader")]
fn map(file: &File, at: u64, len: usize) -> io::Result<Mmap> {
    // SAFETY: the folder is this process's alone while it holds the folder's lock, and a segment is never changed or
    // shortened once it is complete.
    unsafe { memmap2::MmapOptions::new().offset(at).len(len).map(file) }
}

fn tag(hash: u64) -> u64 {
    hash & 0xffff
}

/// Where the search for a hash begins: its upper half, spread over the slots.
fn first_slot(hash: u64, slots: u64) -> u64 {
    ((hash >> 32) * slots) >> 32
}

fn lengths(head: &[u8]) -> Option<(usize, usize)> {
    let key = u16::from_le_bytes(*head.first_chunk()?);
    let frame = u32::from_le_bytes(*head.get(2..)?.first_chunk()?);
    Some((key.into(), frame as usize))
}

type Span = std::ops::Range<usize>;

/// Where key and frame of the record lie that begins `bytes`, and how long it is.
fn parse(bytes: &[u8]) -> Option<(Span, Span, usize)> {
    let (key, frame) = lengths(bytes)?;
    let middle = RECORD_HEAD + key;
    let end = middle.checked_add(frame)?;
    (end <= bytes.len()).then_some((RECORD_HEAD..middle, middle..end, end))
}

/// Writes a segment. Until [`Writer::finish`] has answered there is none.
pub(super) struct Writer {
    out: BufWriter<File>,
    seed: u64,
    /// Hash, place and length of each record.
    records: Vec<(u64, u32, u32)>,
    groups: Vec<u32>,
    places: Vec<u32>,
    keys: Vec<u8>,
    at: u64,
    first: Bytes,
}

impl Writer {
    pub(super) fn create(path: &Path, seed: u64) -> io::Result<Self> {
        let out = BufWriter::with_capacity(BUFFER, File::create(path)?);
        let (records, groups, places, keys) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Ok(Self { out, seed, records, groups, places, keys, at: 0, first: Bytes::new() })
    }

    /// Bytes of records so far.
    pub(super) fn bytes(&self) -> u64 {
        self.at
    }

    /// The first key.
    pub(super) fn first(&self) -> &Bytes {
        &self.first
    }

    /// Appends a row; its key is above all before it.
    pub(super) fn push(&mut self, key: &Bytes, frame: &[u8]) -> io::Result<()> {
        let too_long = || io::Error::other("a segment grows beyond what its places can say");
        let at = u32::try_from(self.at).map_err(|_| too_long())?;
        if self.groups.last().is_none_or(|begun| self.at - u64::from(*begun) >= GROUP_BYTES) {
            self.groups.push(at);
            self.places.push(u32::try_from(self.keys.len()).map_err(|_| too_long())?);
            self.keys.extend_from_slice(key);
        }
        if self.records.is_empty() {
            self.first = key.clone();
        }
        let key_len = u16::try_from(key.len()).map_err(|_| too_long())?;
        let frame_len = u32::try_from(frame.len()).map_err(|_| too_long())?;
        let len = RECORD_HEAD + key.len() + frame.len();
        self.out.write_all(&key_len.to_le_bytes())?;
        self.out.write_all(&frame_len.to_le_bytes())?;
        self.out.write_all(key)?;
        self.out.write_all(frame)?;
        let len = u32::try_from(len).map_err(|_| too_long())?;
        self.records.push((xxh3_64_with_seed(key, self.seed), at, len));
        self.at += u64::from(len);
        Ok(())
    }

    /// Writes the index and has the system put all on disk.
    pub(super) fn finish(mut self) -> io::Result<()> {
        // A third of the slots stays empty.
        let slots = self.records.len() as u64 * 3 / 2 + 1;
        let mut table = vec![0_u64; usize::try_from(slots).map_err(io::Error::other)?];
        for &(hash, at, len) in &self.records {
            let mut slot = first_slot(hash, slots) as usize;
            while table[slot] != 0 {
                slot = (slot + 1) % table.len();
            }
            let units = (len as usize).div_ceil(UNIT).min(LONG as usize) as u64;
            table[slot] = tag(hash) << 48 | units << 32 | u64::from(at);
        }
        let mut index =
            Vec::with_capacity(table.len() * 8 + self.groups.len() * 8 + self.keys.len() + 8);
        table.iter().for_each(|slot| index.extend_from_slice(&slot.to_le_bytes()));
        let end = |at: u64| u32::try_from(at).map_err(io::Error::other);
        self.groups.push(end(self.at)?);
        self.places.push(end(self.keys.len() as u64)?);
        for number in self.groups.iter().chain(&self.places) {
            index.extend_from_slice(&number.to_le_bytes());
        }
        index.extend_from_slice(&self.keys);
        let footer = Footer {
            rows: self.records.len() as u64,
            records: self.at,
            slots,
            groups: self.groups.len() as u64 - 1,
            seed: self.seed,
            keys: end(self.keys.len() as u64)?,
            slots_crc: crc32fast::hash(&index[..table.len() * 8]),
            order_crc: crc32fast::hash(&index[table.len() * 8..]),
        };
        self.out.write_all(&index)?;
        self.out.write_all(&footer.encode())?;
        self.out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::frame;

    fn row(n: u32) -> (Bytes, Vec<u8>) {
        let key = Bytes::from(format!("key-{n:06}"));
        let len = if n % 1000 == 7 { 5 << 20 } else { (n as usize * 37) % 2000 };
        let value = vec![n as u8; len];
        let framed = frame::seal(&key, &value);
        (key, framed)
    }

    fn written(dir: &Path, rows: impl Iterator<Item = u32>) -> PathBuf {
        let path = dir.join("segment");
        let mut writer = Writer::create(&path, 42).unwrap();
        for n in rows {
            let (key, framed) = row(n);
            writer.push(&key, &framed).unwrap();
        }
        writer.finish().unwrap();
        path
    }

    #[test]
    fn finds_what_is_there_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = written(dir.path(), (0..3000).filter(|n| n % 2 == 0 || n % 1000 == 7));
        let segment = Segment::open(path, 1).unwrap();
        for n in 0..3000 {
            let (key, framed) = row(n);
            let there = n % 2 == 0 || n % 1000 == 7;
            assert_eq!(segment.get(&key).unwrap(), there.then(|| framed.into()), "{n}");
        }
    }

    #[test]
    fn groups_hold_all_rows_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let segment = Segment::open(written(dir.path(), 0..500), 1).unwrap();
        let all = (0..segment.groups()).flat_map(|group| segment.group(group).unwrap());
        let expected = (0..500).map(row).map(|(key, framed)| (key, Bytes::from(framed)));
        assert!(all.eq(expected));
        for n in 0..500 {
            let (key, _) = row(n);
            let group = segment.group(segment.group_of(&key).unwrap()).unwrap();
            assert!(group.iter().any(|(found, _)| *found == key), "{n}");
        }
        assert_eq!(segment.group_of(b"a").unwrap(), 0);
        assert_eq!(segment.group_of(b"z").unwrap(), segment.groups() - 1);
    }

    #[test]
    fn a_flipped_bit_is_an_error_or_a_wrong_checksum_but_never_another_answer() {
        let dir = tempfile::tempdir().unwrap();
        let path = written(dir.path(), 10..18);
        let whole = std::fs::read(&path).unwrap();
        for bit in (0..whole.len() * 8).step_by(29) {
            let mut broken = whole.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            let path = dir.path().join("broken");
            std::fs::write(&path, &broken).unwrap();
            let Ok(segment) = Segment::open(path, 1) else { continue };
            for n in 10..18 {
                let (key, framed) = row(n);
                let Ok(found) = segment.get(&key) else { continue };
                let found = found.unwrap_or_else(|| panic!("bit {bit}: row {n} is gone"));
                assert!(found == framed || frame::open(&key, found).is_err(), "bit {bit} row {n}");
            }
        }
    }

    #[test]
    fn a_segment_cut_short_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let path = written(dir.path(), 10..20);
        let whole = std::fs::read(&path).unwrap();
        for len in 0..whole.len() {
            std::fs::write(&path, &whole[..len]).unwrap();
            assert!(Segment::open(path.clone(), 1).is_err(), "{len}");
        }
    }
}
