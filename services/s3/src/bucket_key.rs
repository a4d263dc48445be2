//! Bucket keys: one key of KMS that wraps the data keys of a bucket's objects for a while, so that KMS is not asked for
//! each of them. Each requester asks KMS for one of their own, so that KMS judges and records whoever uses a key.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html>

use std::time::Duration;

use kernel::{ApiError, ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::bucket::Bucket;
use crate::cipher::DataKey;
use crate::tables::BUCKET_KEYS;

/// How long a bucket key serves. AWS does not tell.
const SERVES: Duration = Duration::from_secs(300);
/// Keys that are over, and are looked for when a new one comes.
const SWEPT: usize = 64;
/// What the plain key is sealed for while it serves.
const PURPOSE: &str = "s3.bucket-key";

/// A bucket key while it serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BucketKey {
    /// As KMS encrypted it.
    pub(crate) sealed: Vec<u8>,
    /// The ARN of KMS's key.
    pub(crate) key: String,
    /// Sealed by the installation's own key.
    plain: Vec<u8>,
    until: Timestamp,
}

impl BucketKey {
    /// The key itself.
    pub(crate) fn open(&self, cx: &Cx<'_>) -> ApiResult<DataKey> {
        let plain = cx.kernel().unseal(PURPOSE, &self.plain);
        let key = plain.as_deref().and_then(DataKey::from_slice);
        key.ok_or_else(|| ApiError::bug("a bucket key does not open"))
    }
}

/// What a bucket key is asked for.
#[derive(Clone, Copy)]
pub(crate) enum Use<'a> {
    /// To write with this key of KMS and this context.
    Write(&'a str, Option<&'a str>),
    /// To read what was written with the key that KMS encrypted so.
    Read(&'a [u8]),
}

/// Where the caller's key lies. Every access key is a requester of its own.
fn place(cx: &Cx<'_>, bucket: &Bucket, what: Use<'_>) -> (u64, String) {
    let caller = cx.caller();
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    add(caller.account.as_str().as_bytes());
    add(caller.unique_id().as_bytes());
    add(caller.access_key_id.as_bytes());
    match what {
        Use::Write(key, context) => {
            add(b"write");
            add(key.as_bytes());
            add(context.unwrap_or_default().as_bytes());
        }
        Use::Read(sealed) => {
            add(b"read");
            add(sealed);
        }
    }
    let name = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    (bucket.id, name)
}

/// The caller's bucket key that still serves.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    what: Use<'_>,
) -> ApiResult<Option<BucketKey>> {
    let place = place(cx, bucket, what);
    let found = cx.get_shared(&BUCKET_KEYS, &place).await?;
    let now = cx.now();
    Ok(found.filter(|key| key.until > now).map(|key| (*key).clone()))
}

/// Has a key that KMS gave to the caller serve from now on.
pub(crate) async fn serve(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    what: Use<'_>,
    plain: &DataKey,
    sealed: Vec<u8>,
    key: String,
) -> ApiResult<BucketKey> {
    let now = cx.now();
    let range = cx.rows(&BUCKET_KEYS).prefix(&bucket.id);
    for (place, old) in cx.range(&BUCKET_KEYS, &range, SWEPT).await? {
        if old.until <= now {
            cx.delete(&BUCKET_KEYS, &place);
        }
    }
    let plain = cx.kernel().seal(PURPOSE, &plain.0);
    let row = BucketKey { sealed, key, plain, until: now.plus(SERVES) };
    cx.put(&BUCKET_KEYS, &place(cx, bucket, what), &row);
    Ok(row)
}

/// Forgets a bucket's keys, when it goes.
pub(crate) async fn forget_all(cx: &mut Cx<'_>, bucket: &Bucket) -> ApiResult<()> {
    let range = cx.rows(&BUCKET_KEYS).prefix(&bucket.id);
    for (place, _) in cx.range(&BUCKET_KEYS, &range, usize::MAX).await? {
        cx.delete(&BUCKET_KEYS, &place);
    }
    Ok(())
}
