//! What a service says to browsers beside its API: rules for pages of other origins, and websites.

use schema::{ApiError, ApiResult, ByteStream};

use crate::call::{Endpoint, Via};
use crate::kernel::Kernel;
use crate::operations::BoxFuture;
use arn::Region;

/// A request of a page, or a browser's question whether a page may make one.
pub struct PageQuery<'a> {
    /// The path, with the bucket first that the host may name.
    pub target: &'a str,
    /// The request's own method: `OPTIONS` is a question.
    pub method: &'a str,
    /// `Origin`.
    pub origin: Option<&'a str>,
    /// `Access-Control-Request-Method`.
    pub asked_method: Option<&'a str>,
    /// `Access-Control-Request-Headers`.
    pub asked_headers: Option<&'a str>,
    /// Where the call is made.
    pub region: Region,
}

/// What a service's resource says of it.
#[derive(Debug)]
pub enum PageRule {
    /// Nothing: the cloud's own rule counts.
    Cloud,
    /// The page may, and learns these headers.
    Says(Vec<(&'static str, String)>),
    /// The request is as good as without a page: no header lets the page read the answer.
    Silent,
    /// The answer to a question, or to `OPTIONS` that are none.
    Refused(ApiError),
}

/// A browser's request to a website.
pub struct Visit {
    /// Whose website: the label of the host.
    pub site: String,
    /// As it was sent, encoded.
    pub path: String,
    /// The method.
    pub method: String,
    /// Headers by name in small letters.
    pub headers: Vec<(String, String)>,
    /// How the browser named us.
    pub endpoint: Endpoint,
    /// Where.
    pub region: Region,
    /// How it came.
    pub via: Via,
    /// The id of the answer.
    pub request_id: String,
}

/// What a browser gets.
pub struct Shown {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: ByteStream,
}

/// A service that answers browsers itself.
pub trait Web: Send + Sync {
    /// What the resource that a page's request is about says of the page.
    fn page<'a>(
        &'a self,
        kernel: &'a Kernel,
        query: &'a PageQuery<'a>,
    ) -> BoxFuture<'a, ApiResult<PageRule>>;

    /// Serves a website.
    fn site<'a>(&'a self, kernel: &'a Kernel, visit: Visit) -> BoxFuture<'a, Shown>;
}
