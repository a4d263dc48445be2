//! Makes signatures: for in-process clients, the command line and tests.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::authorization::{Algorithm, PayloadHash, Scope, Signature, SignedHeaders, TERMINATOR};
use crate::canonical::{Form, request_hash, string_to_sign};
use crate::chunked::Chain;
use crate::hex;
use crate::key::{SecretKey, SigningKey};
use crate::request::{Headers, RequestView};
use crate::time;
use crate::uri;
use crate::verify::Rules;

/// Headers that proxies and HTTP stacks change on the way, and so are never signed.
const UNSIGNED: [&str; 8] = [
    "authorization",
    "connection",
    "expect",
    "keep-alive",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amzn-trace-id",
];

/// What to sign about the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// The body's SHA-256, without an `x-amz-content-sha256` header.
    Hash([u8; 32]),
    /// As the `x-amz-content-sha256` header that is added says. S3 wants it.
    /// [`PayloadHash::MissingSoHashBody`] counts as the hash of an empty body.
    Declared(PayloadHash),
}

impl Body {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Body {
        Body::Hash(Sha256::digest(bytes).into())
    }

    fn text(self) -> String {
        match self {
            Body::Hash(hash) | Body::Declared(PayloadHash::Sha256(hash)) => hex::encode(&hash),
            Body::Declared(payload) => {
                payload.name().map_or_else(|| hex::encode(&Sha256::digest(b"")), str::to_owned)
            }
        }
    }
}

/// Who signs, for what.
#[derive(Clone, Debug)]
pub struct Signer<'a> {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The access key id.
    pub access_key_id: &'a str,
    /// Its secret.
    pub secret: &'a SecretKey,
    /// The session token of temporary credentials.
    pub session_token: Option<&'a str>,
    /// Whether the token is part of what is signed; `false` only for the few services that have it
    /// added afterwards.
    pub sign_token: bool,
    /// The region; with SigV4A the region set.
    pub region: &'a str,
    /// The service's signing name.
    pub service: &'a str,
    /// How the service spells paths.
    pub rules: Rules,
}

/// What a signed request carries beyond the request that was given.
pub struct SignedRequest {
    /// Headers to add: lowercase names.
    pub headers: Vec<(&'static str, String)>,
    /// Signs the chunks of a streaming body.
    pub chunks: ChunkSigner,
}

impl Signer<'_> {
    /// Signs with an `Authorization` header. All headers of `req` are signed but those that change on
    /// the way; `host` must be among them, and none that this adds. `now` is in seconds since 1970, UTC.
    pub fn sign(&self, req: &RequestView<'_>, body: Body, now: i64) -> SignedRequest {
        let mut added = vec![("x-amz-date", time::basic(now))];
        if let Body::Declared(_) = body {
            added.push(("x-amz-content-sha256", body.text()));
        }
        if self.algorithm == Algorithm::V4A {
            added.push(("x-amz-region-set", self.region.to_owned()));
        }
        let token = self.session_token.map(|token| ("x-amz-security-token", token.to_owned()));
        added.extend(token.clone().filter(|_| self.sign_token));
        let (signature, names, chunks) = {
            let all = With { inner: req.headers, added: &added };
            let req = RequestView { headers: &all, ..*req };
            self.signature(&req, body, now)
        };
        let authorization = format!(
            "{} Credential={}/{}, SignedHeaders={}, Signature={}",
            self.algorithm.as_str(),
            self.access_key_id,
            scope_text(&self.scope(now)),
            names.as_str(),
            signature.to_hex()
        );
        added.extend(token.filter(|_| !self.sign_token));
        added.push(("authorization", authorization));
        SignedRequest { headers: added, chunks }
    }

    /// Presigns: answers the whole query, with that of `req` in front. `host` must be among the headers,
    /// and whoever uses the URL must send all of them. `expires` is in seconds, up to 604,800.
    pub fn presign(&self, req: &RequestView<'_>, body: Body, expires: u32, now: i64) -> String {
        let names = signed_names(req.headers);
        let mut query = req.query.to_owned();
        let mut push = |name: &str, value: &str| {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(name);
            query.push('=');
            query.push_str(&uri::encode(value));
        };
        let credential = format!("{}/{}", self.access_key_id, scope_text(&self.scope(now)));
        push("X-Amz-Algorithm", self.algorithm.as_str());
        push("X-Amz-Credential", &credential);
        push("X-Amz-Date", &time::basic(now));
        push("X-Amz-SignedHeaders", names.as_str());
        push("X-Amz-Expires", &expires.to_string());
        if self.algorithm == Algorithm::V4A {
            push("X-Amz-Region-Set", self.region);
        }
        if let Body::Declared(_) = body {
            push("X-Amz-Content-Sha256", &body.text());
        }
        if let Some(token) = self.session_token {
            push("X-Amz-Security-Token", token);
        }
        let (signature, ..) = self.signature(&RequestView { query: &query, ..*req }, body, now);
        format!("{query}&X-Amz-Signature={}", signature.to_hex())
    }

    fn signature(
        &self,
        req: &RequestView<'_>,
        body: Body,
        now: i64,
    ) -> (Signature, SignedHeaders, ChunkSigner) {
        let names = signed_names(req.headers);
        let scope = self.scope(now);
        let form = Form {
            double_encode_path: self.rules.double_encode_path,
            normalize_path: self.rules.normalize_path,
            without_token: !self.sign_token,
        };
        let hash = request_hash(req, &names, body.text().as_bytes(), form);
        let text = string_to_sign(self.algorithm, now, &scope, &hash);
        let key = SigningKey::derive(self.secret, self.access_key_id, self.algorithm, &scope);
        let signature = key.sign(&text);
        let chain = Chain::from_seed(Arc::new(key), self.algorithm, now, scope, &signature);
        (signature, names, ChunkSigner { chain })
    }

    fn scope(&self, now: i64) -> Scope {
        Scope {
            date: time::basic(now)[..8].to_owned(),
            region: (self.algorithm == Algorithm::V4).then(|| self.region.to_owned()),
            service: self.service.to_owned(),
        }
    }
}

fn scope_text(scope: &Scope) -> String {
    match &scope.region {
        Some(region) => format!("{}/{region}/{}/{TERMINATOR}", scope.date, scope.service),
        None => format!("{}/{}/{TERMINATOR}", scope.date, scope.service),
    }
}

fn signed_names(headers: &dyn Headers) -> SignedHeaders {
    let mut names = Vec::new();
    headers.names(&mut |name| names.push(name.to_ascii_lowercase()));
    names.retain(|name| !UNSIGNED.contains(&name.as_str()));
    names.sort_unstable();
    names.dedup();
    SignedHeaders::from_sorted(&names)
}

/// Headers given and headers added.
struct With<'a> {
    inner: &'a dyn Headers,
    added: &'a [(&'static str, String)],
}

impl Headers for With<'_> {
    fn all<'h>(&'h self, each: &mut dyn FnMut(&'h str, &'h [u8])) {
        self.inner.all(each);
        for (name, value) in self.added {
            each(name, value.as_bytes());
        }
    }
}

/// Encodes a body as signed chunks: [`chunk`](Self::chunk) for each piece of at least 8,192 bytes (the
/// last may be shorter), then [`end`](Self::end).
pub struct ChunkSigner {
    chain: Chain,
}

impl ChunkSigner {
    /// Appends one chunk, with its size, signature and line breaks. Nothing is appended for no data.
    pub fn chunk(&mut self, data: &[u8], out: &mut Vec<u8>) {
        if !data.is_empty() {
            self.line(data, out);
            out.extend_from_slice(data);
            out.extend_from_slice(b"\r\n");
        }
    }

    /// Appends the closing chunk and, where there are any, the trailers with their signature.
    pub fn end(mut self, trailers: &[(&str, &str)], out: &mut Vec<u8>) {
        self.line(b"", out);
        if !trailers.is_empty() {
            let mut hash = Sha256::new();
            for (name, value) in trailers {
                hash.update(format!("{name}:{value}\n"));
                out.extend_from_slice(format!("{name}:{value}\r\n").as_bytes());
            }
            let signature = self.chain.sign_trailer(&hash.finalize().into());
            out.extend_from_slice(format!("x-amz-trailer-signature:{signature}\r\n").as_bytes());
        }
        out.extend_from_slice(b"\r\n");
    }

    fn line(&mut self, data: &[u8], out: &mut Vec<u8>) {
        let signature = self.chain.sign_chunk(&Sha256::digest(data).into());
        let line = format!("{:x};chunk-signature={signature}\r\n", data.len());
        out.extend_from_slice(line.as_bytes());
    }
}
