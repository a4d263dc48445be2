//! ListObjectsV2: a page of keys and common prefixes.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>

use gen_s3::{ListObjectsV2Input, ListObjectsV2Output};
use kernel::{ApiResult, Cx, Turn};

use crate::listing::{self, Listing, OF_OBJECTS};
use crate::{bucket, errors, listed, object_lambda};

pub(crate) async fn list_objects_v2(
    cx: &mut Cx<'_>,
    input: &ListObjectsV2Input,
) -> ApiResult<Turn<ListObjectsV2Output>> {
    match object_lambda::ask::list_v2(cx, input).await? {
        Some(later) => Ok(later),
        None => list(cx, input).await.map(Turn::Done),
    }
}

async fn list(cx: &mut Cx<'_>, input: &ListObjectsV2Input) -> ApiResult<ListObjectsV2Output> {
    let listing = Listing::parse(
        input.prefix.as_deref(),
        input.delimiter.as_deref(),
        input.max_keys,
        "max-keys",
        input.encoding_type.as_deref(),
    )?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let refused = || {
        let message = "The continuation token provided is incorrect";
        errors::invalid_argument_named(message, "continuation-token")
    };
    let start_after = input.start_after.as_deref().unwrap_or_default();
    let marker = match input.continuation_token.as_deref() {
        None => start_after.to_owned(),
        Some("") => return Err(refused()),
        Some(token) => {
            let name = cx.page_token().open(&[&input.bucket], token).map_err(|_| refused())?;
            String::from_utf8(name).map_err(|_| refused())?
        }
    };
    let start = listing.start(&marker);
    let page = listing::page(cx, &OF_OBJECTS, bucket.id, &listing, start).await?;
    let next = page.next().map(|name| cx.page_token().seal(&[&input.bucket], name.as_bytes()));
    let key_count = i32::try_from(page.entries.len()).ok();
    let is_truncated = Some(page.truncated);
    let owners = input.fetch_owner == Some(true);
    let (contents, common_prefixes) = listed::objects(&listing, page, owners, cx.now());
    Ok(ListObjectsV2Output {
        is_truncated,
        contents: Some(contents),
        name: Some(bucket.name.to_string()),
        prefix: Some(listing.shown(&listing.prefix)),
        delimiter: listing.shown_delimiter(),
        max_keys: i32::try_from(listing.limit).ok(),
        common_prefixes: Some(common_prefixes),
        encoding_type: input.encoding_type.clone(),
        key_count,
        continuation_token: input.continuation_token.clone(),
        next_continuation_token: next,
        // A token says already where the page starts.
        start_after: input
            .start_after
            .as_deref()
            .filter(|_| input.continuation_token.is_none())
            .map(|text| listing.shown(text)),
        bucket_region: Some(bucket.region.as_str().to_owned()),
        ..ListObjectsV2Output::default()
    })
}
