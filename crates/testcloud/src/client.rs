//! A client over real HTTP: one keep-alive connection, signed calls, any protocol of the service.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use clock::Clock;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use kernel::Kernel;
use schema::Protocol;
use serde_json::Value;
use thiserror::Error;
use tokio::net::TcpStream;

use crate::cloud::Cloud;
use crate::sign::{Credentials, Scope};
use crate::speak::{self, Answer, SpeakError};

/// The longest that a call may take in real time: a cloud with frozen time answers at once or waits.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request, unsigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Such as `POST`.
    pub method: &'static str,
    /// Path and query.
    pub target: String,
    /// Headers besides `host` and the signature's.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// An answer, read whole.
#[derive(Clone, Debug)]
pub struct HttpReply {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl HttpReply {
    /// The first header called `name`, when it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Why a call has no answer.
#[derive(Debug, Error)]
pub enum CallError {
    /// The connection broke.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// Nothing came.
    #[error(
        "no answer within {} s of real time; if the call waits for the clock, which stands still, \
         make it in the background (&>) and move the clock",
        PATIENCE.as_secs()
    )]
    Silence,
    /// The call cannot be written, or its answer cannot be read.
    #[error(transparent)]
    Speak(#[from] SpeakError),
    /// The cloud has no such service.
    #[error("the cloud has no service {0}")]
    NoService(String),
}

/// One connection, opened when first used and again when it was closed.
#[derive(Debug)]
pub struct Connection {
    address: SocketAddr,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Connection {
    /// To this address.
    pub fn new(address: SocketAddr) -> Connection {
        Connection { address, sender: None }
    }

    /// Sends a request as it is and reads the answer.
    ///
    /// # Errors
    /// When the connection breaks or nothing comes.
    pub async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<HttpReply, CallError> {
        let exchange = tokio::time::timeout(PATIENCE, self.exchange(request));
        let result = exchange.await.unwrap_or(Err(CallError::Silence));
        if result.is_err() {
            self.sender = None;
        }
        result
    }

    async fn exchange(&mut self, request: Request<Full<Bytes>>) -> Result<HttpReply, CallError> {
        let sender = match &mut self.sender {
            Some(sender) if !sender.is_closed() => sender,
            slot => slot.insert(connect(self.address).await?),
        };
        sender.ready().await.map_err(broken)?;
        let (head, body) = sender.send_request(request).await.map_err(broken)?.into_parts();
        let body = body.collect().await.map_err(broken)?.to_bytes();
        Ok(HttpReply { status: head.status.as_u16(), headers: head.headers, body })
    }
}

fn broken(error: impl std::fmt::Display) -> CallError {
    CallError::Connection(error.to_string())
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>, CallError> {
    let socket = TcpStream::connect(address).await.map_err(broken)?;
    socket.set_nodelay(true).map_err(broken)?;
    let (sender, connection) = handshake(TokioIo::new(socket)).await.map_err(broken)?;
    #[expect(clippy::disallowed_methods, reason = "the task ends when the sender is dropped")]
    tokio::spawn(async move {
        // Its error reaches whoever waits for an answer.
        let _closed = connection.await;
    });
    Ok(sender)
}

/// Signs and makes calls.
pub struct Client {
    kernel: Kernel,
    clock: Clock,
    address: SocketAddr,
    credentials: Credentials,
    region: String,
    connection: Connection,
}

impl Client {
    /// For `cloud`, with these credentials, in the default region.
    pub fn new(cloud: &Cloud, credentials: Credentials) -> Client {
        Client {
            kernel: cloud.kernel().clone(),
            clock: cloud.clock().clone(),
            address: cloud.address(),
            credentials,
            region: cloud.kernel().settings().default_region.to_string(),
            connection: Connection::new(cloud.address()),
        }
    }

    /// The same in another region.
    #[must_use]
    pub fn in_region(mut self, region: &str) -> Client {
        region.clone_into(&mut self.region);
        self
    }

    /// Calls `operation` of `service` in the service's preferred protocol. `input` has the names that the
    /// service's JSON has.
    ///
    /// # Errors
    /// When there is no readable answer. An API error is an [`Answer`].
    pub async fn call(
        &mut self,
        service: &str,
        operation: &str,
        input: Value,
    ) -> Result<Answer, CallError> {
        let registered = self.kernel.registered(service);
        let facts = registered.map_err(|_| CallError::NoService(service.to_owned()))?;
        let protocol = facts.service.schema.facts().protocols[0];
        self.call_in(protocol, service, operation, &input).await
    }

    /// The same in a protocol that the caller chooses.
    ///
    /// # Errors
    /// As [`Client::call`].
    pub async fn call_in(
        &mut self,
        protocol: Protocol,
        service: &str,
        operation: &str,
        input: &Value,
    ) -> Result<Answer, CallError> {
        let registered = self.kernel.registered(service);
        let registered = registered.map_err(|_| CallError::NoService(service.to_owned()))?;
        let schema = registered.service.schema.get();
        let op = speak::operation(schema, operation)?;
        let request = speak::encode(protocol, schema, op, input)?;
        let reply = self.send(schema.signing_name, request).await?;
        Ok(speak::decode(protocol, schema, op, &reply)?)
    }

    /// Signs a request for the service that signs as `signing_name`, and sends it.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn send(
        &mut self,
        signing_name: &str,
        request: HttpRequest,
    ) -> Result<HttpReply, CallError> {
        let host = self.address.to_string();
        let now = self.clock.now();
        let scope = Scope { region: &self.region, service: signing_name, now, host: &host };
        self.connection.send(self.credentials.sign(&scope, request)).await
    }
}
