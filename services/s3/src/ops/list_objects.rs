//! ListObjects: the older listing, whose pages start after a key.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html>

use gen_s3::{ListObjectsInput, ListObjectsOutput};
use kernel::{ApiResult, Cx, Turn};

use crate::listing::{self, Listing, OF_OBJECTS};
use crate::{bucket, listed, object_lambda};

pub(crate) async fn list_objects(
    cx: &mut Cx<'_>,
    input: &ListObjectsInput,
) -> ApiResult<Turn<ListObjectsOutput>> {
    match object_lambda::ask::list(cx, input).await? {
        Some(later) => Ok(later),
        None => list(cx, input).await.map(Turn::Done),
    }
}

async fn list(cx: &mut Cx<'_>, input: &ListObjectsInput) -> ApiResult<ListObjectsOutput> {
    let listing = Listing::parse(
        input.prefix.as_deref(),
        input.delimiter.as_deref(),
        input.max_keys,
        "max-keys",
        input.encoding_type.as_deref(),
    )?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let marker = input.marker.as_deref().unwrap_or_default();
    let start = listing.start(marker);
    let page = listing::page(cx, &OF_OBJECTS, bucket.id, &listing, start).await?;
    // Without a delimiter the last key serves.
    let next = page.next().filter(|_| !listing.delimiter.is_empty());
    let next_marker = next.map(|name| listing.shown(name));
    let is_truncated = Some(page.truncated);
    let (contents, common_prefixes) = listed::objects(&listing, page, true, cx.now());
    Ok(ListObjectsOutput {
        is_truncated,
        marker: Some(listing.shown(marker)),
        next_marker,
        contents: Some(contents),
        name: Some(bucket.name.to_string()),
        prefix: Some(listing.shown(&listing.prefix)),
        delimiter: listing.shown_delimiter(),
        max_keys: i32::try_from(listing.limit).ok(),
        common_prefixes: Some(common_prefixes),
        encoding_type: input.encoding_type.clone(),
        bucket_region: Some(bucket.region.as_str().to_owned()),
        ..ListObjectsOutput::default()
    })
}
