//! Multipart uploads in progress, their parts, and what is remembered of those that were completed.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html>

use kernel::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::acl::Acl;
use crate::checksum::{Algorithm, Checksum, Coverage};
use crate::encryption::Encryption;
use crate::etag::ETag;
use crate::object::{Headers, Lock, Place};
use crate::opaque_id;
use crate::storage_class::StorageClass;

/// An upload in progress: everything that the object will have but its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Upload {
    pub(crate) number: u64,
    pub(crate) initiated: Timestamp,
    pub(crate) owner: AccountId,
    /// Who began it: an ARN.
    pub(crate) initiator: String,
    pub(crate) storage_class: StorageClass,
    pub(crate) headers: Headers,
    pub(crate) metadata: Vec<(String, String)>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) acl: Acl,
    pub(crate) lock: Lock,
    /// How parts are encrypted; each has a data key of its own.
    pub(crate) encryption: Encryption,
    pub(crate) checksum: Option<(Algorithm, Coverage)>,
}

impl Upload {
    /// The id that clients see.
    pub(crate) fn id(&self) -> String {
        id(self.number)
    }
}

const PURPOSE: &str = "s3.upload";

/// The id that clients see of an upload.
pub(crate) fn id(number: u64) -> String {
    opaque_id::text(PURPOSE, number)
}

/// The upload that a client's id names.
pub(crate) fn number(id: &str) -> Option<u64> {
    opaque_id::number(PURPOSE, id)
}

/// A part of an upload in progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) size: u64,
    pub(crate) etag: ETag,
    pub(crate) modified: Timestamp,
    pub(crate) body: Place,
    pub(crate) encryption: Encryption,
    pub(crate) checksum: Option<Checksum>,
}

/// What completing an upload has answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Completed {
    pub(crate) at: Timestamp,
    pub(crate) etag: ETag,
    /// The version that it made.
    pub(crate) number: u64,
    pub(crate) null: bool,
    pub(crate) checksum: Option<Checksum>,
    pub(crate) encryption: Encryption,
}
