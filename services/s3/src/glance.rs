//! What listings need of an object, read from the beginning of its row: a page has a thousand, and most of a row is
//! about other things.

use bytes::Bytes;
use kernel::{AccountId, Timestamp};
use store::{Row, RowError};

use crate::checksum::{Algorithm, Coverage};
use crate::etag::ETag;
use crate::object::{Restore, Version};
use crate::storage_class::StorageClass;

/// The newest version of a key, as listings show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Glance {
    pub(crate) modified: Timestamp,
    pub(crate) owner: AccountId,
    /// `None`: a delete marker.
    pub(crate) content: Option<Content>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) size: u64,
    pub(crate) etag: ETag,
    pub(crate) storage_class: StorageClass,
    pub(crate) checksum: Option<(Algorithm, Coverage)>,
    pub(crate) restore: Option<Restore>,
}

impl Row for Glance {
    fn encode_body(&self, _: &mut Vec<u8>) -> Result<(), RowError> {
        Err(RowError::Body("a glance is not written".to_owned()))
    }

    fn decode_body(body: Bytes) -> Result<Glance, RowError> {
        let mut beginning = Beginning(&body);
        let mut glance = beginning
            .glance()
            .ok_or_else(|| RowError::Body("the row of an object ends early".to_owned()))?;
        if let Some(content) = &mut glance.content
            && content.storage_class.is_archive()
        {
            content.restore = Version::decode_body(body)?.object.and_then(|object| object.restore);
        }
        Ok(glance)
    }
}

/// The bytes of a row in postcard's format, field by field as [`Version`] and `Object` have them.
/// Ref: <https://postcard.jamesmunns.com/wire-format>
struct Beginning<'b>(&'b [u8]);

impl Beginning<'_> {
    fn glance(&mut self) -> Option<Glance> {
        let _number = self.number()?;
        let _null = self.byte()?;
        let zigzag = self.number()?;
        let modified = Timestamp::from_micros((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64));
        let owner = AccountId::parse(std::str::from_utf8(&self.bytes::<12>()?).ok()?)?;
        let content = match self.byte()? {
            0 => None,
            _ => Some(self.content()?),
        };
        Some(Glance { modified, owner, content })
    }

    fn content(&mut self) -> Option<Content> {
        let size = self.number()?;
        let digest = self.bytes::<16>()?;
        let parts = u16::try_from(self.number()?).ok()?;
        let storage_class = *StorageClass::ALL.get(self.place()?)?;
        let checksum = match self.byte()? {
            0 => None,
            _ => {
                let algorithm = *Algorithm::ALL.get(self.place()?)?;
                Some((algorithm, *Coverage::ALL.get(self.place()?)?))
            }
        };
        let etag = ETag { digest, parts };
        Some(Content { size, etag, storage_class, checksum, restore: None })
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    /// Seven bits a byte, the lowest first.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// The place of a variant among those of its type.
    fn place(&mut self) -> Option<usize> {
        self.number().and_then(|place| usize::try_from(place).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checksum::Checksum;
    use crate::encryption::Encryption;
    use crate::object::{Object, Place};

    fn glance_of(version: &Version) -> Glance {
        let content = version.object.as_ref().map(|object| Content {
            size: object.size,
            etag: object.etag,
            storage_class: object.storage_class,
            checksum: object.checksum.as_ref().map(|c| (c.algorithm, c.coverage)),
            restore: object.restore,
        });
        Glance { modified: version.modified, owner: version.owner, content }
    }

    fn check(version: &Version) {
        let mut body = Vec::new();
        version.encode_body(&mut body).expect("a row");
        let read = Glance::decode_body(body.clone().into()).expect("a glance");
        assert_eq!(read, glance_of(version));
        // What ends within what is looked at is an error, never a guess.
        for len in 0..20 {
            assert!(Glance::decode_body(Bytes::copy_from_slice(&body[..len])).is_err(), "{len}");
        }
    }

    #[test]
    fn a_glance_sees_what_the_whole_row_says() {
        let restore = Restore {
            ready_at: Timestamp::from_secs(5),
            until: Timestamp::from_secs(1_700_000_000),
        };
        let marker = Version {
            number: u64::MAX,
            null: true,
            modified: Timestamp::from_micros(-1),
            owner: AccountId::parse("123456789012").expect("an account"),
            object: None,
        };
        check(&marker);
        let mut at = 0;
        for storage_class in StorageClass::ALL {
            for algorithm in Algorithm::ALL {
                for coverage in Coverage::ALL {
                    at += 1;
                    let checksum = Checksum {
                        algorithm,
                        coverage,
                        value: vec![200; algorithm.len()],
                        parts: 9,
                    };
                    let object = Object {
                        size: [0, 127, 128, u64::MAX][at % 4],
                        etag: ETag { digest: [at as u8; 16], parts: [0, 300][at % 2] },
                        storage_class,
                        checksum: (at % 3 > 0).then_some(checksum),
                        body: Place::File(7),
                        encryption: Encryption::Managed { sealed: vec![1; 60] },
                        headers: Default::default(),
                        metadata: vec![("a".into(), "b".into())],
                        tags: Vec::new(),
                        acl: Default::default(),
                        lock: Default::default(),
                        restore: storage_class.is_archive().then_some(restore),
                        replication: None,
                    };
                    check(&Version {
                        number: at as u64 * 1_000,
                        null: false,
                        modified: Timestamp::from_micros(1_700_000_000_000_000 + at as i64),
                        object: Some(Box::new(object)),
                        ..marker.clone()
                    });
                }
            }
        }
    }
}
