//! The address of the original: a presigned URL on the supporting access point, good for a minute, that reads with the
//! permissions of who asked.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-event-context.html>

use std::time::Duration;

use kernel::{ApiResult, Call, Kernel};
use sigv4::sign::{Body, Signer};
use sigv4::{Algorithm, PayloadHash, RequestView, Rules, SecretKey};

use super::SERVICE;
use crate::{percent, refusals};

/// How long the URL is good, in seconds.
const LIFE: u32 = 61;
/// Where the cloud is found within functions' environments, if it listens nowhere else.
const PORT: u16 = 4_566;

/// What of the original is asked for.
pub(super) struct Original<'o> {
    pub(super) method: &'o str,
    /// The alias of the supporting access point.
    pub(super) alias: &'o str,
    /// Empty of a listing.
    pub(super) key: &'o str,
    pub(super) query: Vec<(&'o str, &'o str)>,
}

/// The URL, signed for the caller of `call`. Nobody's calls have none.
pub(super) fn url(kernel: &Kernel, call: &Call, original: &Original<'_>) -> ApiResult<String> {
    let now = kernel.clock().now();
    let expires = now.plus(Duration::from_secs(LIFE.into()));
    let credentials = kernel.pass_on(&call.caller, SERVICE, &call.region, expires);
    let credentials = credentials.ok_or_else(refusals::access_denied)?;
    let authority = format!("127.0.0.1:{}", kernel.port().unwrap_or(PORT));
    let path = format!("/{}/{}", original.alias, percent::encoded(original.key, b"-._~/"));
    let plain = |text: &str| percent::encoded(text, percent::UNRESERVED);
    let pairs = original.query.iter();
    let query: Vec<String> =
        pairs.map(|(name, value)| format!("{}={}", plain(name), plain(value))).collect();
    let secret = SecretKey::new(credentials.secret_access_key.as_str());
    let signer = Signer {
        algorithm: Algorithm::V4,
        access_key_id: &credentials.access_key_id,
        secret: &secret,
        session_token: Some(&credentials.session_token),
        sign_token: true,
        region: call.region.as_str(),
        service: "s3",
        rules: Rules::S3,
    };
    let headers = vec![("host", authority.clone())];
    let query = query.join("&");
    let view =
        RequestView { method: original.method, path: &path, query: &query, headers: &headers };
    let body = Body::Declared(PayloadHash::Unsigned);
    let signed = signer.presign(&view, body, LIFE, now.as_secs());
    Ok(format!("http://{authority}{path}?{signed}"))
}
