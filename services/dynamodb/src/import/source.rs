//! The objects of a source, of an import or a bulk operation. They are listed, and each is looked at, as the caller: whoever
//! may not read one of them has work that fails.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Requesting.html>

use gen_s3::operations::{GetObject, HeadObject, ListObjectsV2};
use gen_s3::{GetObjectRequest, HeadObjectRequest, ListObjectsV2Request};
use kernel::{ApiError, ApiResult, WaitCx};
use schema::{BoxStream, Bytes};

use crate::limits;
use crate::s3::{self, Agent};

/// Where objects are.
pub(crate) struct Place<'p> {
    pub(crate) bucket: &'p str,
    pub(crate) prefix: Option<&'p str>,
    pub(crate) owner: Option<&'p str>,
}

/// An object that is there.
pub(crate) struct Found {
    pub(crate) key: String,
    pub(crate) etag: Option<String>,
    pub(crate) size: u64,
}

/// What there is to read, or why there is nothing.
#[derive(Default)]
pub(crate) struct Listed {
    pub(crate) objects: Vec<Found>,
    pub(crate) failure: Option<(String, String)>,
}

/// The objects that a request is about, in their order.
pub(crate) async fn list(wx: &WaitCx<'_>, place: &Place<'_>) -> ApiResult<Listed> {
    let mut listed = Listed::default();
    match collect(wx, place, &mut listed.objects).await {
        Ok(()) if listed.objects.is_empty() => {
            let why = "The specified key does not exist".to_owned();
            listed.failure = Some(("S3NoSuchKey".to_owned(), why));
        }
        Ok(()) if listed.objects.len() > limits::IMPORT_OBJECTS => {
            let why = format!(
                "The source has more than {} objects, the most of one operation",
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

async fn collect(wx: &WaitCx<'_>, place: &Place<'_>, objects: &mut Vec<Found>) -> ApiResult<()> {
    let agent = Agent::caller(wx);
    let mut request = ListObjectsV2Request {
        bucket: place.bucket.to_owned(),
        prefix: place.prefix.map(str::to_owned),
        expected_bucket_owner: place.owner.map(str::to_owned),
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
                bucket: place.bucket.to_owned(),
                key: key.clone(),
                ..HeadObjectRequest::default()
            };
            let head = s3::call::<HeadObject>(wx.kernel(), &agent, head).await.map_err(named)?;
            let size = head.content_length.and_then(|size| u64::try_from(size).ok());
            objects.push(Found { key, etag: head.e_tag, size: size.unwrap_or(0) });
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
pub(crate) async fn open(
    wx: &WaitCx<'_>,
    bucket: &str,
    key: &str,
    etag: Option<&str>,
) -> ApiResult<BoxStream<std::io::Result<Bytes>>> {
    let input = GetObjectRequest {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        if_match: etag.map(str::to_owned),
        ..GetObjectRequest::default()
    };
    let output = s3::call::<GetObject>(wx.kernel(), &Agent::of_work(wx), input).await?;
    let body = output.body.and_then(|body| body.take());
    body.ok_or_else(|| ApiError::bug("an object without a body"))
}

/// Why work failed, of an error of S3.
pub(crate) fn failure_of(error: &ApiError) -> (String, String) {
    let (code, status) = (error.code(), error.status());
    let message = error.message().unwrap_or_default();
    let message = message.strip_suffix('.').unwrap_or(message);
    let message =
        format!("{message} (Service: Amazon S3; Status Code: {status}; Error Code: {code})");
    (format!("S3{code}"), message)
}
