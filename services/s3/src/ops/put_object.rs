//! PutObject: an object in one request. The body is taken in outside of a transaction; one before it says how it is to be
//! encrypted, one after it makes it the newest version.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>

use gen_s3::{PutObjectInput, PutObjectOutput};
use kernel::{ApiResult, Cx, WaitCx, transact};

use crate::acl::acl_input;
use crate::body::{self, Taken};
use crate::bucket;
use crate::changes::Change;
use crate::checksum::Algorithm;
use crate::checksum_request::{Expected, given_checksums, show_checksum};
use crate::conditions::WriteConditions;
use crate::etag::ETag;
use crate::new_object::{self, Described, headers_of, lock_request};
use crate::object::{Lock, Version};
use crate::object_key::ObjectKey;
use crate::sse::{self, Sealed, show_encryption, sse_request};
use crate::storage_class::StorageClass;
use crate::write::{self, Content};
use crate::{errors, lifecycle, limits, tags, versions};

pub(crate) async fn put_object(
    wx: &mut WaitCx<'_>,
    mut input: PutObjectInput,
) -> ApiResult<PutObjectOutput> {
    let body = input.body.take().unwrap_or_default();
    if input.write_offset_bytes.is_some() {
        return Err(errors::header_not_implemented("x-amz-write-offset-bytes"));
    }
    let key = ObjectKey::parse(&input.key)?;
    let described = describe(&input)?;
    let conditions =
        WriteConditions::parse(input.if_match.as_deref(), input.if_none_match.as_deref())?;
    let trailers = body.trailers().clone();
    let expected = Expected::parse(
        given_checksums!(input),
        input.checksum_algorithm.as_deref(),
        input.content_md5.as_deref(),
        &trailers,
        Algorithm::Crc64Nvme,
    )?
    .told_in_hexadecimal();
    let announced = input.content_length.and_then(|n| u64::try_from(n).ok());
    match body.len_hint().or(announced) {
        None => return Err(errors::missing_content_length()),
        Some(len) if len > limits::MAX_PUT => {
            return Err(errors::entity_too_large(len, limits::MAX_PUT));
        }
        Some(_) => {}
    }
    let sealed: Sealed =
        transact!(wx, cx => prepare(cx, &input, &key, &described, &conditions).await)?;
    let stream = body.take().unwrap_or_else(|| Box::pin(Nothing));
    let algorithms = [expected.algorithm];
    let taken = body::take(wx.kernel(), stream, limits::MAX_PUT, &algorithms, &sealed.key).await?;
    let checksum = expected.check(&taken.digests, &trailers)?;
    let content = Content {
        size: taken.size,
        etag: ETag::of_whole(taken.digests.md5),
        checksum: Some(checksum),
        place: taken.place,
        encryption: sealed.encryption.clone(),
    };
    transact!(wx, cx => {
        // The answer is all that comes after.
        cx.gather_commit();
        finish(cx, &input, &key, &described, &conditions, &content, &taken).await
    })
}

/// A body that is not there.
struct Nothing;

impl futures_core::Stream for Nothing {
    type Item = std::io::Result<bytes::Bytes>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(None)
    }
}

fn describe(input: &PutObjectInput) -> ApiResult<Described> {
    Ok(Described {
        headers: headers_of!(input),
        metadata: new_object::metadata(input.metadata.as_ref())?,
        tags: tags::of_header(input.tagging.as_deref())?,
        storage_class: StorageClass::parse(input.storage_class.as_deref())?,
        lock: Lock::default(),
        acl: crate::acl::Acl::default(),
        owner: None,
    })
}

/// What can be refused before the body comes, and the key that it is encrypted with.
async fn prepare(
    cx: &mut Cx<'_>,
    input: &PutObjectInput,
    key: &ObjectKey,
    described: &Described,
    conditions: &WriteConditions<'_>,
) -> ApiResult<Sealed> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let (acl, lock) = (acl_input!(input), lock_request!(input));
    write::settle(cx, &bucket, key, &acl, &lock, &mut described.clone()).await?;
    if conditions.name().is_some() {
        let newest = versions::newest(cx, &bucket, key).await?;
        conditions.check(newest.as_ref(), key.as_str())?;
    }
    let arn = bucket.object_arn(key.as_str());
    sse::seal(cx, &bucket, &sse_request!(input), &arn).await
}

async fn finish(
    cx: &mut Cx<'_>,
    input: &PutObjectInput,
    key: &ObjectKey,
    described: &Described,
    conditions: &WriteConditions<'_>,
    content: &Content,
    taken: &Taken,
) -> ApiResult<PutObjectOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut described = described.clone();
    let (acl, lock) = (acl_input!(input), lock_request!(input));
    write::settle(cx, &bucket, key, &acl, &lock, &mut described).await?;
    taken.keep(cx);
    let change = match cx.caller().by_form {
        true => Change::CreatedByPost,
        false => Change::CreatedByPut,
    };
    let version =
        write::object(cx, &bucket, key, described, content.clone(), conditions, change).await?;
    // A write does not tell of the null version.
    let id = write::shown_id(&bucket, &version).filter(|_| !version.null);
    let mut output = answer(&version, id);
    output.expiration = lifecycle::expiration_header(cx, &bucket, key, &version).await?;
    Ok(output)
}

fn answer(version: &Version, version_id: Option<String>) -> PutObjectOutput {
    let mut output = PutObjectOutput { version_id, ..PutObjectOutput::default() };
    if let Some(object) = &version.object {
        output.e_tag = Some(object.etag.quoted());
        show_checksum!(output, &object.checksum);
        output.checksum_type = object.checksum.as_ref().map(|c| c.coverage.as_str().to_owned());
        show_encryption!(output, &object.encryption);
    }
    output
}
