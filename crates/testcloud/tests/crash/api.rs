//! One connection to the server, signed with the root key and verified.

use bytes::Bytes;
use clock::{Clock, Timestamp};
use serde_json::{Value, json};
use testcloud::{Connection, Credentials, HttpRequest, Scope};

use crate::process::Server;

/// The server did not answer: it was killed.
#[derive(Debug)]
pub(crate) struct Gone;

/// A service as its JSON protocol names it.
#[derive(Clone, Copy)]
pub(crate) struct Service {
    /// What calls are signed for.
    pub(crate) name: &'static str,
    /// What stands before the operation in `X-Amz-Target`.
    pub(crate) target: &'static str,
}

/// One connection.
pub(crate) struct Api {
    connection: Connection,
    host: String,
    key: Credentials,
    clock: Clock,
    service: Service,
}

impl Api {
    pub(crate) async fn connect(server: &Server, service: Service) -> Result<Api, Gone> {
        let host = server.address.to_string();
        let mut connection = Connection::new(server.address);
        let empty = http_body_util::Full::new(Bytes::new());
        let request = http::Request::get("/_stratus/credentials").header("host", &host).body(empty);
        let reply = connection.send(request.unwrap()).await.map_err(|_| Gone)?;
        let facts: Value = serde_json::from_slice(&reply.body).map_err(|_| Gone)?;
        let text = |name: &str| facts[name].as_str().unwrap().to_owned();
        let key = Credentials::new(text("accessKeyId"), text("secretAccessKey"));
        Ok(Api { connection, host, key, clock: Clock::system(), service })
    }

    /// Calls; answers the status and what came.
    pub(crate) async fn ask(
        &mut self,
        operation: &str,
        input: &Value,
    ) -> Result<(u16, Value), Gone> {
        let target = format!("{}.{operation}", self.service.target);
        let headers = [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", &target)];
        self.post("/", &headers, input.to_string()).await
    }

    /// Posts; answers the status and what came, if that is JSON.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Result<(u16, Value), Gone> {
        let request = HttpRequest {
            method: "POST",
            target: path.to_owned(),
            headers: headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            body: Bytes::from(body),
        };
        let now = self.clock.now();
        let scope =
            Scope { region: "us-east-1", service: self.service.name, now, host: &self.host };
        let reply = self.connection.send(self.key.sign(&scope, request)).await;
        let reply = reply.map_err(|_| Gone)?;
        let value = match &reply.body[..] {
            [] => Value::Null,
            b if b[0] == b'<' => Value::String(String::from_utf8_lossy(b).into_owned()),
            body => serde_json::from_slice(body).map_err(|_| Gone)?,
        };
        Ok((reply.status, value))
    }

    /// Calls, and expects success or no answer at all: an error is a failure of the test.
    pub(crate) async fn call(&mut self, operation: &str, input: Value) -> Result<Value, Gone> {
        let (status, value) = self.ask(operation, &input).await?;
        assert_eq!(status, 200, "{operation} {input}: {value}");
        Ok(value)
    }

    /// Moves the cloud's time on, and this client's with it.
    pub(crate) async fn advance(&mut self, seconds: u64) {
        let body = json!({"action": "advance", "by": seconds}).to_string();
        let request = http::Request::post("/_stratus/clock")
            .header("host", &self.host)
            .body(http_body_util::Full::new(Bytes::from(body)))
            .unwrap();
        let reply = self.connection.send(request).await.expect("the clock moves");
        let state: Value = serde_json::from_slice(&reply.body).unwrap();
        let now = Timestamp::parse_iso8601(state["now"].as_str().unwrap()).unwrap();
        self.clock.advance(now.since(self.clock.now()));
    }
}
