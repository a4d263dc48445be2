//! CompleteMultipartUpload: the listed parts become the object, without a byte being moved. Completing again answers the
//! same for a while.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>

use std::collections::HashMap;

use gen_s3::{CompleteMultipartUploadInput, CompleteMultipartUploadOutput};
use kernel::{ApiResult, Cx};

use crate::bucket::{self, Bucket};
use crate::changes::Change;
use crate::checksum::{Algorithm, Checksum, Coverage};
use crate::checksum_request::{given_checksums, show_checksum};
use crate::complete::{self, Chosen};
use crate::conditions::WriteConditions;
use crate::encryption::Encryption;
use crate::etag::ETag;
use crate::listing;
use crate::new_object::Described;
use crate::object::{ManifestPart, Place};
use crate::object_key::ObjectKey;
use crate::sse::show_encryption;
use crate::tables::{COMPLETED, MANIFESTS};
use crate::upload::{self, Completed, Part, Upload};
use crate::version_id::VersionId;
use crate::write::{self, Content};
use crate::{errors, forgotten, limits, versions};

pub(crate) async fn complete_multipart_upload(
    cx: &mut Cx<'_>,
    input: &CompleteMultipartUploadInput,
) -> ApiResult<CompleteMultipartUploadOutput> {
    let key = ObjectKey::parse(&input.key)?;
    let conditions =
        WriteConditions::parse(input.if_match.as_deref(), input.if_none_match.as_deref())?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    if let Some(number) = upload::number(&input.upload_id)
        && let Some(done) = cx.get(&COMPLETED, &(bucket.id, key.clone(), number)).await?
    {
        return Ok(answer(cx, &bucket, input, &done));
    }
    let upload = upload::find(cx, &bucket, &key, &input.upload_id).await?;
    check_kind(&upload, input.checksum_type.as_deref())?;
    let there: HashMap<u16, Part> =
        upload::parts(cx, &upload, 0, usize::MAX).await?.into_iter().collect();
    let listed = input.multipart_upload.as_ref().and_then(|list| list.parts.as_deref());
    let chosen = complete::choose(&upload, &input.upload_id, listed.unwrap_or_default(), |n| {
        there.get(&n).cloned()
    })?;
    let size = check_size(&chosen, input.mpu_object_size)?;
    let checksum = complete::checksum(upload.algorithm(), upload.coverage(), &chosen);
    check_checksum(&upload, input, &checksum)?;
    check_unchanged(cx, &bucket, &key, &upload, &conditions).await?;

    let manifest = cx.next_sequence();
    let parts: Vec<ManifestPart> = chosen.iter().map(|one| manifest_part(&upload, one)).collect();
    cx.put(&MANIFESTS, &manifest, &parts);
    upload::end(cx, &bucket, &key, &upload, |n| chosen.iter().any(|one| one.number == n)).await?;
    let customer = matches!(upload.encryption, Encryption::Customer { .. });
    let content = Content {
        size,
        etag: complete::etag(&chosen),
        // With a client's key there is none that was not asked for. Recorded.
        checksum: Some(checksum).filter(|_| upload.checksum.is_some() || !customer),
        place: Place::Parts(manifest),
        encryption: upload.encryption.clone(),
    };
    let done = finish(cx, &bucket, &key, upload, content, &conditions).await?;
    Ok(answer(cx, &bucket, input, &done))
}

fn manifest_part(upload: &Upload, one: &Chosen) -> ManifestPart {
    ManifestPart {
        number: one.number,
        size: one.part.size,
        body: one.part.body,
        encryption: one.part.encryption.clone(),
        // Checksums of parts are shown only when the object's is made of them.
        checksum: match upload.checksum {
            Some((_, Coverage::Composite)) => Some(one.part.checksum.clone()),
            _ => None,
        },
    }
}

/// The checksum's kind, if it is said, is the upload's.
fn check_kind(upload: &Upload, given: Option<&str>) -> ApiResult<()> {
    let own = upload.checksum.map_or("null", |(_, coverage)| coverage.as_str());
    match given {
        Some(given) if given != own => Err(errors::invalid_request(format!(
            "The upload was created using the {own} checksum mode. The complete request must use the same checksum mode."
        ))),
        _ => Ok(()),
    }
}

fn check_size(chosen: &[Chosen], expected: Option<i64>) -> ApiResult<u64> {
    let size = chosen.iter().map(|one| one.part.size).sum();
    if size > limits::MAX_OBJECT {
        return Err(errors::entity_too_large(size, limits::MAX_OBJECT));
    }
    match expected {
        Some(expected) if u64::try_from(expected) != Ok(size) => {
            Err(errors::invalid_request(format!(
                "The provided 'x-amz-mp-object-size' header value {expected} does not match what was computed: {size}"
            )))
        }
        _ => Ok(size),
    }
}

/// A checksum of the whole that the request gives; one of another algorithm than the upload's says nothing.
fn check_checksum(
    upload: &Upload,
    input: &CompleteMultipartUploadInput,
    computed: &Checksum,
) -> ApiResult<()> {
    let Some((algorithm, text)) = given_checksums!(input).single()? else { return Ok(()) };
    let wrong = |own: Algorithm| errors::bad_checksum(&own.as_str().to_ascii_lowercase());
    if algorithm != computed.algorithm {
        return match upload.checksum {
            None => Ok(()),
            Some((own, Coverage::FullObject)) => Err(wrong(own)),
            Some(_) => {
                Err(errors::checksum_type_mismatch(computed.algorithm.as_str(), algorithm.as_str()))
            }
        };
    }
    let computed_text = computed.text();
    let plain = computed_text.split('-').next().unwrap_or_default();
    // What is not said to be of the whole counts as made of the parts'. Recorded.
    let misread = computed.coverage == Coverage::FullObject
        && computed.algorithm != Algorithm::Crc64Nvme
        && input.checksum_type.is_none();
    let same = (text == computed_text && !misread)
        || (computed.coverage == Coverage::Composite && text == plain);
    match same {
        true => Ok(()),
        false => Err(wrong(algorithm)),
    }
}

/// A conditional completion is one with the upload: what came in between fails it.
async fn check_unchanged(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    upload: &Upload,
    conditions: &WriteConditions<'_>,
) -> ApiResult<()> {
    let Some(name) = conditions.name() else { return Ok(()) };
    let newest = versions::newest(cx, bucket, key).await?;
    conditions.check(newest.as_ref(), key.as_str())?;
    match newest.map(|version| version.number) == upload.seen {
        true => Ok(()),
        false => Err(errors::conditional_request_conflict(name, key.as_str())),
    }
}

async fn finish(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    upload: Upload,
    content: Content,
    conditions: &WriteConditions<'_>,
) -> ApiResult<Completed> {
    let described = Described {
        headers: upload.headers,
        metadata: upload.metadata,
        tags: upload.tags,
        storage_class: upload.storage_class,
        lock: upload.lock,
        acl: upload.acl,
        owner: Some(upload.owner),
    };
    let etag: ETag = content.etag;
    // With a key of KMS the object has a checksum that nobody asked for, and the answer does not tell it. Recorded.
    let told =
        upload.checksum.is_some() || matches!(content.encryption, Encryption::Managed { .. });
    let checksum: Option<Checksum> = content.checksum.clone().filter(|_| told);
    let encryption: Encryption = content.encryption.clone();
    let change = Change::CreatedByCompleteMultipartUpload;
    let version = write::object(cx, bucket, key, described, content, conditions, change).await?;
    let done = Completed {
        at: cx.now(),
        etag,
        number: version.number,
        null: version.null,
        checksum,
        encryption,
    };
    cx.put(&COMPLETED, &(bucket.id, key.clone(), upload.number), &done);
    forgotten::schedule(cx, bucket.id, key, upload.number).await?;
    Ok(done)
}

fn answer(
    cx: &Cx<'_>,
    bucket: &Bucket,
    input: &CompleteMultipartUploadInput,
    done: &Completed,
) -> CompleteMultipartUploadOutput {
    let id = match done.null {
        true => VersionId::Null,
        false => VersionId::Number(done.number),
    };
    let endpoint = cx.endpoint();
    let host = &endpoint.authority;
    let path = listing::encode(&input.key).replace('/', "%2F");
    // Sent to the bucket's own host, the bucket is in it already.
    let location = match host.starts_with(&format!("{}.", input.bucket)) {
        true => format!("{}://{host}/{path}", endpoint.scheme()),
        false => format!("{}://{host}/{}/{path}", endpoint.scheme(), input.bucket),
    };
    let mut output = CompleteMultipartUploadOutput {
        location: Some(location),
        bucket: Some(bucket.name.to_string()),
        key: Some(input.key.clone()),
        e_tag: Some(done.etag.quoted()),
        version_id: (bucket.is_versioned() && !done.null).then(|| id.text()),
        ..CompleteMultipartUploadOutput::default()
    };
    show_checksum!(output, &done.checksum);
    output.checksum_type = done.checksum.as_ref().map(|c| c.coverage.as_str().to_owned());
    let mut shown = Shown::default();
    show_encryption!(shown, &done.encryption);
    output.server_side_encryption = shown.server_side_encryption;
    output.ssekms_key_id = shown.ssekms_key_id;
    output.bucket_key_enabled = shown.bucket_key_enabled;
    output
}

/// This answer does not tell of a client's key.
#[derive(Default)]
struct Shown {
    server_side_encryption: Option<String>,
    ssekms_key_id: Option<String>,
    bucket_key_enabled: Option<bool>,
    sse_customer_algorithm: Option<String>,
    sse_customer_key_md5: Option<String>,
}
