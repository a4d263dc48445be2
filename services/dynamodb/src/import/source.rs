//! The objects of an import's source. They are listed, and each is looked at, as the caller: whoever may not read one of them
//! has an import that fails.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Requesting.html>

use gen_dynamodb::ImportTableInput;
use gen_s3::operations::{GetObject, HeadObject, ListObjectsV2};
use gen_s3::{GetObjectRequest, HeadObjectRequest, ListObjectsV2Request};
use kernel::{ApiError, ApiResult, WaitCx};
use schema::{BoxStream, Bytes};

use super::{ImportRow, SourceObject};
use crate::limits;
use crate::s3::{self, Agent};

/// What there is to import, or why there is nothing.
#[derive(Default)]
pub(crate) struct Listed {
    pub(crate) objects: Vec<SourceObject>,
    pub(crate) failure: Option<(String, String)>,
}

/// The objects that the request is about, in their order.
pub(crate) async fn list(wx: &WaitCx<'_>, input: &ImportTableInput) -> ApiResult<Listed> {
    let mut listed = Listed::default();
    match collect(wx, input, &mut listed.objects).await {
        Ok(()) if listed.objects.is_empty() => {
            let why = "The specified key does not exist".to_owned();
            listed.failure = Some(("S3NoSuchKey".to_owned(), why));
        }
        Ok(()) if listed.objects.len() > limits::IMPORT_OBJECTS => {
            let why = format!(
                "The source has more than {} objects, the most of one import",
                limits::IMPORT_OBJECTS
            );
            listed.failure = Some(("LimitExceeded".to_owned(), why));
        }
        Ok(()) => {}
        Err(error) if error.status() < 500 => listed.failure = Some(failure_of(&error)),
        Err(error) => return Err(error),
    }
    Ok(listed)
}

async fn collect(
    wx: &WaitCx<'_>,
    input: &ImportTableInput,
    objects: &mut Vec<SourceObject>,
) -> ApiResult<()> {
    let agent = Agent::caller(wx);
    let source = &input.s3_bucket_source;
    let mut request = ListObjectsV2Request {
        bucket: source.s3_bucket.clone(),
        prefix: source.s3_key_prefix.clone(),
        expected_bucket_owner: source.s3_bucket_owner.clone(),
        ..ListObjectsV2Request::default()
    };
    loop {
        let page = s3::call::<ListObjectsV2>(wx.kernel(), &agent, request.clone()).await?;
        for object in page.contents.into_iter().flatten() {
            let key = object.key.unwrap_or_default();
            // What consoles make to show a folder.
            if object.size == Some(0) && key.ends_with('/') {
                continue;
            }
            let head = HeadObjectRequest {
                bucket: source.s3_bucket.clone(),
                key: key.clone(),
                ..HeadObjectRequest::default()
            };
            let head = s3::call::<HeadObject>(wx.kernel(), &agent, head).await.map_err(named)?;
            objects.push(SourceObject { key, etag: head.e_tag });
        }
        match page.next_continuation_token {
            Some(next) if objects.len() <= limits::IMPORT_OBJECTS => {
                request.continuation_token = Some(next);
            }
            _ => return Ok(()),
        }
    }
}

/// The answer to a HEAD has no code of its own.
fn named(error: ApiError) -> ApiError {
    match error.status() {
        403 => ApiError::new("AccessDenied", 403, "Access Denied"),
        404 => ApiError::new("NoSuchKey", 404, "The specified key does not exist."),
        _ => error,
    }
}

/// Opens an object, for DynamoDB itself: the caller may read it.
pub(super) async fn open(
    wx: &WaitCx<'_>,
    row: &ImportRow,
    object: &SourceObject,
) -> ApiResult<BoxStream<std::io::Result<Bytes>>> {
    let input = GetObjectRequest {
        bucket: row.bucket.clone(),
        key: object.key.clone(),
        if_match: object.etag.clone(),
        ..GetObjectRequest::default()
    };
    let output = s3::call::<GetObject>(wx.kernel(), &Agent::of_work(wx), input).await?;
    let body = output.body.and_then(|body| body.take());
    body.ok_or_else(|| ApiError::bug("an object without a body"))
}

/// Why an import failed, of an error of S3.
pub(super) fn failure_of(error: &ApiError) -> (String, String) {
    let (code, status) = (error.code(), error.status());
    let message = error.message().unwrap_or_default();
    let message = message.strip_suffix('.').unwrap_or(message);
    let message =
        format!("{message} (Service: Amazon S3; Status Code: {status}; Error Code: {code})");
    (format!("S3{code}"), message)
}
