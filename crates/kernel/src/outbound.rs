//! Requests of this cloud's own to other servers: keys of identity providers. Services have no sockets; whoever runs
//! the cloud hands the kernel a client.

use schema::Bytes;
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

/// An answer whose body is still to come.
pub struct Opened {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// What follows.
    pub body: Box<dyn OpenedBody>,
}

/// A body, a piece at a time. The connection goes with it.
pub trait OpenedBody: Send {
    /// The next piece; `None` at the end. Who waits sets the limits, of time and of size.
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, String>>>;
}

/// A client for HTTP and HTTPS.
pub trait Outbound: Send + Sync {
    /// Gets `url`, without following redirects, within a few seconds. Certificates are shown and not judged: who
    /// asks compares their thumbprints, or asks for `trusted` ones only.
    fn get<'a>(&'a self, url: &'a str, trusted: bool)
    -> BoxFuture<'a, Result<Fetched, FetchError>>;

    /// Begins to get `url`, for what is too large to be held: without following redirects, from a server that is trusted.
    fn open<'a>(
        &'a self,
        url: &'a str,
        _headers: &'a [(&'static str, String)],
    ) -> BoxFuture<'a, Result<Opened, FetchError>> {
        let reason = "this cloud has no client for large answers".to_owned();
        Box::pin(async move { Err(FetchError { url: url.to_owned(), reason }) })
    }
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
