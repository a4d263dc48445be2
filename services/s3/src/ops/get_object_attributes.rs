//! GetObjectAttributes: what is asked for of an object, its parts among it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html>

use gen_s3::{
    Checksum as ShownChecksum, GetObjectAttributesInput, GetObjectAttributesOutput,
    GetObjectAttributesParts, ObjectPart,
};
use kernel::{ApiResult, Cx};

use crate::checksum_request::show_checksum;
use crate::object::{ManifestPart, Object, Place};
use crate::object_key::ObjectKey;
use crate::sse::{self, customer_request};
use crate::tables::MANIFESTS;
use crate::{bucket, errors, limits, read, write};

const ATTRIBUTES: [&str; 5] = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

pub(crate) async fn get_object_attributes(
    cx: &mut Cx<'_>,
    input: &GetObjectAttributesInput,
) -> ApiResult<GetObjectAttributesOutput> {
    let asked: Vec<&str> = input.object_attributes.iter().map(|text| text.trim()).collect();
    if asked.is_empty() || asked.iter().any(|text| !ATTRIBUTES.contains(text)) {
        let message = "Invalid attribute name specified.";
        return Err(errors::invalid_argument_named(message, "x-amz-object-attributes"));
    }
    let key = ObjectKey::parse(&input.key)?;
    let customer = customer_request!(input).parse()?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let version = read::find(cx, &bucket, &key, input.version_id.as_deref(), "GET").await?;
    let mut output = GetObjectAttributesOutput {
        last_modified: Some(version.modified),
        version_id: write::shown_id(&bucket, &version),
        ..GetObjectAttributesOutput::default()
    };
    let Some(object) = &version.object else { return Ok(output) };
    sse::check_customer(&object.encryption, customer.as_ref())?;
    for name in asked {
        match name {
            "ETag" => output.e_tag = Some(object.etag.to_string()),
            "Checksum" => output.checksum = checksum(object),
            "ObjectParts" => output.object_parts = parts(cx, input, object).await?,
            "StorageClass" => {
                output.storage_class = Some(object.storage_class.as_str().to_owned());
            }
            _ => output.object_size = i64::try_from(object.size).ok(),
        }
    }
    Ok(output)
}

/// Here a composite checksum does not tell the number of its parts.
fn checksum(object: &Object) -> Option<ShownChecksum> {
    let mut checksum = object.checksum.clone()?;
    checksum.parts = 0;
    let mut shown = ShownChecksum {
        checksum_type: Some(checksum.coverage.as_str().to_owned()),
        ..ShownChecksum::default()
    };
    show_checksum!(shown, Some(&checksum));
    Some(shown)
}

/// Parts are listed when they have checksums; else only counted.
async fn parts(
    cx: &mut Cx<'_>,
    input: &GetObjectAttributesInput,
    object: &Object,
) -> ApiResult<Option<GetObjectAttributesParts>> {
    let Place::Parts(manifest) = object.body else { return Ok(None) };
    let all = cx.get(&MANIFESTS, &manifest).await?.unwrap_or_default();
    let total_parts_count = i32::try_from(all.len()).ok();
    if all.iter().all(|part| part.checksum.is_none()) {
        let counted =
            GetObjectAttributesParts { total_parts_count, ..GetObjectAttributesParts::default() };
        return Ok(Some(counted));
    }
    let marker = input.part_number_marker.unwrap_or_default();
    let limit = input.max_parts.and_then(|n| usize::try_from(n).ok());
    let limit = limit.unwrap_or(limits::PAGE).min(limits::PAGE);
    let rest: Vec<&ManifestPart> =
        all.iter().filter(|part| i32::from(part.number) > marker).collect();
    let page = &rest[..limit.min(rest.len())];
    Ok(Some(GetObjectAttributesParts {
        total_parts_count,
        part_number_marker: Some(marker),
        next_part_number_marker: Some(page.last().map_or(0, |part| i32::from(part.number))),
        max_parts: i32::try_from(limit).ok(),
        is_truncated: Some(page.len() < rest.len()),
        parts: Some(page.iter().map(|part| shown(part)).collect()),
    }))
}

fn shown(part: &ManifestPart) -> ObjectPart {
    let mut shown = ObjectPart {
        part_number: Some(i32::from(part.number)),
        size: i64::try_from(part.size).ok(),
        ..ObjectPart::default()
    };
    show_checksum!(shown, &part.checksum);
    shown
}
