//! ListParts: what was uploaded so far.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html>

use gen_s3::{Initiator, ListPartsInput, ListPartsOutput, Part as Listed};
use kernel::{ApiResult, Cx};

use crate::checksum_request::show_checksum;
use crate::object_key::ObjectKey;
use crate::upload::{self, Part, Upload};
use crate::{bucket, errors, limits, owner};

pub(crate) async fn list_parts(
    cx: &mut Cx<'_>,
    input: &ListPartsInput,
) -> ApiResult<ListPartsOutput> {
    let key = ObjectKey::parse(&input.key)?;
    let limit = match input.max_parts {
        None => limits::PAGE,
        Some(n) => usize::try_from(n).map(|n| n.min(limits::PAGE)).map_err(|_| {
            let message = "Argument max-parts must be an integer between 0 and 2147483647";
            errors::invalid_argument(message, "max-parts", n.to_string())
        })?,
    };
    let marker = input.part_number_marker.unwrap_or_default();
    let after = u16::try_from(marker.clamp(0, limits::MAX_PARTS)).unwrap_or_default();
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let upload = upload::find(cx, &bucket, &key, &input.upload_id).await?;
    let mut parts = upload::parts(cx, &upload, after, limit + 1).await?;
    let truncated = parts.len() > limit;
    parts.truncate(limit);
    let last = parts.last().map_or(0, |(number, _)| i32::from(*number));
    Ok(ListPartsOutput {
        bucket: Some(bucket.name.to_string()),
        key: Some(input.key.clone()),
        upload_id: Some(input.upload_id.clone()),
        part_number_marker: Some(marker),
        next_part_number_marker: Some(last),
        max_parts: i32::try_from(limit).ok(),
        is_truncated: Some(truncated),
        parts: Some(parts.iter().map(|(number, part)| shown(&upload, *number, part)).collect()),
        initiator: Some(initiator(&upload)),
        owner: Some(owner::shown(upload.owner)),
        storage_class: Some(upload.storage_class.as_str().to_owned()),
        checksum_algorithm: upload.checksum.map(|(algorithm, _)| algorithm.as_str().to_owned()),
        checksum_type: upload.checksum.map(|(_, coverage)| coverage.as_str().to_owned()),
        ..ListPartsOutput::default()
    })
}

/// Who began an upload: a root by its canonical id, others by their ARN.
pub(crate) fn initiator(upload: &Upload) -> Initiator {
    let arn = &upload.initiator;
    let (id, name) = match arn.ends_with(":root") {
        true => (owner::canonical_id(upload.owner), "root"),
        false => (arn.clone(), arn.rsplit('/').next().unwrap_or_default()),
    };
    Initiator { id: Some(id), display_name: Some(name.to_owned()) }
}

fn shown(upload: &Upload, number: u16, part: &Part) -> Listed {
    let mut listed = Listed {
        part_number: Some(i32::from(number)),
        last_modified: Some(part.modified),
        e_tag: Some(part.etag.quoted()),
        size: i64::try_from(part.size).ok(),
        ..Listed::default()
    };
    if upload.checksum.is_some() {
        show_checksum!(listed, Some(&part.checksum));
    }
    listed
}
