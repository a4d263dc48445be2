//! UploadPart: a part's bytes, in place of what its number held before.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html>

use gen_s3::{UploadPartInput, UploadPartOutput};
use kernel::{ApiResult, Cx, WaitCx, transact};

use crate::body::{self, Taken};
use crate::checksum::{Algorithm, Checksum};
use crate::checksum_request::{Expected, given_checksums, show_checksum};
use crate::etag::ETag;
use crate::object_key::ObjectKey;
use crate::sse::{self, Sealed, customer_request, show_encryption};
use crate::upload::{self, Part, Upload};
use crate::{bucket, errors, limits};

pub(crate) async fn upload_part(
    wx: &mut WaitCx<'_>,
    mut input: UploadPartInput,
) -> ApiResult<UploadPartOutput> {
    let body = input.body.take().unwrap_or_default();
    let number = upload::part_number(input.part_number)?;
    let trailers = body.trailers().clone();
    match body.len_hint() {
        None => return Err(errors::missing_content_length()),
        Some(len) if len > limits::MAX_PUT => {
            return Err(errors::entity_too_large(len, limits::MAX_PUT));
        }
        Some(_) => {}
    }
    let (upload, sealed) = transact!(wx, cx => prepare(cx, &input).await)?;
    let given = given_checksums!(input);
    let expected = Expected::parse(
        given,
        input.checksum_algorithm.as_deref(),
        input.content_md5.as_deref(),
        &trailers,
        upload.algorithm(),
    )?;
    if upload.checksum.is_some() && expected.algorithm != upload.algorithm() {
        let (asked, given) = (upload.algorithm().as_str(), expected.algorithm.as_str());
        return Err(errors::checksum_type_mismatch(asked, given));
    }
    let mut algorithms = vec![upload.algorithm()];
    if expected.algorithm != upload.algorithm() {
        algorithms.push(expected.algorithm);
    }
    let Some(stream) = body.take() else { return Err(errors::missing_content_length()) };
    let taken = body::take(wx.kernel(), stream, limits::MAX_PUT, &algorithms, &sealed.key).await?;
    let checksum = expected.check(&taken.digests, &trailers)?;
    // Nothing is shown that nobody spoke of.
    let spoken = upload.checksum.is_some() || expected.is_given();
    transact!(wx, cx => finish(cx, &input, number, &sealed, &taken).await)?;
    let mut output = UploadPartOutput {
        e_tag: Some(ETag::of_whole(taken.digests.md5).quoted()),
        ..UploadPartOutput::default()
    };
    if spoken || expected.algorithm == Algorithm::Crc64Nvme {
        show_checksum!(output, Some(&checksum));
    }
    show_encryption!(output, &sealed.encryption);
    Ok(output)
}

async fn find(cx: &mut Cx<'_>, input: &UploadPartInput) -> ApiResult<Upload> {
    let key = ObjectKey::parse(&input.key)?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    upload::find(cx, &bucket, &key, &input.upload_id).await
}

async fn prepare(cx: &mut Cx<'_>, input: &UploadPartInput) -> ApiResult<(Upload, Sealed)> {
    let upload = find(cx, input).await?;
    let bucket = bucket::find(cx, &input.bucket, None).await?;
    let customer = customer_request!(input).parse()?;
    let arn = format!("{}/{}", bucket.arn(), input.key);
    let sealed = sse::seal_alike(cx, &bucket, &upload.encryption, customer.as_ref(), &arn).await?;
    Ok((upload, sealed))
}

async fn finish(
    cx: &mut Cx<'_>,
    input: &UploadPartInput,
    number: u16,
    sealed: &Sealed,
    taken: &Taken,
) -> ApiResult<()> {
    let upload = find(cx, input).await?;
    taken.keep(cx);
    let part = part_of(cx, &upload, sealed, taken);
    upload::put_part(cx, &upload, number, &part).await
}

/// A part's row.
pub(crate) fn part_of(cx: &Cx<'_>, upload: &Upload, sealed: &Sealed, taken: &Taken) -> Part {
    let algorithm = upload.algorithm();
    let value = taken.digests.of(algorithm).unwrap_or_default().to_vec();
    Part {
        size: taken.size,
        etag: ETag::of_whole(taken.digests.md5),
        modified: cx.now().whole_seconds(),
        body: taken.place,
        encryption: sealed.encryption.clone(),
        checksum: Checksum::full(algorithm, value),
    }
}
