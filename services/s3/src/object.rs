//! What is kept of an object: its versions, and what each holds. Bodies lie elsewhere: see [`crate::tables`].

use kernel::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::acl::Acl;
use crate::checksum::Checksum;
use crate::encryption::Encryption;
use crate::etag::ETag;
use crate::storage_class::StorageClass;
use crate::version_id::VersionId;

/// One version of an object, or a delete marker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Version {
    /// Grows with every write to the bucket, so that it says which version is newer.
    pub(crate) number: u64,
    /// Whether clients know it as `null`: written while versioning was not on.
    pub(crate) null: bool,
    pub(crate) modified: Timestamp,
    pub(crate) owner: AccountId,
    /// `None`: a delete marker.
    pub(crate) object: Option<Box<Object>>,
}

impl Version {
    pub(crate) fn id(&self) -> VersionId {
        if self.null { VersionId::Null } else { VersionId::Number(self.number) }
    }
}

/// A version that has content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) size: u64,
    pub(crate) etag: ETag,
    pub(crate) storage_class: StorageClass,
    pub(crate) checksum: Option<Checksum>,
    pub(crate) body: Place,
    pub(crate) encryption: Encryption,
    pub(crate) headers: Headers,
    /// User metadata; names are in small letters.
    pub(crate) metadata: Vec<(String, String)>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) acl: Acl,
    pub(crate) lock: Lock,
    /// Set while or after an archived object is restored.
    pub(crate) restore: Option<Restore>,
    /// `COMPLETED`, `PENDING`, `FAILED` or `REPLICA`, where replication has to do with the object.
    pub(crate) replication: Option<String>,
}

/// Where a body lies. Ids are numbers that are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Place {
    /// Nowhere: it has no bytes.
    Nowhere,
    /// In a row of [`crate::tables::BODIES`].
    Row(u64),
    /// In a file of its own.
    File(u64),
    /// In parts, which a row of [`crate::tables::MANIFESTS`] lists.
    Parts(u64),
}

/// A part of an object that was uploaded in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ManifestPart {
    pub(crate) number: u16,
    pub(crate) size: u64,
    pub(crate) body: Place,
    /// The key of the part's own bytes, wrapped like the object's.
    pub(crate) encryption: Encryption,
    pub(crate) checksum: Option<Checksum>,
}

/// Headers that are kept with an object and given back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Headers {
    pub(crate) content_type: Option<String>,
    pub(crate) content_encoding: Option<String>,
    pub(crate) content_disposition: Option<String>,
    pub(crate) content_language: Option<String>,
    pub(crate) cache_control: Option<String>,
    pub(crate) expires: Option<String>,
    pub(crate) website_redirect: Option<String>,
}

/// Object Lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lock {
    pub(crate) retention: Option<Retention>,
    /// `None`: nothing was ever said.
    pub(crate) legal_hold: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Retention {
    pub(crate) mode: RetentionMode,
    pub(crate) until: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RetentionMode {
    Governance,
    Compliance,
}

impl RetentionMode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            RetentionMode::Governance => "GOVERNANCE",
            RetentionMode::Compliance => "COMPLIANCE",
        }
    }
}

/// A temporary copy of an archived object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Restore {
    /// When it can be read.
    pub(crate) ready_at: Timestamp,
    pub(crate) until: Timestamp,
}
