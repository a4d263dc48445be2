//! Objects that S3 writes itself: inventories, access logs, replicas.

use bytes::Bytes;
use kernel::{AccountId, ApiError, ApiResult, Cx, ServiceAsks};
use schema::{BoxStream, ByteStream};

use crate::acl::Acl;
use crate::body::{self, Taken};
use crate::bucket::Bucket;
use crate::changes::Change;
use crate::checksum::{Algorithm, Checksum};
use crate::conditions::WriteConditions;
use crate::etag::ETag;
use crate::limits;
use crate::new_object::{Described, LockRequest};
use crate::object::{Headers, Version};
use crate::object_key::ObjectKey;
use crate::sse::{self, Sealed, SseRequest};
use crate::storage_class::StorageClass;
use crate::write::{self, Content};

/// A service of AWS's that writes into somebody's bucket, on behalf of a bucket of `account`.
pub(crate) struct Writer<'a> {
    pub(crate) service: &'a str,
    pub(crate) source_arn: &'a str,
    pub(crate) account: AccountId,
}

/// Whether the bucket's policy lets the service put this object.
pub(crate) fn may_write(cx: &Cx<'_>, bucket: &Bucket, key: &str, writer: &Writer<'_>) -> bool {
    let asks = ServiceAsks {
        principal: writer.service,
        action: "s3:PutObject",
        resource: &bucket.object_arn(key),
        owner: bucket.owner,
        source_arn: writer.source_arn,
        source_account: writer.account,
        keys: &[("s3:x-amz-acl", "bucket-owner-full-control")],
    };
    cx.lets_in(bucket.policy.as_deref(), &asks)
}

/// Takes a body in, encrypted as is asked.
pub(crate) async fn take(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    body: ByteStream,
    sse: &SseRequest<'_>,
) -> ApiResult<(Sealed, Taken)> {
    let arn = bucket.object_arn(key.as_str());
    let sealed = sse::seal(cx, bucket, sse, &arn).await?;
    let stream: BoxStream<std::io::Result<Bytes>> =
        body.take().ok_or_else(|| ApiError::bug("a body was taken twice"))?;
    let algorithms = [Algorithm::Crc64Nvme];
    let kernel = cx.kernel();
    let taken = body::take(kernel, stream, limits::MAX_OBJECT, &algorithms, &sealed.key).await?;
    Ok((sealed, taken))
}

/// An object that is to be.
pub(crate) struct New<'a> {
    pub(crate) key: &'a str,
    pub(crate) bytes: Bytes,
    pub(crate) content_type: &'a str,
    pub(crate) acl: Acl,
    pub(crate) sse: SseRequest<'a>,
}

impl<'a> New<'a> {
    pub(crate) fn of(key: &'a str, bytes: impl Into<Bytes>, content_type: &'a str) -> New<'a> {
        New {
            key,
            bytes: bytes.into(),
            content_type,
            acl: Acl::default(),
            sse: SseRequest::default(),
        }
    }
}

/// Puts an object of these bytes, which the bucket's owner owns.
pub(crate) async fn put(cx: &mut Cx<'_>, bucket: &Bucket, new: New<'_>) -> ApiResult<Version> {
    let key = ObjectKey::parse(new.key)?;
    let body = ByteStream::from_bytes(new.bytes);
    let (sealed, taken) = take(cx, bucket, &key, body, &new.sse).await?;
    taken.keep(cx);
    let value = taken.digests.of(Algorithm::Crc64Nvme).unwrap_or_default().to_vec();
    let content = Content {
        size: taken.size,
        etag: ETag::of_whole(taken.digests.md5),
        checksum: Some(Checksum::full(Algorithm::Crc64Nvme, value)),
        place: taken.place,
        encryption: sealed.encryption,
    };
    let lock = LockRequest::default().resolve(cx, bucket)?;
    let described = Described {
        headers: Headers { content_type: Some(new.content_type.to_owned()), ..Headers::default() },
        metadata: Vec::new(),
        tags: Vec::new(),
        storage_class: StorageClass::Standard,
        lock,
        acl: new.acl,
        owner: Some(bucket.owner),
    };
    let conditions = WriteConditions::default();
    let change = Change::CreatedByPut;
    write::object(cx, bucket, &key, described, content, &conditions, change).await
}
