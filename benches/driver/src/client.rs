//! One keep-alive connection that signs with the cloud's own root key, so that every signature is verified.

use std::net::SocketAddr;

use bytes::Bytes;
use clock::Clock;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use sigv4::sign::{Body, Signer};
use sigv4::{Algorithm, PayloadHash, RequestView, Rules, SecretKey};
use tokio::net::TcpStream;

/// Anything that ends the measurement.
pub(crate) type Error = Box<dyn std::error::Error>;

/// What to call: headers and body.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    /// `x-amz-target`; a form when there is none.
    pub(crate) target: Option<&'a str>,
    pub(crate) body: &'a str,
}

/// A call of S3.
pub(crate) struct Ask<'a> {
    pub(crate) method: &'static str,
    /// With its leading slash.
    pub(crate) path: &'a str,
    /// As it is signed: names in order.
    pub(crate) query: &'a str,
    pub(crate) body: Bytes,
    /// Whether the body's hash is part of what is signed.
    pub(crate) signed: bool,
}

/// An access key.
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) secret: String,
}

pub(crate) struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    id: String,
    secret: SecretKey,
    clock: Clock,
}

impl Client {
    /// Without a key: for the bare server.
    pub(crate) async fn plain(address: SocketAddr) -> Result<Client, Error> {
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(socket)).await?;
        tokio::spawn(connection);
        let (id, secret) = (String::new(), SecretKey::new(""));
        Ok(Client { sender, host: address.to_string(), id, secret, clock: Clock::system() })
    }

    /// With this key, or with the root key of the cloud.
    pub(crate) async fn connect(address: SocketAddr, key: Option<&Key>) -> Result<Client, Error> {
        let mut client = Client::plain(address).await?;
        if let Some(key) = key {
            client.id.clone_from(&key.id);
            client.secret = SecretKey::new(key.secret.as_str());
            return Ok(client);
        }
        let facts: Value = serde_json::from_slice(&client.get("/_stratus/credentials").await?)?;
        let text = |name: &str| facts[name].as_str().map(str::to_owned).ok_or("no root key");
        client.id = text("accessKeyId")?;
        client.secret = SecretKey::new(text("secretAccessKey")?);
        Ok(client)
    }

    /// An unsigned GET.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Bytes, Error> {
        let request = Request::get(path).header("host", &self.host).body(Full::default())?;
        self.send(request).await
    }

    /// A signed POST.
    pub(crate) async fn call(&mut self, service: &str, call: Call<'_>) -> Result<Bytes, Error> {
        let mut headers = vec![("host", self.host.clone())];
        match call.target {
            Some(target) => {
                let version = if matches!(service, "sqs" | "dynamodb") { "1.0" } else { "1.1" };
                headers.push(("content-type", format!("application/x-amz-json-{version}")));
                headers.push(("x-amz-target", target.to_owned()));
            }
            None => headers.push(("content-type", "application/x-www-form-urlencoded".to_owned())),
        }
        let signer = Signer {
            algorithm: Algorithm::V4,
            access_key_id: &self.id,
            secret: &self.secret,
            session_token: None,
            sign_token: true,
            region: "us-east-1",
            service,
            rules: Rules::STANDARD,
        };
        let view = RequestView { method: "POST", path: "/", query: "", headers: &headers };
        let now = self.clock.now().as_secs();
        let signed = signer.sign(&view, Body::of(call.body.as_bytes()), now).headers;
        let mut request = Request::post("/");
        for (name, value) in headers.iter().chain(&signed) {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(Bytes::copy_from_slice(call.body.as_bytes())))?;
        self.send(request).await
    }

    /// A call of S3; unsigned when the client has no key.
    fn request(&self, ask: Ask<'_>) -> Result<Request<Full<Bytes>>, Error> {
        let headers = vec![("host", self.host.clone())];
        let signer = Signer {
            algorithm: Algorithm::V4,
            access_key_id: &self.id,
            secret: &self.secret,
            session_token: None,
            sign_token: true,
            region: "us-east-1",
            service: "s3",
            rules: Rules::S3,
        };
        let Ask { method, path, query, body, signed } = ask;
        let hash = match Body::of(if signed { &body } else { b"" }) {
            Body::Hash(hash) if signed => PayloadHash::Sha256(hash),
            _ => PayloadHash::Unsigned,
        };
        let uri = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let mut request = Request::builder().method(method).uri(uri).header("host", &self.host);
        if !self.id.is_empty() {
            let view = RequestView { method, path, query, headers: &headers };
            let now = self.clock.now().as_secs();
            for (name, value) in signer.sign(&view, Body::Declared(hash), now).headers {
                request = request.header(name, value);
            }
        }
        Ok(request.body(Full::new(body))?)
    }

    pub(crate) async fn ask(&mut self, ask: Ask<'_>) -> Result<Bytes, Error> {
        let request = self.request(ask)?;
        self.send(request).await
    }

    /// The same, with an answer that is read and thrown away: how many bytes it had.
    pub(crate) async fn drain(&mut self, ask: Ask<'_>) -> Result<usize, Error> {
        let request = self.request(ask)?;
        self.sender.ready().await?;
        let (head, mut body) = self.sender.send_request(request).await?.into_parts();
        let mut count = 0;
        while let Some(frame) = body.frame().await {
            count += frame?.data_ref().map_or(0, Bytes::len);
        }
        if head.status.is_success() { Ok(count) } else { Err(head.status.to_string().into()) }
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Bytes, Error> {
        self.sender.ready().await?;
        let (head, body) = self.sender.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        if head.status.is_success() {
            return Ok(body);
        }
        Err(format!("{}: {}", head.status, String::from_utf8_lossy(&body)).into())
    }
}
