//! Addresses of a service's resources that are no API: whatever HTTP request comes there is the service's to answer, such as
//! a function's URL. The gateway finds the address and says who signed; all else is up to the service.

use std::sync::Arc;

use bytes::Bytes;
use schema::{ApiResult, ByteStream};

use crate::call::{Call, Caller, Endpoint, Via};
use crate::kernel::Kernel;
use crate::operations::BoxFuture;
use arn::{AccountId, Region};

/// A request to a resource's own address.
pub struct FrontRequest {
    /// The resource: what stands before the front's label in the host's name.
    pub name: String,
    /// Where: the label after it, or the default region.
    pub region: Region,
    /// The method.
    pub method: String,
    /// As it was sent, encoded.
    pub path: String,
    /// As it was sent, encoded, without the question mark.
    pub query: String,
    /// `HTTP/1.1`.
    pub protocol: &'static str,
    /// Headers in their order, with names in small letters; those that came twice are here twice.
    pub headers: Vec<(String, String)>,
    /// The body, or why it could not be had: it was cut off, or larger than [`Front::body_limit`].
    pub body: ApiResult<Bytes>,
    /// Who signed: an anonymous caller when nobody did, and why a signature does not count.
    pub caller: ApiResult<Arc<Caller>>,
    /// How the client named us.
    pub endpoint: Endpoint,
    /// The version and the cipher of TLS, where it was used: `TLSv1.3`, `TLS_AES_128_GCM_SHA256`.
    pub tls: Option<(&'static str, String)>,
    /// How it came.
    pub via: Via,
    /// The id of the answer.
    pub request_id: String,
}

impl FrontRequest {
    /// A header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The request as a call of `service` that acts in `account`: to look into tables and to ask policies with.
    pub fn call(&self, service: &'static str, caller: Arc<Caller>, account: AccountId) -> Call {
        Call {
            service,
            operation: usize::MAX,
            caller,
            account,
            region: self.region.clone(),
            request_id: self.request_id.clone(),
            endpoint: self.endpoint.clone(),
            via: self.via.clone(),
            trace: self.header("x-amzn-trace-id").map(Into::into),
            input: Box::new(schema::Empty::default()),
        }
    }
}

/// What the client gets.
pub struct FrontAnswer {
    /// HTTP status; what is none becomes 500.
    pub status: u16,
    /// Headers; those that HTTP does not know are left out.
    pub headers: Vec<(String, String)>,
    /// The body. An error within it ends the connection.
    pub body: ByteStream,
}

/// A service whose resources have addresses of their own.
pub trait Front: Send + Sync {
    /// What their hosts are known by: `lambda-url` of `NAME.lambda-url.REGION.BASE`.
    fn label(&self) -> &'static str;

    /// The largest body, in bytes.
    fn body_limit(&self) -> usize;

    /// Answers.
    fn serve<'a>(&'a self, kernel: &'a Kernel, request: FrontRequest)
    -> BoxFuture<'a, FrontAnswer>;
}
