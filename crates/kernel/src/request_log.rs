//! Logs of requests that a service keeps for its users, whatever became of the requests: S3's server access logs. The
//! gateway tells them once an answer is made.

use std::net::IpAddr;
use std::time::Duration;

use arn::Region;
use clock::Timestamp;

use crate::call::Caller;
use crate::kernel::Kernel;
use crate::operations::BoxFuture;

/// A request that was answered.
pub struct Answered<'a> {
    /// When it came, by the cloud's clock.
    pub at: Timestamp,
    /// Its id, as the answer tells it.
    pub request_id: &'a str,
    /// AWS's name of the operation; empty when it was none.
    pub operation: &'a str,
    /// Whether a website was asked.
    pub is_site: bool,
    /// The path, with the bucket first that the host may name; encoded as it came.
    pub target: &'a str,
    /// The query; encoded as it came.
    pub query: &'a str,
    /// Path and query as they came.
    pub uri: &'a str,
    /// The method.
    pub method: &'a str,
    /// Such as `HTTP/1.1`.
    pub http: &'static str,
    /// How the client named us.
    pub host: &'a str,
    /// Where it came from.
    pub source: IpAddr,
    /// `User-Agent`.
    pub user_agent: Option<&'a str>,
    /// `Referer`.
    pub referer: Option<&'a str>,
    /// Who called, as far as that was found out.
    pub caller: Option<&'a Caller>,
    /// Where.
    pub region: &'a Region,
    /// The version of the signature, such as `SigV4`.
    pub signature: Option<&'static str>,
    /// Whether the signature stood in the query.
    pub presigned: bool,
    /// Version and cipher suite of TLS, in the words of OpenSSL.
    pub tls: Option<(&'static str, String)>,
    /// The answer's status.
    pub status: u16,
    /// The error's code.
    pub error: Option<&'a str>,
    /// Bytes of the answer's body, where that is known.
    pub sent: Option<u64>,
    /// Bytes that the client sent, without the encoding of chunks.
    pub received: Option<u64>,
    /// `Content-Range` and `Content-Length` of the answer.
    pub content: (Option<&'a str>, Option<&'a str>),
    /// From the request's head to the answer's.
    pub took: Duration,
}

/// A service that keeps such logs.
pub trait RequestLog: Send + Sync {
    /// Whether anybody has a log kept of requests to `target`. Asked of every request, so it is quick.
    fn wants<'a>(
        &'a self,
        kernel: &'a Kernel,
        region: &'a Region,
        target: &'a str,
    ) -> BoxFuture<'a, bool>;

    /// Keeps a request in the log.
    fn answered<'a>(&'a self, kernel: &'a Kernel, request: &'a Answered<'a>) -> BoxFuture<'a, ()>;
}
