//! Multipart uploads in progress, their parts, and what is remembered of those that were completed.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html>

use kernel::{AccountId, ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::acl::Acl;
use crate::body;
use crate::bucket::Bucket;
use crate::checksum::{Algorithm, Checksum, Coverage};
use crate::encryption::Encryption;
use crate::etag::ETag;
use crate::object::{Headers, Lock, Place};
use crate::object_key::ObjectKey;
use crate::storage_class::StorageClass;
use crate::tables::{PARTS, UPLOADS};
use crate::{errors, limits, opaque_id};

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
    /// What the client asked for; `None`: nothing, which means CRC-64/NVME of the whole.
    pub(crate) checksum: Option<(Algorithm, Coverage)>,
    /// The newest version of the key when the upload began: a conditional completion fails when it is another then.
    pub(crate) seen: Option<u64>,
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

impl Upload {
    /// The algorithm that parts are computed by.
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.checksum.map_or(Algorithm::Crc64Nvme, |(algorithm, _)| algorithm)
    }

    /// What the object's checksum will be of.
    pub(crate) fn coverage(&self) -> Coverage {
        self.checksum.map_or(Coverage::FullObject, |(_, coverage)| coverage)
    }
}

/// The upload that a request names, with the bucket and key that it is for.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    id: &str,
) -> ApiResult<Upload> {
    let refused = || errors::no_such_upload(id);
    let number = number(id).ok_or_else(refused)?;
    let found = cx.get(&UPLOADS, &(bucket.id, key.clone(), number)).await?;
    found.ok_or_else(refused)
}

/// Up to `limit` parts of an upload, after part number `after`.
pub(crate) async fn parts(
    cx: &mut Cx<'_>,
    upload: &Upload,
    after: u16,
    limit: usize,
) -> ApiResult<Vec<(u16, Part)>> {
    let range = cx.rows(&PARTS).prefix(&upload.number).after(&(upload.number, after));
    let rows = cx.range(&PARTS, &range, limit).await?;
    Ok(rows.into_iter().map(|((_, number), part)| (number, part)).collect())
}

/// Keeps a part, in place of an earlier one of its number.
pub(crate) async fn put_part(
    cx: &mut Cx<'_>,
    upload: &Upload,
    number: u16,
    part: &Part,
) -> ApiResult<()> {
    let place = (upload.number, number);
    if let Some(before) = cx.get(&PARTS, &place).await? {
        body::forget(cx, before.body).await?;
    }
    cx.put(&PARTS, &place, part);
    Ok(())
}

/// Ends an upload; its parts go, but for those that `is_kept` claims.
pub(crate) async fn end(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    upload: &Upload,
    is_kept: impl Fn(u16) -> bool,
) -> ApiResult<()> {
    for (number, part) in parts(cx, upload, 0, usize::MAX).await? {
        if !is_kept(number) {
            body::forget(cx, part.body).await?;
        }
        cx.delete(&PARTS, &(upload.number, number));
    }
    cx.delete(&UPLOADS, &(bucket.id, key.clone(), upload.number));
    Ok(())
}

/// A part's number, as requests give it.
pub(crate) fn part_number(given: i32) -> ApiResult<u16> {
    let fits = (1..=limits::MAX_PARTS).contains(&given);
    let number = u16::try_from(given).ok().filter(|_| fits);
    number.ok_or_else(|| errors::part_number_out_of_range(given))
}

/// A part of an upload in progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) size: u64,
    pub(crate) etag: ETag,
    pub(crate) modified: Timestamp,
    pub(crate) body: Place,
    pub(crate) encryption: Encryption,
    /// By the upload's algorithm, or by the default one.
    pub(crate) checksum: Checksum,
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
