//! CreateMultipartUpload: everything of the object but its content is said here.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html>

use gen_s3::{CreateMultipartUploadInput, CreateMultipartUploadOutput};
use kernel::{ApiResult, Cx};

use crate::acl::{Acl, acl_input};
use crate::checksum::{Algorithm, Coverage};
use crate::new_object::{self, Described, headers_of, lock_request};
use crate::object::Lock;
use crate::object_key::ObjectKey;
use crate::sse::{self, show_encryption, sse_request};
use crate::storage_class::StorageClass;
use crate::tables::UPLOADS;
use crate::upload::Upload;
use crate::{bucket, checksum_request, errors, tags, versions, write};

pub(crate) async fn create_multipart_upload(
    cx: &mut Cx<'_>,
    input: &CreateMultipartUploadInput,
) -> ApiResult<CreateMultipartUploadOutput> {
    let key = ObjectKey::parse(&input.key)?;
    let checksum = checksum(input.checksum_algorithm.as_deref(), input.checksum_type.as_deref())?;
    let mut described = Described {
        headers: headers_of!(input),
        metadata: new_object::metadata(input.metadata.as_ref())?,
        tags: tags::of_header(input.tagging.as_deref())?,
        storage_class: StorageClass::parse(input.storage_class.as_deref())?,
        lock: Lock::default(),
        acl: Acl::default(),
        owner: None,
    };
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let (acl, lock) = (acl_input!(input), lock_request!(input));
    write::settle(cx, &bucket, &key, &acl, &lock, &mut described).await?;
    let arn = bucket.object_arn(key.as_str());
    let sealed = sse::seal(cx, &bucket, &sse_request!(input), &arn).await?;
    let seen = versions::newest(cx, &bucket, &key).await?.map(|version| version.number);
    let upload = Upload {
        number: cx.next_sequence(),
        initiated: cx.now().whole_seconds(),
        owner: described.owner.unwrap_or(bucket.owner),
        initiator: cx.caller().arn(cx.region()),
        storage_class: described.storage_class,
        headers: described.headers,
        metadata: described.metadata,
        tags: described.tags,
        acl: described.acl,
        lock: described.lock,
        encryption: sealed.encryption,
        checksum,
        seen,
    };
    cx.put(&UPLOADS, &(bucket.id, key, upload.number), &upload);
    let mut output = CreateMultipartUploadOutput {
        bucket: Some(bucket.name.to_string()),
        key: Some(input.key.clone()),
        upload_id: Some(upload.id()),
        checksum_algorithm: checksum.map(|(algorithm, _)| algorithm.as_str().to_owned()),
        checksum_type: checksum.map(|(_, coverage)| coverage.as_str().to_owned()),
        ..CreateMultipartUploadOutput::default()
    };
    show_encryption!(output, &upload.encryption);
    Ok(output)
}

/// The upload's checksum, of which each algorithm allows some kinds.
fn checksum(
    algorithm: Option<&str>,
    coverage: Option<&str>,
) -> ApiResult<Option<(Algorithm, Coverage)>> {
    let Some(algorithm) = checksum_request::algorithm(algorithm)? else {
        return match coverage {
            None => Ok(None),
            Some(_) => Err(errors::invalid_request(
                "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
            )),
        };
    };
    let refused = |coverage: Coverage| {
        let name = algorithm.as_str().to_ascii_lowercase();
        Err(errors::invalid_request(format!(
            "The {} checksum type cannot be used with the {name} checksum algorithm.",
            coverage.as_str()
        )))
    };
    let coverage = match (coverage, algorithm) {
        (Some("COMPOSITE"), Algorithm::Crc64Nvme) => return refused(Coverage::Composite),
        (Some("FULL_OBJECT"), Algorithm::Sha1 | Algorithm::Sha256) => {
            return refused(Coverage::FullObject);
        }
        (Some("FULL_OBJECT"), _) | (None, Algorithm::Crc64Nvme) => Coverage::FullObject,
        (Some("COMPOSITE") | None, _) => Coverage::Composite,
        (Some(other), _) => {
            let message = format!("Value for x-amz-checksum-type header is invalid: {other}");
            return Err(errors::invalid_request(message));
        }
    };
    Ok(Some((algorithm, coverage)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_checksums() {
        use Algorithm::{Crc32, Crc64Nvme, Sha1};
        use Coverage::{Composite, FullObject};
        for (algorithm, coverage, expected) in [
            (None, None, Some(None)),
            (Some("CRC32"), None, Some(Some((Crc32, Composite)))),
            (Some("crc32"), Some("FULL_OBJECT"), Some(Some((Crc32, FullObject)))),
            (Some("CRC64NVME"), None, Some(Some((Crc64Nvme, FullObject)))),
            (Some("CRC64NVME"), Some("COMPOSITE"), None),
            (Some("SHA1"), None, Some(Some((Sha1, Composite)))),
            (Some("SHA1"), Some("FULL_OBJECT"), None),
            (None, Some("COMPOSITE"), None),
            (Some("MD4"), None, None),
        ] {
            assert_eq!(checksum(algorithm, coverage).ok(), expected, "{algorithm:?} {coverage:?}");
        }
    }
}
