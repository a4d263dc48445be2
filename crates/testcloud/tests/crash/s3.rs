//! Calls to S3 over one connection, signed with the root key and verified; bodies are sent unsigned, as their bytes are
//! compared when they come back.

use bytes::Bytes;
use clock::{Clock, Timestamp};
use http_body_util::Full;
use roxmltree::Document;
use serde_json::Value;
use sigv4::sign::{Body, Signer};
use sigv4::{Algorithm, PayloadHash, RequestView, Rules, SecretKey};
use testcloud::{Connection, HttpReply};

use crate::api::Gone;
use crate::process::Server;

/// One connection.
pub(crate) struct S3 {
    connection: Connection,
    host: String,
    id: String,
    secret: SecretKey,
    clock: Clock,
}

/// A call.
pub(crate) struct Call<'c> {
    pub(crate) method: &'static str,
    /// `bucket` or `bucket/key`.
    pub(crate) path: &'c str,
    /// As it is signed: names in order, each with `=`.
    pub(crate) query: &'c str,
    pub(crate) headers: &'c [(&'static str, &'c str)],
    pub(crate) body: Bytes,
}

impl<'c> Call<'c> {
    pub(crate) fn new(method: &'static str, path: &'c str, query: &'c str) -> Call<'c> {
        Call { method, path, query, headers: &[], body: Bytes::new() }
    }
}

impl S3 {
    pub(crate) async fn connect(server: &Server) -> Result<S3, Gone> {
        let host = server.address.to_string();
        let mut connection = Connection::new(server.address);
        let request = http::Request::get("/_stratus/credentials").header("host", &host);
        let reply = connection.send(request.body(Full::default()).unwrap()).await;
        let facts: Value =
            serde_json::from_slice(&reply.map_err(|_| Gone)?.body).map_err(|_| Gone)?;
        let text = |name: &str| facts[name].as_str().unwrap().to_owned();
        let secret = SecretKey::new(text("secretAccessKey").as_str());
        Ok(S3 { connection, host, id: text("accessKeyId"), secret, clock: Clock::system() })
    }

    /// Calls, and expects success or no answer at all: an error is a failure of the test.
    pub(crate) async fn call(&mut self, call: Call<'_>) -> Result<HttpReply, Gone> {
        let what = format!("{} {}?{}", call.method, call.path, call.query);
        let reply = self.connection.send(self.signed(call)).await.map_err(|_| Gone)?;
        let text = || String::from_utf8_lossy(&reply.body[..reply.body.len().min(500)]);
        assert!(matches!(reply.status, 200 | 204), "{what}: {} {}", reply.status, text());
        Ok(reply)
    }

    /// The request of a call, signed.
    pub(crate) fn signed(&self, call: Call<'_>) -> http::Request<Full<Bytes>> {
        let path = format!("/{}", call.path);
        let mut headers = vec![("host", self.host.as_str())];
        headers.extend(call.headers);
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
        let view =
            RequestView { method: call.method, path: &path, query: call.query, headers: &headers };
        let now: Timestamp = self.clock.now();
        let signed = signer.sign(&view, Body::Declared(PayloadHash::Unsigned), now.as_secs());
        let uri = format!("{path}?{}", call.query);
        let mut request =
            http::Request::builder().method(call.method).uri(uri.trim_end_matches('?'));
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        for (name, value) in &signed.headers {
            request = request.header(*name, value);
        }
        request.body(Full::new(call.body)).unwrap()
    }

    /// Calls, and reads the answer's document.
    pub(crate) async fn document(&mut self, call: Call<'_>) -> Result<String, Gone> {
        let reply = self.call(call).await?;
        Ok(String::from_utf8(reply.body.to_vec()).unwrap())
    }
}

/// The text of the first element of this name.
pub(crate) fn text(document: &str, name: &str) -> Option<String> {
    let document = Document::parse(document).unwrap();
    let found = document.descendants().find(|node| node.has_tag_name_any(name))?;
    Some(found.text().unwrap_or_default().to_owned())
}

/// Whatever its namespace.
trait Named {
    fn has_tag_name_any(&self, name: &str) -> bool;
}

impl Named for roxmltree::Node<'_, '_> {
    fn has_tag_name_any(&self, name: &str) -> bool {
        self.tag_name().name() == name
    }
}

/// For each element that is called one of `names`: its name, and the texts of these children.
pub(crate) fn elements(
    document: &str,
    names: &[&str],
    children: &[&str],
) -> Vec<(String, Vec<Option<String>>)> {
    let document = Document::parse(document).unwrap();
    let found = document.descendants().filter(|node| names.contains(&node.tag_name().name()));
    found
        .map(|node| {
            let child = |name: &&str| {
                let child = node.children().find(|child| child.has_tag_name_any(name))?;
                Some(child.text().unwrap_or_default().to_owned())
            };
            (node.tag_name().name().to_owned(), children.iter().map(child).collect())
        })
        .collect()
}
