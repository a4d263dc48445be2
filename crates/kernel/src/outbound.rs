//! Requests of this cloud's own to other servers: keys of identity providers. Services have no sockets; whoever runs
//! the cloud hands the kernel a client.

use thiserror::Error;

use crate::operations::BoxFuture;

/// An answer.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// HTTP status.
    pub status: u16,
    /// At most [`MAX_FETCHED`] bytes.
    pub body: Vec<u8>,
    /// SHA-1 of each certificate that the server showed, in lower-case hexadecimal, its own first; empty without TLS.
    pub certificate_thumbprints: Vec<String>,
}

/// Why there is no answer.
#[derive(Clone, Debug, Error)]
#[error("{url}: {reason}")]
pub struct FetchError {
    /// What was asked for.
    pub url: String,
    /// Why, in a few words.
    pub reason: String,
}

/// A client for HTTP and HTTPS.
pub trait Outbound: Send + Sync {
    /// Gets `url`, without following redirects, within a few seconds. Certificates are shown and not judged: who
    /// asks compares their thumbprints, or asks for `trusted` ones only.
    fn get<'a>(&'a self, url: &'a str, trusted: bool)
    -> BoxFuture<'a, Result<Fetched, FetchError>>;
}

/// The largest answer that is taken.
pub const MAX_FETCHED: usize = 1 << 20;

/// A cloud without a client: every request fails, and says why.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoOutbound;

impl Outbound for NoOutbound {
    fn get<'a>(&'a self, url: &'a str, _: bool) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        let reason = "this cloud was started without a client for requests of its own".to_owned();
        Box::pin(async move { Err(FetchError { url: url.to_owned(), reason }) })
    }
}
