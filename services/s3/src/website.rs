//! Serves a bucket as a website: whoever comes is nobody, so that only what everybody may read is shown.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_s3::operations::GetObject;
use gen_s3::{GetObjectOutput, GetObjectRequest, WebsiteConfiguration};
use kernel::{ApiError, ApiResult, Call, Cx, Kernel, Shown, Timestamp, Visit};
use schema::{ByteStream, Operation as _};

use crate::kept::Kept;
use crate::pages::{find, nobody};
use crate::website_rules::{self as rules, Elsewhere};
use crate::{configuration, errors, ops, refusals};

/// What the browser gets.
pub(crate) async fn show(kernel: &Kernel, visit: Visit) -> Shown {
    let served = Serving { kernel, visit: &visit, key: decoded(&visit.path) };
    match served.serve().await {
        Ok(shown) => shown,
        Err(failed) => served.page(&failed.error, failed.custom.as_ref()),
    }
}

/// An error, and that of the document which should have told it.
struct Failed {
    error: ApiError,
    custom: Option<ApiError>,
}

impl From<ApiError> for Failed {
    fn from(error: ApiError) -> Failed {
        Failed { error, custom: None }
    }
}

struct Serving<'v> {
    kernel: &'v Kernel,
    visit: &'v Visit,
    /// Without the slash before it.
    key: String,
}

fn decoded(path: &str) -> String {
    let bytes = path.strip_prefix('/').unwrap_or(path).as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| bytes[at] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

impl Serving<'_> {
    async fn serve(&self) -> Result<Shown, Failed> {
        let site = self.site().await?;
        if !matches!(self.visit.method.as_str(), "GET" | "HEAD") {
            return Err(not_allowed(&self.visit.method).into());
        }
        let visit = rules::Visit {
            key: &self.key,
            host: &self.visit.endpoint.authority,
            secure: self.visit.endpoint.secure,
        };
        if let Some(elsewhere) = visit.sent_away(&site) {
            return Ok(go(&elsewhere));
        }
        let error = match self.object(&visit.object(&site), true).await {
            Ok(found) => return Ok(self.found(found, 200)),
            Err(error) if error.status() < 400 => return Ok(bare(error.status())),
            Err(error) => error,
        };
        if error.status() == 404
            && let Some(index) = visit.folder_index(&site)
            && self.object(&index, false).await.is_ok()
        {
            let location = format!("/{}/", rules::percent_encoded(&self.key));
            return Ok(go(&Elsewhere { status: 302, location }));
        }
        if let Some(elsewhere) = visit.after_error(&site, error.status()) {
            return Ok(go(&elsewhere));
        }
        let Some(document) = &site.error_document else { return Err(error.into()) };
        match self.object(&document.key, false).await {
            Ok(found) => Ok(self.found(found, error.status())),
            Err(custom) => Err(Failed { error, custom: Some(custom) }),
        }
    }

    fn call(&self) -> Call {
        let visit = self.visit;
        nobody(
            visit.region.clone(),
            visit.via.clone(),
            visit.endpoint.clone(),
            visit.request_id.clone(),
        )
    }

    /// The bucket's configuration.
    async fn site(&self) -> ApiResult<WebsiteConfiguration> {
        let call = self.call();
        let mut cx = Cx::begin(self.kernel, &call);
        let name = &self.visit.site;
        let bucket = find(&mut cx, name).await?.ok_or_else(|| errors::no_such_bucket(name))?;
        let kept = configuration::get::<Kept<WebsiteConfiguration>>(&mut cx, &bucket, "").await?;
        kept.map(|kept| kept.0).ok_or_else(|| refusals::no_website(name))
    }

    /// An object as anybody may read it; with the browser's conditions when they are about it.
    async fn object(&self, key: &str, conditions: bool) -> ApiResult<GetObjectOutput> {
        let header = |name: &str| {
            let found = self.visit.headers.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone()).filter(|_| conditions)
        };
        let time = |name| header(name).and_then(|text| Timestamp::parse_http_date(&text).ok());
        let input = GetObjectRequest {
            bucket: self.visit.site.clone(),
            key: key.to_owned(),
            if_match: header("if-match"),
            if_none_match: header("if-none-match"),
            if_modified_since: time("if-modified-since"),
            if_unmodified_since: time("if-unmodified-since"),
            range: header("range"),
            ..GetObjectRequest::default()
        };
        let operation = ops::TABLE.iter().position(|entry| entry.name == GetObject::NAME);
        let operation = operation.ok_or_else(|| ApiError::bug("S3 has no GetObject"))?;
        let call = Call { operation, input: Box::new(input), ..self.call() };
        let output = self.kernel.dispatch(call).await?.into_any().downcast::<GetObjectOutput>();
        output.map(|output| *output).map_err(|_| ApiError::bug("GetObject gave another's output"))
    }

    /// An object shown; one that says where to go is not shown.
    fn found(&self, mut found: GetObjectOutput, status: u16) -> Shown {
        if let Some(location) = found.website_redirect_location.take() {
            return go(&Elsewhere { status: 301, location });
        }
        let status = if status == 200 && found.content_range.is_some() { 206 } else { status };
        let mut headers: Vec<(&'static str, String)> = Vec::new();
        let mut add = |name, value: Option<String>| headers.extend(value.map(|v| (name, v)));
        add("content-type", found.content_type.take());
        add("etag", found.e_tag.take());
        add("last-modified", found.last_modified.map(|at| at.http_date()));
        add("cache-control", found.cache_control.take());
        add("content-disposition", found.content_disposition.take());
        add("content-encoding", found.content_encoding.take());
        add("content-language", found.content_language.take());
        add("content-range", found.content_range.take());
        add("expires", found.expires.take());
        add("x-amz-version-id", found.version_id.take());
        add("content-length", found.content_length.map(|len| len.to_string()));
        let body = match self.visit.method.as_str() {
            "HEAD" => ByteStream::default(),
            _ => found.body.take().unwrap_or_default(),
        };
        Shown { status, headers, body }
    }

    fn page(&self, error: &ApiError, custom: Option<&ApiError>) -> Shown {
        let id = &self.visit.request_id;
        let page = rules::error_page(error, custom, id, &STANDARD.encode(id));
        let headers = vec![
            ("content-type", "text/html; charset=utf-8".to_owned()),
            ("x-amz-error-code", error.code().to_owned()),
            ("x-amz-error-message", error.message().unwrap_or_default().to_owned()),
        ];
        let body = match self.visit.method.as_str() {
            "HEAD" => ByteStream::default(),
            _ => ByteStream::from_bytes(page.into_bytes().into()),
        };
        Shown { status: error.status(), headers, body }
    }
}

fn not_allowed(method: &str) -> ApiError {
    let message = "The specified method is not allowed against this resource.";
    ApiError::new("MethodNotAllowed", 405, message)
        .with_extra("Method", method)
        .with_extra("ResourceType", "OBJECT")
}

fn go(elsewhere: &Elsewhere) -> Shown {
    let headers = vec![("location", elsewhere.location.clone())];
    Shown { status: elsewhere.status, headers, body: ByteStream::default() }
}

fn bare(status: u16) -> Shown {
    Shown { status, headers: Vec::new(), body: ByteStream::default() }
}
