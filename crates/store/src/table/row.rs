//! Rows: a version byte, then the body; older bodies pass through migrations when they are read.

use std::cell::Cell;

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use super::Table;
use crate::error::RowError;

/// Turns a body of one version into one of the next.
pub type Migration = fn(&[u8]) -> Result<Vec<u8>, RowError>;

/// The body of a row. Types with serde's traits have one in postcard's format; a hot row may implement
/// its own, on a type without serde's traits, and borrow from the stored bytes.
pub trait Row: Sized {
    /// Appends the body.
    fn encode_body(&self, out: &mut Vec<u8>) -> Result<(), RowError>;
    /// Reads a body of the table's version.
    fn decode_body(body: Bytes) -> Result<Self, RowError>;
}

impl<T: Serialize + DeserializeOwned> Row for T {
    fn encode_body(&self, out: &mut Vec<u8>) -> Result<(), RowError> {
        let taken = std::mem::take(out);
        *out =
            postcard::to_extend(self, taken).map_err(|error| RowError::Body(error.to_string()))?;
        Ok(())
    }

    fn decode_body(body: Bytes) -> Result<Self, RowError> {
        match postcard::take_from_bytes(&body) {
            Ok((row, [])) => Ok(row),
            Ok(_) => Err(RowError::Body("something follows its last field".to_owned())),
            Err(error) => Err(RowError::Body(error.to_string())),
        }
    }
}

impl<K, R: Row> Table<K, R> {
    /// The stored form of `row`.
    pub fn encode_row(&self, row: &R) -> Result<Bytes, RowError> {
        exactly(|value| {
            value.push(self.version);
            row.encode_body(value)
        })
    }

    /// The row in `value`, migrated when it is older than the table.
    pub fn decode_row(&self, value: &Bytes) -> Result<R, RowError> {
        let found = *value.first().ok_or(RowError::Empty)?;
        let body = value.slice(1..);
        match found.cmp(&self.version) {
            std::cmp::Ordering::Equal => R::decode_body(body),
            std::cmp::Ordering::Greater => Err(RowError::Newer { found, supported: self.version }),
            std::cmp::Ordering::Less => R::decode_body(self.migrate(found, body)?),
        }
    }

    fn migrate(&self, found: u8, mut body: Bytes) -> Result<Bytes, RowError> {
        for from in found..self.version {
            let step = from.checked_sub(1).and_then(|at| self.migrations.get(usize::from(at)));
            let step = step.ok_or(RowError::NoMigration { found: from })?;
            body = step(&body)?.into();
        }
        Ok(body)
    }
}

/// What `write` writes, in memory of just that length: one allocation, where a buffer that grows needs several
/// and keeps more than it holds.
pub(super) fn exactly<E>(write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<Bytes, E> {
    thread_local! {
        static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    }
    /// A buffer that grew larger than this is not kept.
    const KEPT: usize = 64 << 10;
    let mut scratch = SCRATCH.take();
    scratch.clear();
    let outcome = write(&mut scratch).map(|()| Bytes::copy_from_slice(&scratch));
    if scratch.capacity() <= KEPT {
        SCRATCH.set(scratch);
    }
    outcome
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::Scope;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Row3 {
        name: String,
        size: u32,
        note: Option<String>,
    }

    fn add_size(body: &[u8]) -> Result<Vec<u8>, RowError> {
        Ok([body, &[7]].concat())
    }

    fn add_note(body: &[u8]) -> Result<Vec<u8>, RowError> {
        Ok([body, &[0]].concat())
    }

    const TABLE: Table<String, Row3> =
        Table::new("test.row", Scope::Partition, 3).migrations(&[add_size, add_note]);

    #[test]
    fn rows_of_every_version_are_read() {
        let row = Row3 { name: "n".into(), size: 7, note: None };
        let value = TABLE.encode_row(&row).unwrap();
        assert_eq!(&value[..], b"\x03\x01n\x07\x00");
        for stored in [&value[..], b"\x02\x01n\x07", b"\x01\x01n"] {
            assert_eq!(TABLE.decode_row(&Bytes::copy_from_slice(stored)).unwrap(), row);
        }
    }

    #[test]
    fn other_rows_are_refused() {
        let decode =
            |stored: &'static [u8]| TABLE.decode_row(&Bytes::from_static(stored)).unwrap_err();
        assert_eq!(decode(b""), RowError::Empty);
        assert_eq!(decode(b"\x04x"), RowError::Newer { found: 4, supported: 3 });
        assert_eq!(decode(b"\x00x"), RowError::NoMigration { found: 0 });
        assert!(matches!(decode(b"\x03\x05n"), RowError::Body(_)));
        assert!(matches!(decode(b"\x03\x01n\x07\x00!"), RowError::Body(_)));
    }

    struct Raw(Bytes);

    impl Row for Raw {
        fn encode_body(&self, out: &mut Vec<u8>) -> Result<(), RowError> {
            out.extend_from_slice(&self.0);
            Ok(())
        }
        fn decode_body(body: Bytes) -> Result<Self, RowError> {
            Ok(Self(body))
        }
    }

    #[test]
    fn a_row_may_have_its_own_form() {
        const RAW: Table<u64, Raw> = Table::new("test.raw", Scope::Account, 1);
        let value = RAW.encode_row(&Raw(Bytes::from_static(b"hot"))).unwrap();
        assert_eq!(RAW.decode_row(&value).unwrap().0, "hot");
    }
}
