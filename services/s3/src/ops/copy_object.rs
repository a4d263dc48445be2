//! CopyObject: an object's content as a new object, encrypted anew; what is said of it is copied or replaced.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>

use gen_s3::{CopyObjectInput, CopyObjectOutput, CopyObjectResult};
use kernel::{ApiResult, Cx, WaitCx, transact};

use crate::acl::{Acl, acl_input};
use crate::annotation_copy::{self, Of};
use crate::annotations::{self, New};
use crate::body::{self, Segment, Taken, Tries};
use crate::bucket::{self, Bucket};
use crate::changes::Change;
use crate::checksum::{Algorithm, Checksum};
use crate::checksum_request::{algorithm, show_checksum};
use crate::conditions::WriteConditions;
use crate::copy_source::{self, CopySource, Found, source_conditions, source_customer};
use crate::encryption::Encryption;
use crate::etag::ETag;
use crate::new_object::{self, Described, headers_of, lock_request};
use crate::object::{Headers, Lock, Object, Version};
use crate::object_key::ObjectKey;
use crate::reading;
use crate::sse::{self, Sealed, show_encryption, sse_request};
use crate::storage_class::StorageClass;
use crate::write::{self, Content};
use crate::{errors, lifecycle, limits, sources, tags};

/// What is known once the source was found.
struct Plan {
    described: Described,
    segments: Vec<Segment>,
    annotations: Vec<annotation_copy::Source>,
    sealed: Sealed,
    algorithm: Algorithm,
    source_version: Option<String>,
}

/// What was taken in of the source.
struct Copied {
    content: Content,
    taken: Taken,
    annotations: Vec<New>,
}

pub(crate) async fn copy_object(
    wx: &mut WaitCx<'_>,
    input: &CopyObjectInput,
) -> ApiResult<CopyObjectOutput> {
    let key = ObjectKey::parse(&input.key)?;
    let source = CopySource::parse(&input.copy_source)?;
    let conditions =
        WriteConditions::parse(input.if_match.as_deref(), input.if_none_match.as_deref())?;
    let asked = algorithm(input.checksum_algorithm.as_deref())?;
    let mut tries = Tries::default();
    let (plan, body, annotations) = loop {
        let mut plan = transact!(wx, cx => prepare(cx, input, &key, &source).await)?;
        let sources = std::mem::take(&mut plan.annotations);
        if let Some(body) = reading::stream(wx.kernel(), std::mem::take(&mut plan.segments))?
            && let Some(annotations) = annotation_copy::take(wx.kernel(), sources, asked).await?
        {
            break (plan, body, annotations);
        }
        tries.again()?;
    };
    let Plan { described, sealed, algorithm, source_version, .. } = plan;
    let stream = body.take().ok_or_else(|| kernel::ApiError::bug("a body was taken twice"))?;
    let taken = body::take(wx.kernel(), stream, limits::MAX_PUT, &[algorithm], &sealed.key).await?;
    let value = taken.digests.of(algorithm).unwrap_or_default().to_vec();
    let checksum = Checksum::full(algorithm, value);
    let content = Content {
        size: taken.size,
        etag: ETag::of_whole(taken.digests.md5),
        checksum: Some(checksum),
        place: taken.place,
        encryption: sealed.encryption.clone(),
    };
    let copied = Copied { content, taken, annotations };
    let mut output = transact!(wx, cx => {
        finish(cx, input, &key, &described, &conditions, &copied).await
    })?;
    output.copy_source_version_id = source_version;
    Ok(output)
}

async fn prepare(
    cx: &mut Cx<'_>,
    input: &CopyObjectInput,
    key: &ObjectKey,
    source: &CopySource,
) -> ApiResult<Plan> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let owner = input.expected_source_bucket_owner.as_deref();
    let found = copy_source::find(cx, source, owner, &source_conditions!(input)).await?;
    copy_source::check_size(found.object.size)?;
    check_self_copy(&bucket, input, key, source, &found.object.encryption)?;
    let mut described = describe(input, &found.object)?;
    let (acl, lock) = (acl_input!(input), lock_request!(input));
    write::settle(cx, &bucket, key, &acl, &lock, &mut described).await?;
    let arn = bucket.object_arn(key.as_str());
    let sealed = sse::seal(cx, &bucket, &sse_request!(input), &arn).await?;
    let annotations = match annotation_copy::copies(input.annotation_directive.as_deref())? {
        true => {
            let (from, to) =
                (Of { bucket: &found.bucket, key: &source.key }, Of { bucket: &bucket, key });
            annotation_copy::find(cx, from, &found.version, to, &sealed.encryption).await?
        }
        false => Vec::new(),
    };
    let asked = algorithm(input.checksum_algorithm.as_deref())?;
    let own = found.object.checksum.as_ref().map(|checksum| checksum.algorithm);
    let segments = read_source(cx, input, source, &found).await?;
    copy_source::log(cx, source, &found, "REST.COPY.OBJECT_GET");
    Ok(Plan {
        described,
        segments,
        annotations,
        sealed,
        algorithm: asked.or(own).unwrap_or(Algorithm::Crc64Nvme),
        source_version: found.shown_id(),
    })
}

async fn read_source(
    cx: &mut Cx<'_>,
    input: &CopyObjectInput,
    source: &CopySource,
    found: &Found,
) -> ApiResult<Vec<Segment>> {
    let customer = source_customer!(input).parse()?;
    let (bucket, object) = (&found.bucket, &found.object);
    sources::of(cx, bucket, &source.key, object, customer.as_ref(), None, None).await
}

/// Copying an object onto itself must change something.
fn check_self_copy(
    bucket: &Bucket,
    input: &CopyObjectInput,
    key: &ObjectKey,
    source: &CopySource,
    encryption: &Encryption,
) -> ApiResult<()> {
    let onto_itself =
        source.bucket == input.bucket && source.key == *key && source.version_id.is_none();
    let changes = input.metadata_directive.as_deref() == Some("REPLACE")
        || input.storage_class.is_some()
        || input.website_redirect_location.is_some()
        || input.server_side_encryption.is_some()
        || input.sse_customer_algorithm.is_some()
        || bucket.encryption.is_some()
        || !matches!(encryption, Encryption::Managed { .. });
    match onto_itself && !changes {
        true => Err(errors::invalid_request(
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's \
             metadata, storage class, website redirect location or encryption attributes.",
        )),
        false => Ok(()),
    }
}

fn describe(input: &CopyObjectInput, source: &Object) -> ApiResult<Described> {
    let replaced = replaces(input.metadata_directive.as_deref(), "x-amz-metadata-directive")?;
    let (headers, metadata) = match replaced {
        true => (headers_of!(input), new_object::metadata(input.metadata.as_ref())?),
        false => {
            let website_redirect = input.website_redirect_location.clone();
            let headers = Headers { website_redirect, ..source.headers.clone() };
            (headers, source.metadata.clone())
        }
    };
    let tags = match replaces(input.tagging_directive.as_deref(), "x-amz-tagging-directive")? {
        true => tags::of_header(input.tagging.as_deref())?,
        false => source.tags.clone(),
    };
    Ok(Described {
        headers,
        metadata,
        tags,
        storage_class: StorageClass::parse(input.storage_class.as_deref())?,
        lock: Lock::default(),
        acl: Acl::default(),
        owner: None,
    })
}

fn replaces(directive: Option<&str>, header: &str) -> ApiResult<bool> {
    match directive {
        None | Some("COPY") => Ok(false),
        Some("REPLACE") => Ok(true),
        Some(other) => {
            let what = header.trim_start_matches("x-amz-").replace('-', " ");
            Err(errors::invalid_argument(format!("Unknown {what}."), header, other))
        }
    }
}

async fn finish(
    cx: &mut Cx<'_>,
    input: &CopyObjectInput,
    key: &ObjectKey,
    described: &Described,
    conditions: &WriteConditions<'_>,
    copied: &Copied,
) -> ApiResult<CopyObjectOutput> {
    let content = copied.content.clone();
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut described = described.clone();
    let (acl, lock) = (acl_input!(input), lock_request!(input));
    write::settle(cx, &bucket, key, &acl, &lock, &mut described).await?;
    copied.taken.keep(cx);
    let change = Change::CreatedByCopy;
    let version = write::object(cx, &bucket, key, described, content, conditions, change).await?;
    for new in &copied.annotations {
        annotations::put(cx, &bucket, &version, new).await?;
    }
    let mut output = answer(&version, write::shown_id(&bucket, &version));
    output.expiration = lifecycle::expiration_header(cx, &bucket, key, &version).await?;
    Ok(output)
}

fn answer(version: &Version, version_id: Option<String>) -> CopyObjectOutput {
    let mut output = CopyObjectOutput { version_id, ..CopyObjectOutput::default() };
    let Some(object) = &version.object else { return output };
    let mut result = CopyObjectResult {
        e_tag: Some(object.etag.quoted()),
        last_modified: Some(version.modified),
        ..CopyObjectResult::default()
    };
    show_checksum!(result, &object.checksum);
    result.checksum_type = object.checksum.as_ref().map(|c| c.coverage.as_str().to_owned());
    output.copy_object_result = Some(result);
    show_encryption!(output, &object.encryption);
    output
}
