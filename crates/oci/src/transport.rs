//! How registries are asked: whoever runs the cloud gives the client, for nothing here opens a socket.

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;

/// A future of a trait object.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A client for HTTP and HTTPS.
pub trait Transport: Send + Sync {
    /// Begins to get `url`, without following redirects, with certificates judged. `Err` says why there is no answer.
    fn get<'a>(
        &'a self,
        url: &'a str,
        headers: &'a [(&'static str, String)],
    ) -> Later<'a, Result<Answer, String>>;
}

/// An answer whose body is still to come.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// What follows.
    pub body: Box<dyn Pieces>,
}

/// A body, a piece at a time.
pub trait Pieces: Send {
    /// The next piece; `None` at the end.
    fn next(&mut self) -> Later<'_, Option<Result<Bytes, String>>>;
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}
