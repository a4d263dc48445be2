//! Signature version 2 as it still occurs: presigned S3 URLs, which boto3 makes by default, and the
//! forms of browser uploads. The `AWS key:signature` header is not among them; S3 refuses it.
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
        let mut text = Vec::with_capacity(256);
        self.write_string_to_sign(&mut text, req, bucket_in_host);
        check(secret, &self.access_key_id, &text, &self.signature)
    }

    fn write_string_to_sign(
        &self,
        out: &mut impl Sink,
        req: &RequestView<'_>,
        bucket: Option<&str>,
    ) {
        out.put(req.method.as_bytes());
        out.put(b"\n");
        for name in ["content-md5", "content-type"] {
            out.put(standard(req, name).as_bytes());
            out.put(b"\n");
        }
        out.put(self.expires.to_string().as_bytes());
        out.put(b"\n");
        write_amz_headers(out, req);
        if let Some(bucket) = bucket {
            out.put(b"/");
            out.put(bucket.as_bytes());
        }
        out.put(if req.path.is_empty() { b"/" } else { req.path.as_bytes() });
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

/// A header that is signed without its name. Clients repeat it in the query, where it counts when it was not sent.
fn standard(req: &RequestView<'_>, name: &'static str) -> String {
    let mut sent: Option<String> = None;
    req.headers.get_all(name, &mut |value| {
        sent.get_or_insert_with(|| String::from_utf8_lossy(value.trim_ascii()).into_owned());
    });
    sent.or_else(|| values(req, name)).unwrap_or_default()
}

/// The values of a header, joined; presigned URLs may give headers as parameters of the same name.
fn values(req: &RequestView<'_>, name: &str) -> Option<String> {
    let mut all = Vec::new();
    req.headers.get_all(name, &mut |value| {
        all.push(String::from_utf8_lossy(value.trim_ascii()).into_owned());
    });
    for (own, value) in uri::params(req.query) {
        if own.eq_ignore_ascii_case(name) {
            all.push(uri::decode(value).map(|v| v.trim().to_owned()).unwrap_or_default());
        }
    }
    (!all.is_empty()).then(|| all.join(","))
}

fn write_amz_headers(out: &mut impl Sink, req: &RequestView<'_>) {
    let mut names = Vec::new();
    let mut take = |name: &str| {
        let name = name.to_ascii_lowercase();
        if name.starts_with("x-amz-") {
            names.push(name);
        }
    };
    req.headers.names(&mut take);
    uri::params(req.query).for_each(|(name, _)| take(name));
    names.sort_unstable();
    names.dedup();
    for name in names {
        out.put(name.as_bytes());
        out.put(b":");
        out.put(values(req, &name).unwrap_or_default().as_bytes());
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

    #[test]
    fn signed_params_are_sorted() {
        assert!(SIGNED_PARAMS.is_sorted());
    }
}
