//! Signatures of the test client.

use sigv4::sign::{Body, Signer};
use sigv4::{Algorithm, RequestView, Rules, SecretKey};

/// An access key and its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id.
    pub id: String,
    /// Its secret.
    pub secret: String,
}

/// What a signature is made for.
pub(crate) struct Scope<'a> {
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    /// Seconds since 1970.
    pub(crate) now: i64,
}

impl Credentials {
    /// The headers that sign a request; `headers` must hold `host`.
    pub(crate) fn sign(
        &self,
        scope: &Scope<'_>,
        method: &str,
        target: &str,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Vec<(&'static str, String)> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let secret = SecretKey::new(self.secret.as_str());
        let signer = Signer {
            algorithm: Algorithm::V4,
            access_key_id: &self.id,
            secret: &secret,
            session_token: None,
            sign_token: true,
            region: scope.region,
            service: scope.service,
            rules: if scope.service == "s3" { Rules::S3 } else { Rules::STANDARD },
        };
        let request = RequestView { method, path, query, headers: &headers };
        signer.sign(&request, Body::of(body), scope.now).headers
    }
}
