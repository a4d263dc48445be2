//! What a form is answered with: a redirection, a document, or nothing, as its fields ask.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, ETAG, LOCATION};
use http::{HeaderValue, StatusCode};
use hyper::Response;

use super::fields::{Fields, encode};
use crate::head::Head;
use crate::reply::ReplyBody;

/// `plain` is PutObject's answer, whose headers stay.
pub(super) fn of(
    head: &Head<'_>,
    secure: bool,
    fields: &Fields,
    key: &str,
    mut plain: Response<ReplyBody>,
) -> Response<ReplyBody> {
    let scheme = if secure { "https" } else { "http" };
    let bucket = &fields.bucket;
    let host = host(head, bucket);
    let location = format!("{scheme}://{host}/{}", encode(key).replace('/', "%2F"));
    let etag = plain.headers().get(ETAG).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    let redirect = fields.get("success_action_redirect").or(fields.get("redirect"));
    if let Some(url) =
        redirect.filter(|url| url.starts_with("http://") || url.starts_with("https://"))
    {
        let joint = if url.contains('?') { '&' } else { '?' };
        let query = format!(
            "bucket={}&key={}&etag={}",
            encode(bucket),
            encode(key).replace('/', "%2F"),
            encode(&etag)
        );
        *plain.status_mut() = StatusCode::SEE_OTHER;
        set(&mut plain, LOCATION, &format!("{url}{joint}{query}"));
        return plain;
    }
    set(&mut plain, LOCATION, &location);
    match fields.get("success_action_status") {
        Some("200") => *plain.status_mut() = StatusCode::OK,
        Some("201") => {
            *plain.status_mut() = StatusCode::CREATED;
            plain.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
            let xml = document(&location, bucket, key, &etag);
            *plain.body_mut() = ReplyBody::bytes(Bytes::from(xml));
        }
        _ => *plain.status_mut() = StatusCode::NO_CONTENT,
    }
    plain
}

/// Where the bucket is: its own host, where clients can reach that, or else a path.
fn host(head: &Head<'_>, bucket: &str) -> String {
    let authority = head.authority;
    if head.path != head.target {
        return authority.to_owned();
    }
    // Names below these resolve to this machine.
    let public = authority.split(':').next() == Some("localhost.localstack.cloud");
    match authority {
        named if named.starts_with("s3.") => format!("{bucket}.{named}"),
        bare if public => format!("{bucket}.s3.{bare}"),
        other => format!("{other}/{bucket}"),
    }
}

fn set(response: &mut Response<ReplyBody>, name: http::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn document(location: &str, bucket: &str, key: &str, etag: &str) -> String {
    let escape = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.replace('"', "&quot;")
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Location>{}</Location><Bucket>{}</Bucket>\
         <Key>{}</Key><ETag>{}</ETag></PostResponse>",
        escape(location),
        escape(bucket),
        escape(key),
        escape(etag)
    )
}
