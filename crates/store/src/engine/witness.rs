//! The commit witness: a small file beside the engine that says how many commits were acknowledged.
//!
//! fjall drops what follows a damaged place of its journal as if it were a torn tail. Every commit therefore
//! carries its number in a row, and the same number goes into this file before the commit is acknowledged:
//! when fewer commits are recovered than were acknowledged, the loss is noticed and named.
//!
//! The file is mapped: what was written to it survives the end of the process without a call to the system, which was
//! a fortieth of a queue's call. Such a write can be cut in two, so records take turns in two places.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::FileExt,
    path::Path,
};

use memmap2::MmapMut;
use parking_lot::Mutex;

/// Bytes of a record.
const LEN: usize = 32;
/// Where the other record lies; one is at 0, where there once was no other. Not in one line of the cache.
const OTHER: usize = 64;
const FILE_LEN: usize = 2 * OTHER;

/// The open witness file.
#[derive(Debug)]
pub(super) struct Witness {
    file: File,
    map: Mutex<Map>,
    boot: u64,
}

#[derive(Debug)]
struct Map {
    bytes: MmapMut,
    /// Where the next record goes: over the older of the two.
    next: usize,
}

impl Map {
    fn record(&self, at: usize) -> Option<Record> {
        self.bytes[at..at + LEN].first_chunk().and_then(decode)
    }
}

/// What the file said when it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    /// The last acknowledged commit.
    pub(super) commit: u64,
    /// The last commit known to be synced to disk.
    pub(super) synced: u64,
    /// Stands for the boot of the machine during which it was written.
    boot: u64,
}

impl Witness {
    /// Opens the file and reads its newest record, if it holds a whole one.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Option<Record>)> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let len = usize::try_from(file.metadata()?.len()).unwrap_or(FILE_LEN);
        if len < FILE_LEN {
            // Written, not just lengthened: a full disk says so here, where a write to the map would end the process.
            file.write_all_at(&[0; FILE_LEN][len..], len as u64)?;
        }
        let mut map = Map { bytes: map(&file)?, next: 0 };
        let newest = [0, OTHER]
            .into_iter()
            .filter_map(|at| Some((at, map.record(at)?)))
            .max_by_key(|(_, record)| record.commit);
        map.next = newest.map_or(0, |(at, _)| OTHER - at);
        let record = newest.map(|(_, record)| record);
        Ok((Self { file, map: Mutex::new(map), boot: boot_number() }, record))
    }

    /// Writes the record; it survives the end of the process once this returns. The one before stays until the next.
    pub(super) fn write(&self, commit: u64, synced: u64) {
        let record = encode(Record { commit, synced, boot: self.boot });
        let mut map = self.map.lock();
        let at = map.next;
        map.bytes[at..at + LEN].copy_from_slice(&record);
        map.next = OTHER - at;
    }

    /// Forgets what was written, and writes the record: for what was recovered with less than was acknowledged.
    pub(super) fn reset(&self, commit: u64, synced: u64) {
        self.map.lock().bytes.fill(0);
        self.write(commit, synced);
    }

    /// Makes the record survive the loss of power.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.map.lock().bytes.flush()?;
        self.file.sync_data()
    }

    /// Whether the machine was started anew since `record`: then commits that were not synced may be gone.
    pub(super) fn rebooted_since(&self, record: &Record) -> bool {
        record.boot != self.boot
    }
}

#[expect(unsafe_code, reason = "a file that is mapped may change under its reader")]
fn map(file: &File) -> io::Result<MmapMut> {
    // SAFETY: the folder is this process's alone while it holds the folder's lock; nobody else writes or shortens the file.
    unsafe { memmap2::MmapOptions::new().len(FILE_LEN).map_mut(file) }
}

fn encode(record: Record) -> [u8; LEN] {
    let mut bytes = [0; LEN];
    bytes[..8].copy_from_slice(&record.commit.to_le_bytes());
    bytes[8..16].copy_from_slice(&record.synced.to_le_bytes());
    bytes[16..24].copy_from_slice(&record.boot.to_le_bytes());
    let crc = crc32fast::hash(&bytes[..24]);
    bytes[24..28].copy_from_slice(&crc.to_le_bytes());
    bytes
}

fn decode(bytes: &[u8; LEN]) -> Option<Record> {
    let word = |at: usize| Some(u64::from_le_bytes(*bytes.get(at..at + 8)?.first_chunk()?));
    let crc = u32::from_le_bytes(*bytes[24..28].first_chunk()?);
    (crc == crc32fast::hash(&bytes[..24])).then_some(())?;
    Some(Record { commit: word(0)?, synced: word(8)?, boot: word(16)? })
}

/// A number for this boot of the machine; 0 where the system does not tell, so that all look alike.
fn boot_number() -> u64 {
    let id = std::fs::read("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    if id.is_empty() {
        return 0;
    }
    u64::from(crc32fast::hash(&id)) << 32 | u64::from(crc32fast::hash(&id[id.len() / 2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reopened(path: &Path) -> Option<(u64, u64)> {
        Witness::open(path).unwrap().1.map(|record| (record.commit, record.synced))
    }

    #[test]
    fn records_round_trip_and_damage_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("witness");
        let (witness, empty) = Witness::open(&path).unwrap();
        assert_eq!(empty, None);
        witness.write(9, 4);
        let (witness, record) = Witness::open(&path).unwrap();
        assert!(!witness.rebooted_since(&record.unwrap()));
        assert_eq!(reopened(&path), Some((9, 4)));
        // Commits that are written together skip numbers.
        witness.write(11, 4);
        assert_eq!(reopened(&path), Some((11, 4)));
        // A write that was cut in two leaves the one before.
        witness.file.write_all_at(b"x", OTHER as u64 + 3).unwrap();
        assert_eq!(reopened(&path), Some((9, 4)));
        witness.file.write_all_at(b"x", 3).unwrap();
        assert_eq!(reopened(&path), None);
    }

    #[test]
    fn a_reset_leaves_no_greater_number_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("witness");
        let (witness, _) = Witness::open(&path).unwrap();
        witness.write(9, 4);
        witness.reset(6, 6);
        assert_eq!(reopened(&path), Some((6, 6)));
    }

    #[test]
    fn a_file_of_one_record_is_read_and_lengthened() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("witness");
        std::fs::write(&path, encode(Record { commit: 7, synced: 5, boot: 1 })).unwrap();
        assert_eq!(reopened(&path), Some((7, 5)));
        assert_eq!(std::fs::metadata(&path).unwrap().len(), FILE_LEN as u64);
    }
}
