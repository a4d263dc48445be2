//! PutObjectAnnotation: a named payload onto a version, in place of the one of that name.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAnnotation.html>

use bytes::{Bytes, BytesMut};
use gen_s3::{PutObjectAnnotationInput, PutObjectAnnotationOutput};
use kernel::{ApiError, ApiResult, Cx, WaitCx, transact};
use schema::ByteStream;

use crate::annotation_name::AnnotationName;
use crate::annotations::{self, New};
use crate::body::{self, Tries};
use crate::bucket::{self, Bucket};
use crate::changes::{self, Change};
use crate::checksum::Algorithm;
use crate::checksum_request::{Expected, given_checksums, show_checksum};
use crate::encryption::Encryption;
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::replication::annotations::follow;
use crate::sse::{self, Sealed};
use crate::{errors, limits, read, write};

/// What the request names.
struct Named {
    key: ObjectKey,
    name: AnnotationName,
}

/// The version that is annotated, as it was when the payload's key was made.
struct Prepared {
    number: u64,
    encryption: Encryption,
    sealed: Sealed,
}

pub(crate) async fn put_object_annotation(
    wx: &mut WaitCx<'_>,
    mut input: PutObjectAnnotationInput,
) -> ApiResult<PutObjectAnnotationOutput> {
    let payload = std::mem::take(&mut input.annotation_payload);
    let named = Named {
        key: ObjectKey::parse(&input.key)?,
        name: AnnotationName::parse(&input.annotation_name)?,
    };
    let trailers = payload.trailers().clone();
    let expected = Expected::parse(
        given_checksums!(input),
        input.checksum_algorithm.as_deref(),
        input.content_md5.as_deref(),
        &trailers,
        Algorithm::Crc64Nvme,
    )?
    .told_in_hexadecimal();
    let mut prepared: Prepared = transact!(wx, cx => prepare(cx, &input, &named).await)?;
    let bytes = text_of(&payload).await?;
    let mut tries = Tries::default();
    loop {
        let Prepared { number, encryption, sealed } = prepared;
        let stream = ByteStream::from_bytes(bytes.clone()).take();
        let stream = stream.ok_or_else(|| ApiError::bug("a payload was taken twice"))?;
        let most = limits::MAX_ANNOTATION;
        let algorithms = [expected.algorithm];
        let taken = body::take(wx.kernel(), stream, most, &algorithms, &sealed.key).await?;
        let checksum = expected.check(&taken.digests, &trailers)?;
        let Sealed { encryption: own, .. } = sealed;
        let new = New { name: named.name.clone(), taken, checksum, encryption: own };
        let parent = (number, &encryption);
        match transact!(wx, cx => finish(cx, &input, &named, parent, &new).await)? {
            Some(output) => return Ok(output),
            None => tries.again()?,
        }
        prepared = transact!(wx, cx => prepare(cx, &input, &named).await)?;
    }
}

/// All of a payload: text, within its limits.
async fn text_of(payload: &ByteStream) -> ApiResult<Bytes> {
    let most = limits::MAX_ANNOTATION;
    if let Some(len) = payload.len_hint().filter(|len| *len > most) {
        return Err(errors::entity_too_large(len, most));
    }
    let mut all = BytesMut::new();
    if let Some(mut stream) = payload.take() {
        while let Some(piece) = body::next(&mut stream).await? {
            let size = (all.len() + piece.len()) as u64;
            if size > most {
                return Err(errors::entity_too_large(size, most));
            }
            all.extend_from_slice(&piece);
        }
    }
    if all.is_empty() {
        return Err(errors::empty_annotation());
    }
    match std::str::from_utf8(&all) {
        Ok(_) => Ok(all.freeze()),
        Err(_) => Err(errors::annotation_not_text()),
    }
}

/// The version, if it is there and may have the annotation.
async fn find(
    cx: &mut Cx<'_>,
    input: &PutObjectAnnotationInput,
    named: &Named,
) -> ApiResult<(std::sync::Arc<Bucket>, Version)> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let id = input.version_id.as_deref();
    let version = read::find(cx, &bucket, &named.key, id, "PUT").await?;
    if let Some(object) = &version.object {
        annotations::check_if_match(input.object_if_match.as_deref(), object)?;
        annotations::check_parent(object)?;
    }
    Ok((bucket, version))
}

/// What can be refused before the payload comes, and the key that it is encrypted with.
async fn prepare(
    cx: &mut Cx<'_>,
    input: &PutObjectAnnotationInput,
    named: &Named,
) -> ApiResult<Prepared> {
    let (bucket, version) = find(cx, input, named).await?;
    let object = version.object.ok_or_else(|| errors::no_such_key(named.key.as_str()))?;
    let arn = bucket.object_arn(named.key.as_str());
    let sealed = sse::seal_alike(cx, &bucket, &object.encryption, None, &arn).await?;
    Ok(Prepared { number: version.number, encryption: object.encryption, sealed })
}

/// `None`: the version is another one by now, or is encrypted with another key.
async fn finish(
    cx: &mut Cx<'_>,
    input: &PutObjectAnnotationInput,
    named: &Named,
    (number, encryption): (u64, &Encryption),
    new: &New,
) -> ApiResult<Option<PutObjectAnnotationOutput>> {
    let (bucket, version) = find(cx, input, named).await?;
    let same = version.object.as_ref().is_some_and(|object| object.encryption == *encryption);
    if version.number != number || !same {
        return Ok(None);
    }
    let annotation = annotations::put(cx, &bucket, &version, new).await?;
    changes::happened(cx, &bucket, &named.key, &version, Change::AnnotationPut).await?;
    follow(cx, &bucket, &named.key, &version, &named.name).await?;
    let mut output = PutObjectAnnotationOutput {
        key: Some(named.key.as_str().to_owned()),
        annotation_name: Some(named.name.as_str().to_owned()),
        object_version_id: write::shown_id(&bucket, &version),
        e_tag: Some(annotation.etag.quoted()),
        checksum_type: Some(annotation.checksum.coverage.as_str().to_owned()),
        server_side_encryption: Some(annotation.encryption.as_str().to_owned()),
        ..PutObjectAnnotationOutput::default()
    };
    show_checksum!(output, Some(&annotation.checksum));
    Ok(Some(output))
}
