//! ListBuckets: the caller's own, in the order of their names, in pages when asked for.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>

use gen_s3::{self as api, ListBucketsInput, ListBucketsOutput};
use kernel::{ApiResult, Cx};

use crate::bucket_name::BucketName;
use crate::tables::{BUCKETS, BUCKETS_OF};
use crate::{errors, limits, owner, regions};

/// Names read at once while looking for those of a region.
const STEP: usize = 1_000;

pub(crate) async fn list_buckets(
    cx: &mut Cx<'_>,
    input: &ListBucketsInput,
) -> ApiResult<ListBucketsOutput> {
    let most = usize::try_from(limits::MAX_BUCKETS).unwrap_or(usize::MAX);
    let limit = match input.max_buckets {
        None => most,
        Some(n) => usize::try_from(n).ok().filter(|n| (1..=most).contains(n)).ok_or_else(|| {
            let message = "Argument max-buckets must be an integer between 1 and 10000";
            errors::invalid_argument(message, "max-buckets", n.to_string())
        })?,
    };
    if let Some(region) = &input.bucket_region {
        let known = regions::is_known(region);
        if !known {
            let message = format!("Argument value {region} is not a valid AWS Region");
            return Err(errors::invalid_argument_named(message, "bucket-region"));
        }
    }
    let prefix = input.prefix.as_deref().unwrap_or_default();
    let region = input.bucket_region.as_deref();
    let after = position(cx, prefix, region, input.continuation_token.as_deref())?;
    let mut found = search(cx, prefix, region, after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().and_then(|bucket| bucket.name.as_deref()).filter(|_| more);
    let continuation_token = last
        .map(|name| cx.page_token().seal(&[prefix, region.unwrap_or_default()], name.as_bytes()));
    Ok(ListBucketsOutput {
        buckets: Some(found),
        owner: Some(owner::shown(cx.account())),
        continuation_token,
        prefix: input.prefix.clone(),
    })
}

/// The name that the page before ended with.
fn position(
    cx: &Cx<'_>,
    prefix: &str,
    region: Option<&str>,
    token: Option<&str>,
) -> ApiResult<Option<BucketName>> {
    let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(None) };
    let refused = || {
        let message = "The continuation token provided is incorrect";
        errors::invalid_argument_named(message, "continuation-token")
    };
    let name = cx.page_token().open(&[prefix, region.unwrap_or_default()], token);
    let name = name.ok().and_then(|name| String::from_utf8(name).ok()).ok_or_else(refused)?;
    BucketName::parse(&name).map(Some).map_err(|_| refused())
}

async fn search(
    cx: &mut Cx<'_>,
    prefix: &str,
    region: Option<&str>,
    mut after: Option<BucketName>,
    limit: usize,
) -> ApiResult<Vec<api::Bucket>> {
    let account = cx.account().as_str().to_owned();
    let mut found = Vec::new();
    loop {
        let mut range = cx.rows(&BUCKETS_OF).prefix(&account).starting_with(prefix);
        if let Some(after) = &after {
            range = range.after(&(account.clone(), after.clone()));
        }
        let step = STEP.min(limit - found.len());
        let rows = cx.range(&BUCKETS_OF, &range, step).await?;
        let last = rows.len() < step;
        for ((_, name), ()) in rows {
            if let Some(bucket) = cx.get_shared(&BUCKETS, &name).await?
                && region.is_none_or(|region| bucket.region.as_str() == region)
            {
                found.push(api::Bucket {
                    name: Some(name.to_string()),
                    creation_date: Some(bucket.created),
                    bucket_region: Some(bucket.region.as_str().to_owned()),
                    bucket_arn: Some(bucket.arn()),
                });
            }
            after = Some(name);
        }
        if last || found.len() >= limit {
            return Ok(found);
        }
    }
}
