//! UploadPartCopy: a part of an upload from an object that is there, or from a range of it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html>

use gen_s3::{CopyPartResult, UploadPartCopyInput, UploadPartCopyOutput};
use kernel::{ApiError, ApiResult, Cx, WaitCx, transact};

use super::upload_part::part_of;
use crate::body::{self, Segment, Tries};
use crate::checksum_request::show_checksum;
use crate::copy_source::{self, CopySource, source_conditions, source_customer};
use crate::object_key::ObjectKey;
use crate::reading;
use crate::sse::{self, Sealed, customer_request, show_encryption};
use crate::upload::{self, Part, Upload};
use crate::{bucket, limits, range, sources};

struct Plan {
    upload: Upload,
    sealed: Sealed,
    segments: Vec<Segment>,
    source_version: Option<String>,
}

pub(crate) async fn upload_part_copy(
    wx: &mut WaitCx<'_>,
    input: &UploadPartCopyInput,
) -> ApiResult<UploadPartCopyOutput> {
    let number = upload::part_number(input.part_number)?;
    let source = CopySource::parse(&input.copy_source)?;
    let mut tries = Tries::default();
    let (Plan { upload, sealed, source_version, .. }, body) = loop {
        let mut plan = transact!(wx, cx => prepare(cx, input, &source).await)?;
        if let Some(body) = reading::stream(wx.kernel(), std::mem::take(&mut plan.segments))? {
            break (plan, body);
        }
        tries.again()?;
    };
    let stream = body.take().ok_or_else(|| ApiError::bug("a body was taken twice"))?;
    let algorithms = [upload.algorithm()];
    let taken = body::take(wx.kernel(), stream, limits::MAX_PUT, &algorithms, &sealed.key).await?;
    let part: Part = transact!(wx, cx => {
        match find(cx, input).await {
            Err(error) => Err(error),
            Ok(upload) => {
                taken.keep(cx);
                let part = part_of(cx, &upload, &sealed, &taken);
                upload::put_part(cx, &upload, number, &part).await.map(|()| part)
            }
        }
    })?;
    let mut result = CopyPartResult {
        e_tag: Some(part.etag.quoted()),
        last_modified: Some(part.modified),
        ..CopyPartResult::default()
    };
    if upload.checksum.is_some() {
        show_checksum!(result, Some(&part.checksum));
    }
    let mut output = UploadPartCopyOutput {
        copy_source_version_id: source_version,
        copy_part_result: Some(result),
        ..UploadPartCopyOutput::default()
    };
    show_encryption!(output, &sealed.encryption);
    Ok(output)
}

async fn find(cx: &mut Cx<'_>, input: &UploadPartCopyInput) -> ApiResult<Upload> {
    let key = ObjectKey::parse(&input.key)?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    upload::find(cx, &bucket, &key, &input.upload_id).await
}

async fn prepare(
    cx: &mut Cx<'_>,
    input: &UploadPartCopyInput,
    source: &CopySource,
) -> ApiResult<Plan> {
    let upload = find(cx, input).await?;
    let owner = input.expected_source_bucket_owner.as_deref();
    let found = copy_source::find(cx, source, owner, &source_conditions!(input)).await?;
    let wanted = range::parse_copy(input.copy_source_range.as_deref(), found.object.size)?;
    copy_source::check_size(wanted.map_or(found.object.size, |range| range.end - range.start))?;
    let customer = customer_request!(input).parse()?;
    let bucket = bucket::find(cx, &input.bucket, None).await?;
    let arn = format!("{}/{}", bucket.arn(), input.key);
    let sealed = sse::seal_alike(cx, &bucket, &upload.encryption, customer.as_ref(), &arn).await?;
    let customer = source_customer!(input).parse()?;
    let (own, object) = (&found.bucket, &found.object);
    let segments =
        sources::of(cx, own, &source.key, object, customer.as_ref(), wanted, None).await?;
    copy_source::log(cx, source, &found, "REST.COPY.PART_GET");
    Ok(Plan { upload, sealed, segments, source_version: found.shown_id() })
}
