//! What functions return in place of a HeadObject's or a listing's answer.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-writing-lambda.html>

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use gen_s3::{
    CommonPrefix, HeadObjectOutput, ListObjectsOutput, ListObjectsV2Output, Object as Listed, Owner,
};
use kernel::{AnyOutput, ApiError, ApiResult, RawBody, Timestamp};
use schema::VecMap;
use serde::Deserialize;

use super::refusals;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: u16,
    error_code: Option<String>,
    error_message: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, Scalar>,
    list_result_xml: Option<String>,
    list_bucket_result: Option<Listing>,
}

/// The value of a header, which functions write as what it is.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Integer(i64),
    Boolean(bool),
    Nothing(()),
}

impl Scalar {
    fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Scalar::Text(text) => Some(text.into()),
            Scalar::Integer(number) => Some(number.to_string().into()),
            Scalar::Boolean(yes) => Some(if *yes { "true" } else { "false" }.into()),
            Scalar::Nothing(()) => None,
        }
    }
}

/// The answer, when it is a success.
fn parse(bytes: &Bytes) -> ApiResult<Answer> {
    let answer: Answer = serde_json::from_slice(bytes)
        .map_err(|error| refusals::invalid_response(&error.to_string()))?;
    match answer.status_code {
        200..=299 => Ok(answer),
        304 => Err(ApiError::new("NotModified", 304, "Not Modified")),
        status @ 400..=599 => Err(refusals::told(
            status,
            answer.error_code.as_deref(),
            answer.error_message.as_deref(),
        )),
        status => Err(refusals::invalid_response(&format!("the status code is {status}"))),
    }
}

pub(super) fn head(bytes: &Bytes) -> ApiResult<HeadObjectOutput> {
    let answer = parse(bytes)?;
    let mut output = HeadObjectOutput::default();
    let mut metadata = VecMap::default();
    for (name, value) in &answer.headers {
        let lower = name.to_ascii_lowercase();
        let Some(text) = value.text().filter(|text| !text.is_empty()) else { continue };
        if let Some(own) = lower.strip_prefix("x-amz-meta-") {
            metadata.insert(own.to_owned(), text.into_owned());
            continue;
        }
        let wrong = || refusals::invalid_response(&format!("the header {name} is {text}"));
        set(&mut output, &lower, &text).ok_or_else(wrong)?;
    }
    output.metadata = (!metadata.is_empty()).then_some(metadata);
    Ok(output)
}

/// Sets the member that travels in this header. Others, such as the date, are not the function's to say. `None`: it
/// cannot have this value.
fn set(output: &mut HeadObjectOutput, name: &str, text: &str) -> Option<()> {
    let number = || text.parse().ok();
    let boolean = || text.to_ascii_lowercase().parse().ok();
    let own = Some(text.to_owned());
    match name {
        "accept-ranges" => output.accept_ranges = own,
        "cache-control" => output.cache_control = own,
        "content-disposition" => output.content_disposition = own,
        "content-encoding" => output.content_encoding = own,
        "content-language" => output.content_language = own,
        "content-length" => output.content_length = Some(text.parse().ok()?),
        "content-range" => output.content_range = own,
        "content-type" => output.content_type = own,
        "etag" => output.e_tag = own,
        "expires" => output.expires = own,
        "last-modified" => output.last_modified = Some(time(text)?),
        "x-amz-archive-status" => output.archive_status = own,
        "x-amz-checksum-crc32" => output.checksum_crc32 = own,
        "x-amz-checksum-crc32c" => output.checksum_crc32_c = own,
        "x-amz-checksum-crc64nvme" => output.checksum_crc64_nvme = own,
        "x-amz-checksum-sha1" => output.checksum_sha1 = own,
        "x-amz-checksum-sha256" => output.checksum_sha256 = own,
        "x-amz-checksum-type" => output.checksum_type = own,
        "x-amz-delete-marker" => output.delete_marker = Some(boolean()?),
        "x-amz-expiration" => output.expiration = own,
        "x-amz-missing-meta" => output.missing_meta = Some(number()?),
        "x-amz-mp-parts-count" => output.parts_count = Some(number()?),
        "x-amz-object-lock-legal-hold" => output.object_lock_legal_hold_status = own,
        "x-amz-object-lock-mode" => output.object_lock_mode = own,
        "x-amz-object-lock-retain-until-date" => {
            output.object_lock_retain_until_date = Some(time(text)?);
        }
        "x-amz-replication-status" => output.replication_status = own,
        "x-amz-request-charged" => output.request_charged = own,
        "x-amz-restore" => output.restore = own,
        "x-amz-server-side-encryption" => output.server_side_encryption = own,
        "x-amz-server-side-encryption-aws-kms-key-id" => output.ssekms_key_id = own,
        "x-amz-server-side-encryption-bucket-key-enabled" => {
            output.bucket_key_enabled = Some(boolean()?);
        }
        "x-amz-server-side-encryption-customer-algorithm" => output.sse_customer_algorithm = own,
        "x-amz-server-side-encryption-customer-key-md5" => output.sse_customer_key_md5 = own,
        "x-amz-storage-class" => output.storage_class = own,
        "x-amz-tagging-count" => output.tag_count = Some(number()?),
        "x-amz-version-id" => output.version_id = own,
        "x-amz-website-redirect-location" => output.website_redirect_location = own,
        _ => {}
    }
    Some(())
}

/// As HTTP or as ISO 8601 writes it.
fn time(text: &str) -> Option<Timestamp> {
    Timestamp::parse_http_date(text).or_else(|_| Timestamp::parse_iso8601(text)).ok()
}

/// A listing as JSON has it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Listing {
    name: Option<String>,
    prefix: Option<String>,
    marker: Option<String>,
    next_marker: Option<String>,
    continuation_token: Option<String>,
    next_continuation_token: Option<String>,
    start_after: Option<String>,
    key_count: Option<i32>,
    max_keys: Option<i32>,
    delimiter: Option<String>,
    encoding_type: Option<String>,
    is_truncated: Option<bool>,
    contents: Vec<Entry>,
    common_prefixes: Vec<Prefix>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Entry {
    key: Option<String>,
    last_modified: Option<String>,
    e_tag: Option<String>,
    size: Option<i64>,
    storage_class: Option<String>,
    owner: Option<Holder>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Holder {
    id: Option<String>,
    display_name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Prefix {
    prefix: Option<String>,
}

impl Listing {
    fn contents(&mut self) -> Option<Vec<Listed>> {
        let listed = |entry: Entry| Listed {
            key: entry.key,
            last_modified: entry.last_modified.as_deref().and_then(time),
            e_tag: entry.e_tag,
            size: entry.size,
            storage_class: entry.storage_class,
            owner: entry.owner.map(|o| Owner { id: o.id, display_name: o.display_name }),
            ..Listed::default()
        };
        Some(std::mem::take(&mut self.contents).into_iter().map(listed).collect())
    }

    fn prefixes(&mut self) -> Option<Vec<CommonPrefix>> {
        let all = std::mem::take(&mut self.common_prefixes);
        Some(all.into_iter().map(|one| CommonPrefix { prefix: one.prefix }).collect())
    }
}

/// XML is the answer as it is.
fn xml(answer: &mut Answer) -> Option<Box<dyn AnyOutput>> {
    let text = answer.list_result_xml.take()?;
    Some(Box::new(RawBody { content_type: "application/xml", bytes: text.into() }))
}

fn no_list() -> ApiError {
    refusals::invalid_response("there is no listResultXml")
}

pub(super) fn list(bytes: &Bytes) -> ApiResult<Box<dyn AnyOutput>> {
    let mut answer = parse(bytes)?;
    if let Some(raw) = xml(&mut answer) {
        return Ok(raw);
    }
    let mut listing = answer.list_bucket_result.ok_or_else(no_list)?;
    Ok(Box::new(ListObjectsOutput {
        contents: listing.contents(),
        common_prefixes: listing.prefixes(),
        is_truncated: Some(listing.is_truncated.unwrap_or(false)),
        marker: listing.marker,
        next_marker: listing.next_marker,
        name: listing.name,
        prefix: listing.prefix,
        delimiter: listing.delimiter,
        max_keys: listing.max_keys,
        encoding_type: listing.encoding_type,
        ..ListObjectsOutput::default()
    }))
}

pub(super) fn list_v2(bytes: &Bytes) -> ApiResult<Box<dyn AnyOutput>> {
    let mut answer = parse(bytes)?;
    if let Some(raw) = xml(&mut answer) {
        return Ok(raw);
    }
    let mut listing = answer.list_bucket_result.ok_or_else(no_list)?;
    Ok(Box::new(ListObjectsV2Output {
        contents: listing.contents(),
        common_prefixes: listing.prefixes(),
        is_truncated: Some(listing.is_truncated.unwrap_or(false)),
        name: listing.name,
        prefix: listing.prefix,
        delimiter: listing.delimiter,
        max_keys: listing.max_keys,
        encoding_type: listing.encoding_type,
        key_count: listing.key_count,
        continuation_token: listing.continuation_token,
        next_continuation_token: listing.next_continuation_token,
        start_after: listing.start_after,
        ..ListObjectsV2Output::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head_of(text: &'static str) -> ApiResult<HeadObjectOutput> {
        head(&Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn heads() {
        let output = head_of(
            r#"{"statusCode": 200, "headers": {"content-length": 12, "ETag": "\"e\"", "x-amz-meta-A": "b",
                "Last-Modified": "Thu, 01 Jan 1970 00:00:05 GMT", "x-amz-delete-marker": false, "Date": "x",
                "Content-Type": "", "x-amz-missing-meta": null}}"#,
        )
        .unwrap();
        assert_eq!(output.content_length, Some(12));
        assert_eq!(output.e_tag.as_deref(), Some("\"e\""));
        assert_eq!(output.last_modified, Some(Timestamp::from_secs(5)));
        assert_eq!(output.delete_marker, Some(false));
        assert_eq!(output.content_type, None);
        let metadata: Vec<_> = output.metadata.unwrap_or_default().into_iter().collect();
        assert_eq!(metadata, [("a".to_owned(), "b".to_owned())]);
    }

    #[test]
    fn answers_that_are_errors() {
        for (text, want) in [
            (r#"{"statusCode": 403, "errorCode": "Mine", "errorMessage": "m"}"#, ("Mine", 403)),
            (r#"{"statusCode": 404}"#, ("NotFound", 404)),
            (r#"{"statusCode": 700}"#, ("LambdaInvalidResponse", 400)),
            (
                r#"{"statusCode": 200, "headers": {"Content-Length": "x"}}"#,
                ("LambdaInvalidResponse", 400),
            ),
            (r#"{}"#, ("LambdaInvalidResponse", 400)),
            (r#"null"#, ("LambdaInvalidResponse", 400)),
        ] {
            let error = head_of(text).expect_err(text);
            assert_eq!((error.code(), error.status()), want, "{text}");
        }
    }

    #[test]
    fn lists() {
        let of = |text: &'static str| list_v2(&Bytes::from_static(text.as_bytes()));
        let xml = of(r#"{"statusCode": 200, "listResultXml": "<ListBucketResult/>"}"#).unwrap();
        assert_eq!(&xml.raw().unwrap().bytes[..], b"<ListBucketResult/>");
        let json = of(
            r#"{"statusCode": 200, "listBucketResult": {"name": "n", "keyCount": 1, "contents": [{"key": "k", "size": 3,
                "lastModified": "1970-01-01T00:00:05Z"}], "commonPrefixes": [{"prefix": "p/"}]}}"#,
        );
        let json = json.unwrap().into_any().downcast::<ListObjectsV2Output>().unwrap();
        let first = &json.contents.unwrap()[0];
        assert_eq!((first.key.as_deref(), first.size), (Some("k"), Some(3)));
        assert_eq!(first.last_modified, Some(Timestamp::from_secs(5)));
        assert_eq!(json.common_prefixes.unwrap()[0].prefix.as_deref(), Some("p/"));
        assert!(of(r#"{"statusCode": 200}"#).is_err());
    }
}
