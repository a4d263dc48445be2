//! A line of a server access log: 27 columns, a dash where there is nothing to tell.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html>

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{Answered, Caller, Principal, Region, Timestamp};

use crate::bucket::Bucket;
use crate::changes::Change;
use crate::owner::canonical_id;
use crate::storage_class::StorageClass;

/// Longest URI, referer and user agent that a line repeats, in bytes.
const MAX_TEXT: usize = 2_048;

/// What a line tells.
pub(crate) struct Line<'a> {
    owner: String,
    bucket: &'a str,
    at: Timestamp,
    pub(crate) source: Option<IpAddr>,
    pub(crate) requester: Option<String>,
    request_id: &'a str,
    operation: String,
    /// Encoded.
    pub(crate) key: Option<String>,
    uri: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) error: Option<&'a str>,
    sent: Option<u64>,
    pub(crate) size: Option<u64>,
    millis: Option<u128>,
    pub(crate) referer: Option<&'a str>,
    pub(crate) user_agent: Option<&'a str>,
    pub(crate) version: Option<&'a str>,
    pub(crate) signature: Option<&'a str>,
    cipher: Option<&'a str>,
    pub(crate) auth: Option<&'a str>,
    pub(crate) host: Option<&'a str>,
    tls: Option<&'a str>,
}

impl<'a> Line<'a> {
    pub(crate) fn new(
        bucket: &'a Bucket,
        at: Timestamp,
        operation: impl Into<String>,
        request_id: &'a str,
    ) -> Line<'a> {
        Line {
            owner: canonical_id(bucket.owner),
            bucket: bucket.name.as_str(),
            at,
            source: None,
            requester: None,
            request_id,
            operation: operation.into(),
            key: None,
            uri: None,
            status: None,
            error: None,
            sent: None,
            size: None,
            millis: None,
            referer: None,
            user_agent: None,
            version: None,
            signature: None,
            cipher: None,
            auth: None,
            host: None,
            tls: None,
        }
    }

    /// Of a request from outside.
    pub(crate) fn of_request(bucket: &'a Bucket, request: &'a Answered<'a>) -> Line<'a> {
        let key = key_of(request.target);
        let operation = operation(request, key.is_some());
        let mut line = Line::new(bucket, request.at, operation, request.request_id);
        line.source = Some(request.source);
        line.requester = request.caller.and_then(|caller| requester(caller, request.region));
        line.size = size(request).filter(|_| key.is_some());
        line.key = key.map(str::to_owned);
        line.uri = Some(format!("{} {} {}", request.method, request.uri, request.http));
        line.status = Some(request.status);
        line.error = request.error;
        line.sent = request.sent.filter(|sent| *sent > 0);
        line.millis = Some(request.took.as_millis());
        line.referer = request.referer;
        line.user_agent = request.user_agent;
        line.version = parameter(request.query, "versionId");
        let known = request.caller.is_some_and(|c| c.principal != Principal::Anonymous);
        line.signature = request.signature.filter(|_| known || request.error.is_some());
        line.auth =
            line.signature.map(|_| if request.presigned { "QueryString" } else { "AuthHeader" });
        line.host = Some(request.host);
        line.tls = request.tls.as_ref().map(|(version, _)| *version);
        line.cipher = request.tls.as_ref().map(|(_, cipher)| cipher.as_str());
        line
    }

    /// The line, without its end.
    pub(crate) fn text(&self) -> String {
        let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let plain = |text: Option<&str>| or_dash(text.map(|text| cleaned(text, true)));
        let number = |n: Option<u64>| or_dash(n.map(|n| n.to_string()));
        let quoted =
            |text: Option<&str>| format!("\"{}\"", or_dash(text.map(|text| cleaned(text, false))));
        let uri = match &self.uri {
            Some(uri) => quoted(Some(uri)),
            None => "-".to_owned(),
        };
        let millis = or_dash(self.millis.map(|n| n.to_string()));
        let columns = [
            self.owner.clone(),
            self.bucket.to_owned(),
            time(self.at),
            or_dash(self.source.map(|ip| ip.to_string())),
            plain(self.requester.as_deref()),
            self.request_id.to_owned(),
            self.operation.clone(),
            plain(self.key.as_deref()),
            uri,
            or_dash(self.status.map(|status| status.to_string())),
            plain(self.error),
            number(self.sent),
            number(self.size),
            millis.clone(),
            millis,
            quoted(self.referer),
            quoted(self.user_agent),
            plain(self.version),
            STANDARD.encode(self.request_id),
            plain(self.signature),
            plain(self.cipher),
            plain(self.auth),
            plain(self.host),
            plain(self.tls),
            // The access point, whether a list was needed, and the region that the request came from.
            "- - -".to_owned(),
        ];
        columns.join(" ")
    }
}

/// `[06/Feb/2019:00:00:38 +0000]`.
fn time(at: Timestamp) -> String {
    let date = at.whole_seconds().http_date();
    let part = |range: std::ops::Range<usize>| date.get(range).unwrap_or_default();
    format!("[{}/{}/{}:{} +0000]", part(5..7), part(8..11), part(12..16), part(17..25))
}

/// Text that breaks no column.
fn cleaned(text: &str, spaces: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if out.len() >= MAX_TEXT {
            break;
        }
        match c {
            '"' => out.push_str("%22"),
            ' ' if spaces => out.push_str("%20"),
            c if c.is_control() => out.push_str(&format!("%{:02X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// A key as lines have it.
pub(crate) fn encoded(key: &str) -> String {
    crate::website_rules::percent_encoded(key)
}

/// Who it was: an account's root by its canonical id, others by their ARN; nobody knows who did not sign.
pub(crate) fn requester(caller: &Caller, region: &Region) -> Option<String> {
    match &caller.principal {
        Principal::Anonymous => None,
        Principal::Root => Some(canonical_id(caller.account)),
        Principal::Service(name) => Some(format!("svc:{name}.amazonaws.com")),
        Principal::Identity { .. } => Some(caller.arn(region)),
    }
}

/// `key` of `/bucket/key`.
fn key_of(target: &str) -> Option<&str> {
    let path = target.trim_start_matches('/');
    path.split_once('/').map(|(_, key)| key).filter(|key| !key.is_empty())
}

fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// How large the object is that the request is about.
fn size(request: &Answered<'_>) -> Option<u64> {
    if request.error.is_some() {
        return None;
    }
    let (range, length) = request.content;
    let whole = range.and_then(|range| range.rsplit_once('/')?.1.parse().ok());
    match (request.method, request.operation) {
        ("GET" | "HEAD", "GetObject" | "HeadObject") | ("GET", "") => {
            whole.or_else(|| length.and_then(|n| n.parse().ok())).or(request.sent)
        }
        ("PUT", "PutObject" | "UploadPart") => request.received,
        _ => None,
    }
}

fn operation(request: &Answered<'_>, has_key: bool) -> String {
    let method = request.method;
    if request.is_site {
        return format!("WEBSITE.{method}.OBJECT");
    }
    match request.operation {
        "CopyObject" => "REST.COPY.OBJECT".to_owned(),
        "UploadPartCopy" => "REST.COPY.PART".to_owned(),
        "" if method == "OPTIONS" => "REST.OPTIONS.PREFLIGHT".to_owned(),
        name => format!("REST.{method}.{}", resource(name, has_key)),
    }
}

/// What the operations are about, where that is neither an object nor a bucket itself.
const RESOURCES: [(&str, &str); 30] = [
    ("BucketAccelerateConfiguration", "ACCELERATE"),
    ("BucketAcl", "ACL"),
    ("BucketAnalyticsConfiguration", "ANALYTICS"),
    ("BucketCors", "CORS"),
    ("BucketEncryption", "ENCRYPTION"),
    ("BucketIntelligentTieringConfiguration", "INTELLIGENT_TIERING"),
    ("BucketInventoryConfiguration", "INVENTORY"),
    ("BucketLifecycle", "LIFECYCLE"),
    ("BucketLifecycleConfiguration", "LIFECYCLE"),
    ("BucketLocation", "LOCATION"),
    ("BucketLogging", "LOGGING_STATUS"),
    ("BucketMetricsConfiguration", "METRICS"),
    ("BucketNotificationConfiguration", "NOTIFICATION"),
    ("BucketOwnershipControls", "OWNERSHIP_CONTROLS"),
    ("BucketPolicy", "BUCKETPOLICY"),
    ("BucketPolicyStatus", "POLICY_STATUS"),
    ("BucketReplication", "REPLICATION"),
    ("BucketRequestPayment", "REQUEST_PAYMENT"),
    ("BucketTagging", "TAGGING"),
    ("BucketVersioning", "VERSIONING"),
    ("BucketWebsite", "WEBSITE"),
    ("ObjectAcl", "ACL"),
    ("ObjectAnnotation", "OBJECT_ANNOTATION"),
    ("ObjectAttributes", "OBJECT_ATTRIBUTES"),
    ("ObjectLegalHold", "OBJECT_LEGAL_HOLD"),
    ("ObjectLockConfiguration", "OBJECT_LOCK_CONFIGURATION"),
    ("ObjectRetention", "OBJECT_RETENTION"),
    ("ObjectTagging", "OBJECT_TAGGING"),
    ("ObjectVersions", "BUCKETVERSIONS"),
    ("PublicAccessBlock", "PUBLIC_ACCESS_BLOCK"),
];

fn resource(name: &str, has_key: bool) -> &'static str {
    match name {
        "CreateMultipartUpload" | "ListMultipartUploads" => return "UPLOADS",
        "CompleteMultipartUpload" | "AbortMultipartUpload" | "ListParts" => return "UPLOAD",
        "UploadPart" => return "PART",
        "DeleteObjects" => return "MULTI_OBJECT_DELETE",
        "PostObject" => return "OBJECT",
        "RestoreObject" => return "RESTORE",
        _ => {}
    }
    let verbs = ["Get", "Put", "Delete", "List"];
    let bare = verbs.iter().find_map(|verb| name.strip_prefix(verb)).unwrap_or(name);
    let found = RESOURCES.iter().find(|(known, _)| {
        // Lists of configurations have an `s` at their end.
        *known == bare || bare.strip_suffix('s') == Some(*known)
    });
    found.map_or(if has_key { "OBJECT" } else { "BUCKET" }, |(_, resource)| resource)
}

/// The operation by which S3 itself made a change; `class` is the object's since.
/// Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-and-other-bucket-config.html>
pub(crate) fn of_change(change: Change, class: Option<StorageClass>) -> Option<&'static str> {
    Some(match (change, class) {
        (Change::LifecycleRemoved, _) => "S3.EXPIRE.OBJECT",
        (Change::LifecycleMarkerCreated, _) => "S3.CREATE.DELETEMARKER",
        (Change::LifecycleMoved, Some(class)) => match class {
            StorageClass::StandardIa => "S3.TRANSITION_SIA.OBJECT",
            StorageClass::OneZoneIa => "S3.TRANSITION_ZIA.OBJECT",
            StorageClass::IntelligentTiering => "S3.TRANSITION_INT.OBJECT",
            StorageClass::GlacierIr => "S3.TRANSITION_GIR.OBJECT",
            StorageClass::DeepArchive => "S3.TRANSITION_GDA.OBJECT",
            _ => "S3.TRANSITION.OBJECT",
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_of_operations() {
        for (name, has_key, resource_type) in [
            ("GetObject", true, "OBJECT"),
            ("ListObjectsV2", false, "BUCKET"),
            ("HeadBucket", false, "BUCKET"),
            ("GetBucketVersioning", false, "VERSIONING"),
            ("PutBucketLogging", false, "LOGGING_STATUS"),
            ("DeleteBucketPolicy", false, "BUCKETPOLICY"),
            ("ListBucketMetricsConfigurations", false, "METRICS"),
            ("GetObjectAcl", true, "ACL"),
            ("ListObjectVersions", false, "BUCKETVERSIONS"),
            ("CreateMultipartUpload", true, "UPLOADS"),
            ("ListParts", true, "UPLOAD"),
            ("UploadPart", true, "PART"),
            ("RestoreObject", true, "RESTORE"),
        ] {
            assert_eq!(resource(name, has_key), resource_type, "{name}");
        }
    }

    #[test]
    fn columns_hold_together() {
        assert_eq!(cleaned("a b\"c\n", true), "a%20b%22c%0A");
        assert_eq!(cleaned("a b\"c", false), "a b%22c");
        assert_eq!(cleaned(&"x".repeat(9_000), false).len(), MAX_TEXT);
        assert_eq!(key_of("/b/k/x"), Some("k/x"));
        assert_eq!(key_of("/b/"), None);
        assert_eq!(parameter("a=1&versionId=v", "versionId"), Some("v"));
        let at = Timestamp::parse_iso8601("2019-02-06T00:00:38Z").expect("a time");
        assert_eq!(time(at), "[06/Feb/2019:00:00:38 +0000]");
    }
}
