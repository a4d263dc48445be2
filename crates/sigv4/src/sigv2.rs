//! Signature version 2 as S3 still takes it: presigned URLs, which boto3 makes by default, the forms of
//! browser uploads, and the `AWS key:signature` header of old clients.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, Mac};
use sha1::Sha1;

use crate::canonical::Bounded;
use crate::error::{AuthError, Mismatch};
use crate::key::SecretKey;
use crate::request::RequestView;
use crate::uri::{self, Sink};

/// Query parameters that select a part of a bucket or object, or change the answer: only these of a
/// query are signed. Sorted.
const SIGNED_PARAMS: [&str; 40] = [
    "accelerate",
    "acl",
    "analytics",
    "cors",
    "defaultObjectAcl",
    "delete",
    "encryption",
    "inventory",
    "legal-hold",
    "lifecycle",
    "location",
    "logging",
    "metrics",
    "notification",
    "object-lock",
    "partNumber",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "replication",
    "requestPayment",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "restore",
    "retention",
    "select",
    "select-type",
    "storageClass",
    "tagging",
    "torrent",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "website",
];

/// A presigned URL of version 2, well-formed but not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresignedV2 {
    /// Whose key signed.
    pub access_key_id: String,
    /// Until when it is good: seconds since 1970, UTC.
    pub expires: i64,
    /// `x-amz-security-token` of the query.
    pub session_token: Option<String>,
    signature: String,
}

impl PresignedV2 {
    /// Reads the query; `None` when it speaks of no such signature. For S3 requests that
    /// [`crate::parse()`] found anonymous.
    ///
    /// # Errors
    /// Parameters are missing or malformed.
    pub fn parse(req: &RequestView<'_>) -> Result<Option<PresignedV2>, AuthError> {
        let id = parameter(req, "AWSAccessKeyId")?;
        let signature = parameter(req, "Signature")?;
        if id.is_none() && signature.is_none() {
            return Ok(None);
        }
        let (Some(access_key_id), Some(signature), Some(expires)) =
            (id, signature, parameter(req, "Expires")?)
        else {
            return Err(AuthError::QueryV2Incomplete);
        };
        let got = || crate::authorization::clip(&expires);
        let expires = expires.parse().map_err(|_| AuthError::ExpiresV2 { got: got() })?;
        let session_token = parameter(req, "x-amz-security-token")?;
        Ok(Some(PresignedV2 { access_key_id, expires, session_token, signature }))
    }

    /// Verifies with the secret of [`access_key_id`](Self::access_key_id), which the signature does not
    /// cover. `bucket_in_host` is the bucket of a virtual-hosted request: it belongs to the signed path.
    ///
    /// # Errors
    /// It has expired, or the signature is wrong.
    pub fn verify(
        &self,
        req: &RequestView<'_>,
        bucket_in_host: Option<&str>,
        secret: &SecretKey,
        now: i64,
    ) -> Result<(), AuthError> {
        if now > self.expires {
            return Err(AuthError::PresignedV2Expired { expires: self.expires, now });
        }
        let date = self.expires.to_string();
        let signed = Signed { req, bucket: bucket_in_host, date: &date, query: true };
        signed.verify(secret, &self.access_key_id, &self.signature)
    }
}

/// A request signed by its `Authorization` header, well-formed but not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderV2 {
    /// Whose key signed.
    pub access_key_id: String,
    /// When, as the client wrote it: `x-amz-date`, or else `Date`.
    pub date: Option<String>,
    /// `x-amz-security-token`.
    pub session_token: Option<String>,
    signature: String,
    /// Whether `Date` is what is signed.
    by_date: bool,
}

/// Longest signature and access key id that are looked at, in bytes.
const MAX_CREDENTIAL: usize = 256;

impl HeaderV2 {
    /// Reads the header; `None` when it is of another kind.
    pub fn parse(req: &RequestView<'_>) -> Option<HeaderV2> {
        let credential = sent(req, "authorization")?;
        let (id, signature) = credential.strip_prefix("AWS ")?.trim().split_once(':')?;
        if credential.len() > MAX_CREDENTIAL || id.is_empty() || signature.is_empty() {
            return None;
        }
        let own = sent(req, "x-amz-date");
        Some(HeaderV2 {
            access_key_id: id.to_owned(),
            by_date: own.is_none(),
            date: own.or_else(|| sent(req, "date")),
            session_token: sent(req, "x-amz-security-token"),
            signature: signature.to_owned(),
        })
    }

    /// Verifies with the secret of [`access_key_id`](Self::access_key_id).
    /// When it was signed is for the caller to judge.
    ///
    /// # Errors
    /// The signature is wrong.
    pub fn verify(
        &self,
        req: &RequestView<'_>,
        bucket_in_host: Option<&str>,
        secret: &SecretKey,
    ) -> Result<(), AuthError> {
        let date = self.date.as_deref().filter(|_| self.by_date).unwrap_or_default();
        let signed = Signed { req, bucket: bucket_in_host, date, query: false };
        signed.verify(secret, &self.access_key_id, &self.signature)
    }
}

/// What a signature covers.
struct Signed<'s> {
    req: &'s RequestView<'s>,
    bucket: Option<&'s str>,
    date: &'s str,
    /// Whether parameters of the query stand for headers that were not sent.
    query: bool,
}

impl Signed<'_> {
    /// Verifies the signature of what was sent; where the path is a bucket and no more, also as botocore and others sign
    /// it, with a slash behind that they do not send.
    fn verify(&self, secret: &SecretKey, id: &str, signature: &str) -> Result<(), AuthError> {
        let check_with = |end: &[u8]| {
            let mut text = Vec::with_capacity(256);
            self.write(&mut text, end);
            check(secret, id, &text, signature)
        };
        let outcome = check_with(b"");
        match outcome {
            Err(_) if self.is_of_bucket() => check_with(b"/").or(outcome),
            outcome => outcome,
        }
    }

    /// Whether the path names a bucket and nothing in it.
    fn is_of_bucket(&self) -> bool {
        let named = self.req.path.strip_prefix('/').filter(|name| !name.is_empty());
        self.bucket.is_none() && named.is_some_and(|name| !name.contains('/'))
    }

    /// Writes the string to sign, with `end` at the end of the path.
    fn write(&self, out: &mut impl Sink, end: &[u8]) {
        let Signed { req, bucket, date, query } = *self;
        out.put(req.method.as_bytes());
        out.put(b"\n");
        for name in ["content-md5", "content-type"] {
            let value = sent(req, name);
            let value = if query { value.or_else(|| values(req, name, true)) } else { value };
            out.put(value.unwrap_or_default().as_bytes());
            out.put(b"\n");
        }
        out.put(date.as_bytes());
        out.put(b"\n");
        write_amz_headers(out, req, query);
        if let Some(bucket) = bucket {
            out.put(b"/");
            out.put(bucket.as_bytes());
        }
        out.put(if req.path.is_empty() { b"/" } else { req.path.as_bytes() });
        out.put(end);
        write_params(out, req.query);
    }
}

/// Verifies the form of a browser upload: `signature` is its Base64 field over the `policy` field.
///
/// # Errors
/// The signature is wrong.
pub fn verify_policy_v2(
    access_key_id: &str,
    policy: &str,
    signature: &str,
    secret: &SecretKey,
) -> Result<(), AuthError> {
    check(secret, access_key_id, policy.as_bytes(), signature)
}

fn check(secret: &SecretKey, id: &str, text: &[u8], signature: &str) -> Result<(), AuthError> {
    let mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes())
        .expect("HMAC takes keys of every length")
        .chain_update(text);
    let matches = BASE64.decode(signature).is_ok_and(|bytes| mac.verify_slice(&bytes).is_ok());
    if matches {
        return Ok(());
    }
    let mut told = Bounded { text: Vec::new(), limit: Mismatch::LIMIT };
    told.put(text);
    Err(AuthError::Mismatch(Box::new(Mismatch {
        access_key_id: crate::authorization::clip(id),
        provided: crate::authorization::clip(signature),
        canonical_request: String::new(),
        string_to_sign: String::from_utf8_lossy(&told.text).into_owned(),
    })))
}

/// The one decoded value of a query parameter.
fn parameter(req: &RequestView<'_>, name: &'static str) -> Result<Option<String>, AuthError> {
    let mut found = uri::params(req.query).filter(|(own, _)| *own == name);
    let Some((_, value)) = found.next() else { return Ok(None) };
    match (uri::decode(value), found.next()) {
        (Some(value), None) => Ok(Some(value.into_owned())),
        _ => Err(AuthError::QueryParameter { name }),
    }
}

/// The first value of a header.
fn sent(req: &RequestView<'_>, name: &'static str) -> Option<String> {
    let mut sent: Option<String> = None;
    req.headers.get_all(name, &mut |value| {
        sent.get_or_insert_with(|| String::from_utf8_lossy(value.trim_ascii()).into_owned());
    });
    sent
}

/// The values of a header, joined; presigned URLs may give headers as parameters of the same name.
fn values(req: &RequestView<'_>, name: &str, query: bool) -> Option<String> {
    let mut all = Vec::new();
    req.headers.get_all(name, &mut |value| {
        all.push(String::from_utf8_lossy(value.trim_ascii()).into_owned());
    });
    for (own, value) in uri::params(req.query).filter(|_| query) {
        if own.eq_ignore_ascii_case(name) {
            all.push(uri::decode(value).map(|v| v.trim().to_owned()).unwrap_or_default());
        }
    }
    (!all.is_empty()).then(|| all.join(","))
}

fn write_amz_headers(out: &mut impl Sink, req: &RequestView<'_>, query: bool) {
    let mut names = Vec::new();
    let mut take = |name: &str| {
        let name = name.to_ascii_lowercase();
        if name.starts_with("x-amz-") {
            names.push(name);
        }
    };
    req.headers.names(&mut take);
    if query {
        uri::params(req.query).for_each(|(name, _)| take(name));
    }
    names.sort_unstable();
    names.dedup();
    for name in names {
        out.put(name.as_bytes());
        out.put(b":");
        out.put(values(req, &name, query).unwrap_or_default().as_bytes());
        out.put(b"\n");
    }
}

fn write_params(out: &mut impl Sink, query: &str) {
    let mut pairs: Vec<_> = query
        .split('&')
        .map(|piece| piece.split_once('=').map_or((piece, None), |(n, v)| (n, Some(v))))
        .filter(|(name, _)| SIGNED_PARAMS.binary_search(name).is_ok())
        .collect();
    pairs.sort_by_key(|(name, _)| *name);
    for (i, (name, value)) in pairs.into_iter().enumerate() {
        out.put(if i == 0 { b"?" } else { b"&" });
        out.put(name.as_bytes());
        if let Some(value) = value {
            out.put(b"=");
            out.put(uri::decode(value).unwrap_or_default().as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signatures that botocore 1.42 made.
    #[test]
    fn buckets_are_signed_with_a_slash_behind() {
        let secret = SecretKey::new("SK");
        let headers: Vec<(&str, String)> = vec![("host", "127.0.0.1:4788".to_owned())];
        let of = |path: &'static str, query: &'static str| {
            let req = RequestView { method: "GET", path, query, headers: &headers };
            let signed = PresignedV2::parse(&req).expect("well-formed").expect("signed");
            signed.verify(&req, None, &secret, 0)
        };
        let acl =
            "acl&AWSAccessKeyId=AK&Signature=8iSCc%2By5r6ulkQLHA%2BVQOCgul5E%3D&Expires=1795759103";
        assert_eq!(of("/bkt", acl), Ok(()));
        assert_eq!(of("/bkt/", acl), Ok(()));
        for path in ["/bkt/key", "/bkts", "/", "/bkt//"] {
            assert!(of(path, acl).is_err(), "{path}");
        }
    }

    /// The example of AWS's page on this signature.
    #[test]
    fn a_header_of_the_documentation() {
        let secret = SecretKey::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let headers = vec![
            ("host", "awsexamplebucket1.us-west-1.s3.amazonaws.com".to_owned()),
            ("date", "Tue, 27 Mar 2007 19:36:42 +0000".to_owned()),
            ("authorization", "AWS AKIAIOSFODNN7EXAMPLE:qgk2+6Sv9/oM7G3qLEjTH1a1l1g=".to_owned()),
        ];
        let req =
            RequestView { method: "GET", path: "/photos/puppy.jpg", query: "", headers: &headers };
        let signed = HeaderV2::parse(&req).expect("it is signed");
        assert_eq!(signed.access_key_id, "AKIAIOSFODNN7EXAMPLE");
        assert_eq!(signed.date.as_deref(), Some("Tue, 27 Mar 2007 19:36:42 +0000"));
        assert_eq!(signed.verify(&req, Some("awsexamplebucket1"), &secret), Ok(()));
        assert!(signed.verify(&req, None, &secret).is_err());
        let other = RequestView { method: "PUT", ..req };
        assert!(signed.verify(&other, Some("awsexamplebucket1"), &secret).is_err());
    }

    #[test]
    fn signed_params_are_sorted() {
        assert!(SIGNED_PARAMS.is_sorted());
    }
}
