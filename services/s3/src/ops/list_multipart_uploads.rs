//! ListMultipartUploads: uploads in progress, by key and by when they began.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html>

use gen_s3::{ListMultipartUploadsInput, ListMultipartUploadsOutput, MultipartUpload};
use kernel::{ApiResult, Cx};

use super::list_parts::initiator;
use crate::bucket::{self, Bucket};
use crate::listing::{Listing, Start};
use crate::object_key::ObjectKey;
use crate::tables::UPLOADS;
use crate::upload::{self, Upload};
use crate::{errors, listed, owner};

pub(crate) async fn list_multipart_uploads(
    cx: &mut Cx<'_>,
    input: &ListMultipartUploadsInput,
) -> ApiResult<ListMultipartUploadsOutput> {
    let listing = Listing::parse(
        input.prefix.as_deref(),
        input.delimiter.as_deref(),
        input.max_uploads,
        "max-uploads",
        input.encoding_type.as_deref(),
    )?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let key_marker = input.key_marker.as_deref().unwrap_or_default();
    // Without a key's marker the upload's says nothing.
    let id_marker = input.upload_id_marker.as_deref().filter(|_| !key_marker.is_empty());
    let mut output = ListMultipartUploadsOutput {
        bucket: Some(bucket.name.to_string()),
        key_marker: Some(listing.shown(key_marker)),
        upload_id_marker: Some(id_marker.unwrap_or_default().to_owned()),
        next_key_marker: Some(String::new()),
        next_upload_id_marker: Some(String::new()),
        prefix: input.prefix.as_deref().map(|text| listing.shown(text)),
        delimiter: listing.shown_delimiter(),
        max_uploads: i32::try_from(listing.limit).ok(),
        is_truncated: Some(false),
        uploads: Some(Vec::new()),
        common_prefixes: Some(Vec::new()),
        encoding_type: input.encoding_type.clone(),
        ..ListMultipartUploadsOutput::default()
    };
    fill(cx, &bucket, &listing, key_marker, id_marker, &mut output).await?;
    Ok(output)
}

async fn fill(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    listing: &Listing,
    key_marker: &str,
    id_marker: Option<&str>,
    output: &mut ListMultipartUploadsOutput,
) -> ApiResult<()> {
    let all = |cx: &Cx<'_>| cx.rows(&UPLOADS).prefix(&bucket.id).starting_with(&listing.prefix);
    let key = ObjectKey(key_marker.to_owned());
    let mut range = match (listing.start(key_marker), id_marker.filter(|id| !id.is_empty())) {
        (Start::First, _) => all(cx),
        (Start::Beyond(prefix), _) => all(cx).beyond(&bucket.id, prefix),
        (Start::After(_), None) => all(cx).after(&(bucket.id, key, u64::MAX)),
        (Start::After(_), Some(id)) => {
            let place = upload::number(id).map(|number| (bucket.id, key, number));
            let known = match &place {
                Some(place) => cx.get(&UPLOADS, place).await?.is_some(),
                None => false,
            };
            let Some(place) = place.filter(|_| known) else {
                let message = "Invalid uploadId marker";
                return Err(errors::invalid_argument(message, "upload-id-marker", id));
            };
            all(cx).after(&place)
        }
    };
    let mut count = 0;
    let mut folded: Option<String> = None;
    loop {
        let step = listing.limit + 1;
        let rows = cx.range(&UPLOADS, &range, step).await?;
        let is_last = rows.len() < step;
        for ((_, key, number), row) in rows {
            range = all(cx).after(&(bucket.id, key.clone(), number));
            if folded.as_deref().is_some_and(|prefix| key.as_str().starts_with(prefix)) {
                continue;
            }
            if count == listing.limit {
                output.is_truncated = Some(listing.limit > 0);
                return Ok(());
            }
            count += 1;
            output.next_upload_id_marker = Some(String::new());
            match listing.folded(key.as_str()) {
                Some(prefix) => {
                    // As AWS has it: a prefix is no marker here.
                    output.next_key_marker = Some(String::new());
                    let shown = listed::common_prefix(listing, prefix);
                    output.common_prefixes.get_or_insert_default().push(shown);
                    folded = Some(prefix.to_owned());
                }
                None => {
                    output.next_key_marker = Some(listing.shown(key.as_str()));
                    output.next_upload_id_marker = Some(row.id());
                    output.uploads.get_or_insert_default().push(shown(listing, &key, &row));
                }
            }
        }
        if is_last {
            return Ok(());
        }
    }
}

fn shown(listing: &Listing, key: &ObjectKey, upload: &Upload) -> MultipartUpload {
    MultipartUpload {
        upload_id: Some(upload.id()),
        key: Some(listing.shown(key.as_str())),
        initiated: Some(upload.initiated),
        storage_class: Some(upload.storage_class.as_str().to_owned()),
        owner: Some(owner::shown(upload.owner)),
        initiator: Some(initiator(upload)),
        checksum_algorithm: upload.checksum.map(|(algorithm, _)| algorithm.as_str().to_owned()),
        checksum_type: upload.checksum.map(|(_, coverage)| coverage.as_str().to_owned()),
        ..MultipartUpload::default()
    }
}
