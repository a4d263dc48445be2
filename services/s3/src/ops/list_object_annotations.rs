//! ListObjectAnnotations: what annotations a version has, by name, in pages.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectAnnotations.html>

use gen_s3::{AnnotationEntry, ListObjectAnnotationsInput, ListObjectAnnotationsOutput};
use kernel::{ApiResult, Cx};

use crate::annotation_name::{self, AnnotationName};
use crate::annotations::{self, Annotation};
use crate::object_key::ObjectKey;
use crate::{bucket, errors, limits, read, write};

pub(crate) async fn list_object_annotations(
    cx: &mut Cx<'_>,
    input: &ListObjectAnnotationsInput,
) -> ApiResult<ListObjectAnnotationsOutput> {
    let key = ObjectKey::parse(&input.key)?;
    let prefix = annotation_name::prefix(input.annotation_prefix.as_deref())?;
    let limit = limit(input.max_annotation_results)?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let version = read::find(cx, &bucket, &key, input.version_id.as_deref(), "GET").await?;
    let number = version.number.to_string();
    let binding = [input.bucket.as_str(), key.as_str(), &number, prefix];
    let refused = || {
        let message = "The continuation token provided is incorrect";
        errors::invalid_argument_named(message, "continuation-token")
    };
    let after = match input.continuation_token.as_deref() {
        None => None,
        Some(token) => {
            let name = cx.page_token().open(&binding, token).map_err(|_| refused())?;
            Some(AnnotationName(String::from_utf8(name).map_err(|_| refused())?))
        }
    };
    let mut rows = annotations::page(cx, &bucket, &version, prefix, after, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more).map(|(name, _)| name.as_str().as_bytes());
    Ok(ListObjectAnnotationsOutput {
        next_continuation_token: last.map(|name| cx.page_token().seal(&binding, name)),
        annotation_count: i32::try_from(rows.len()).ok(),
        annotations: Some(rows.into_iter().map(shown).collect()),
        bucket: Some(bucket.name.to_string()),
        key: Some(input.key.clone()),
        object_version_id: write::shown_id(&bucket, &version),
        annotation_prefix: input.annotation_prefix.clone(),
        max_annotation_results: i32::try_from(limit).ok(),
        continuation_token: input.continuation_token.clone(),
        ..ListObjectAnnotationsOutput::default()
    })
}

/// How many are asked for. More than a page holds is a page.
fn limit(given: Option<i32>) -> ApiResult<usize> {
    let Some(given) = given else { return Ok(limits::PAGE) };
    match usize::try_from(given) {
        Ok(limit) if limit > 0 => Ok(limit.min(limits::PAGE)),
        _ => {
            let message = "Argument max-annotation-results must be an integer between 1 and 1000";
            let name = "max-annotation-results";
            Err(errors::invalid_argument(message, name, given.to_string()))
        }
    }
}

fn shown((name, annotation): (AnnotationName, Annotation)) -> AnnotationEntry {
    AnnotationEntry {
        annotation_name: Some(name.0),
        last_modified: Some(annotation.modified),
        e_tag: Some(annotation.etag.quoted()),
        checksum_algorithm: Some(vec![annotation.checksum.algorithm.as_str().to_owned()]),
        size: i64::try_from(annotation.size).ok(),
        replication_status: annotation.replication,
    }
}
