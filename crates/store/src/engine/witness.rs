//! The commit witness: a small file beside the engine that says how many commits were acknowledged.
//!
//! fjall drops what follows a damaged place of its journal as if it were a torn tail. Every commit therefore
//! carries its number in a row, and the same number goes into this file before the commit is acknowledged:
//! when fewer commits are recovered than were acknowledged, the loss is noticed and named.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::FileExt,
    path::Path,
};

const LEN: usize = 32;

/// The open witness file.
#[derive(Debug)]
pub(super) struct Witness {
    file: File,
    boot: u64,
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
    /// Opens the file and reads its record, if it holds a whole one.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Option<Record>)> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut bytes = [0; LEN];
        let record = match file.read_exact_at(&mut bytes, 0) {
            Ok(()) => decode(&bytes),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => None,
            Err(error) => return Err(error),
        };
        Ok((Self { file, boot: boot_number() }, record))
    }

    /// Writes the record; it survives the end of the process once this returns.
    pub(super) fn write(&self, commit: u64, synced: u64) -> io::Result<()> {
        self.file.write_all_at(&encode(Record { commit, synced, boot: self.boot }), 0)
    }

    /// Makes the record survive the loss of power.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Whether the machine was started anew since `record`: then commits that were not synced may be gone.
    pub(super) fn rebooted_since(&self, record: &Record) -> bool {
        record.boot != self.boot
    }
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

    #[test]
    fn records_round_trip_and_damage_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("witness");
        let (witness, empty) = Witness::open(&path).unwrap();
        assert_eq!(empty, None);
        witness.write(9, 4).unwrap();
        let (witness, record) = Witness::open(&path).unwrap();
        let record = record.unwrap();
        assert_eq!((record.commit, record.synced), (9, 4));
        assert!(!witness.rebooted_since(&record));
        witness.file.write_all_at(b"x", 3).unwrap();
        assert_eq!(Witness::open(&path).unwrap().1, None);
    }
}
