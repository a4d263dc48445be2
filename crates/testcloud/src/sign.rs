//! Signatures of the test client.

use bytes::Bytes;
use clock::Timestamp;
use http::Request;
use http_body_util::Full;
use sigv4::sign::{Body, Signer};
use sigv4::{Algorithm, PayloadHash, RequestView, Rules, SecretKey};

use crate::client::HttpRequest;

/// An access key and its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// The session token, of temporary credentials.
    pub token: Option<String>,
}

/// What a signature is made for.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The region.
    pub region: &'a str,
    /// The service's signing name.
    pub service: &'a str,
    /// The cloud's time.
    pub now: Timestamp,
    /// The `host` header: `127.0.0.1:PORT`.
    pub host: &'a str,
}

impl Credentials {
    /// A lasting access key.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Credentials {
        Credentials { id: id.into(), secret: secret.into(), token: None }
    }

    /// Temporary credentials.
    pub fn temporary(
        id: impl Into<String>,
        secret: impl Into<String>,
        token: impl Into<String>,
    ) -> Credentials {
        Credentials { token: Some(token.into()), ..Credentials::new(id, secret) }
    }

    /// Nobody's: requests are sent as they are, without a signature.
    pub fn none() -> Credentials {
        Credentials::new("", "")
    }

    /// The request, signed; a session token goes with it, as `X-Amz-Security-Token`.
    ///
    /// # Panics
    /// When a header or the target is none that HTTP allows.
    pub fn sign(&self, scope: &Scope<'_>, request: HttpRequest) -> Request<Full<Bytes>> {
        let HttpRequest { method, target, headers: own, body } = request;
        let mut headers = vec![("host".to_owned(), scope.host.to_owned())];
        headers.extend(own);
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let secret = SecretKey::new(self.secret.as_str());
        let signer = Signer {
            algorithm: Algorithm::V4,
            access_key_id: &self.id,
            secret: &secret,
            session_token: self.token.as_deref(),
            sign_token: true,
            region: scope.region,
            service: scope.service,
            rules: if scope.service == "s3" { Rules::S3 } else { Rules::STANDARD },
        };
        let view = RequestView { method, path, query, headers: &headers };
        // S3 wants to be told the hash that is signed.
        let hash = match Body::of(&body) {
            Body::Hash(hash) if scope.service == "s3" => Body::Declared(PayloadHash::Sha256(hash)),
            hash => hash,
        };
        let signed = match self.id.is_empty() {
            true => Vec::new(),
            false => signer.sign(&view, hash, scope.now.as_secs()).headers,
        };
        let mut builder = Request::builder().method(method).uri(&target);
        for (name, value) in &headers {
            builder = builder.header(name, value);
        }
        for (name, value) in signed {
            builder = builder.header(name, value);
        }
        builder.body(Full::new(body)).expect("a request that HTTP allows")
    }
}
