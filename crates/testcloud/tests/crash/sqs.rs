//! Calls to SQS over one connection, signed with the root key and verified.

use bytes::Bytes;
use clock::{Clock, Timestamp};
use serde_json::{Value, json};
use testcloud::{Connection, Credentials, HttpRequest, Scope};

use crate::process::Server;

/// The queues of the test.
pub(crate) const STANDARD: &str = "orders";
pub(crate) const FIFO: &str = "orders.fifo";

/// Longer than any run: what is received is not seen again before the end.
pub(crate) const VISIBILITY: u64 = 3_600;

/// The server did not answer: it was killed.
#[derive(Debug)]
pub(crate) struct Gone;

/// One connection.
pub(crate) struct Sqs {
    connection: Connection,
    host: String,
    key: Credentials,
    clock: Clock,
}

impl Sqs {
    pub(crate) async fn connect(server: &Server) -> Result<Sqs, Gone> {
        let host = server.address.to_string();
        let mut connection = Connection::new(server.address);
        let empty = http_body_util::Full::new(Bytes::new());
        let request = http::Request::get("/_stratus/credentials").header("host", &host).body(empty);
        let reply = connection.send(request.unwrap()).await.map_err(|_| Gone)?;
        let facts: Value = serde_json::from_slice(&reply.body).map_err(|_| Gone)?;
        let text = |name: &str| facts[name].as_str().unwrap().to_owned();
        let key = Credentials::new(text("accessKeyId"), text("secretAccessKey"));
        Ok(Sqs { connection, host, key, clock: Clock::system() })
    }

    /// Calls, and expects success or no answer at all: an error is a failure of the test.
    pub(crate) async fn call(&mut self, operation: &str, input: Value) -> Result<Value, Gone> {
        let request = HttpRequest {
            method: "POST",
            target: "/".to_owned(),
            headers: vec![
                ("content-type".to_owned(), "application/x-amz-json-1.0".to_owned()),
                ("x-amz-target".to_owned(), format!("AmazonSQS.{operation}")),
            ],
            body: Bytes::from(input.to_string()),
        };
        let now = self.clock.now();
        let scope = Scope { region: "us-east-1", service: "sqs", now, host: &self.host };
        let reply = self.connection.send(self.key.sign(&scope, request)).await;
        let reply = reply.map_err(|_| Gone)?;
        let text = String::from_utf8_lossy(&reply.body);
        assert_eq!(reply.status, 200, "{operation} {input}: {text}");
        Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
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

    pub(crate) async fn send(&mut self, queue: &str, mut message: Value) -> Result<Value, Gone> {
        message["QueueUrl"] = Value::from(queue);
        self.call("SendMessage", message).await
    }

    pub(crate) async fn send_batch(
        &mut self,
        queue: &str,
        bodies: &[String],
    ) -> Result<Value, Gone> {
        let entries: Vec<_> = bodies
            .iter()
            .enumerate()
            .map(|(i, body)| json!({"Id": i.to_string(), "MessageBody": body}))
            .collect();
        self.call("SendMessageBatch", json!({"QueueUrl": queue, "Entries": entries})).await
    }

    /// Up to ten messages, which are not seen again for [`VISIBILITY`] seconds.
    pub(crate) async fn receive(&mut self, queue: &str) -> Result<Vec<Value>, Gone> {
        let input = json!({
            "QueueUrl": queue, "MaxNumberOfMessages": 10, "VisibilityTimeout": VISIBILITY,
            "MessageSystemAttributeNames": ["MessageGroupId"],
        });
        let mut output = self.call("ReceiveMessage", input).await?;
        match output["Messages"].take() {
            Value::Array(messages) => Ok(messages),
            _ => Ok(Vec::new()),
        }
    }

    pub(crate) async fn delete(&mut self, queue: &str, receipt: &Value) -> Result<(), Gone> {
        let input = json!({"QueueUrl": queue, "ReceiptHandle": receipt});
        self.call("DeleteMessage", input).await.map(drop)
    }
}

pub(crate) async fn create_queues(server: &Server) {
    let mut sqs = Sqs::connect(server).await.expect("the server answers");
    sqs.call("CreateQueue", json!({"QueueName": STANDARD})).await.expect("a queue");
    // Each group in its own window, so that a lost receive blocks one group and not the queue.
    let attributes = json!({"FifoQueue": "true"});
    let fifo = json!({"QueueName": FIFO, "Attributes": attributes});
    sqs.call("CreateQueue", fifo).await.expect("a FIFO queue");
}

/// How many messages each queue says it has, in flight and not.
pub(crate) async fn counts(server: &Server) -> Vec<(&'static str, u64)> {
    let mut sqs = Sqs::connect(server).await.expect("a restarted server answers");
    let mut out = Vec::new();
    for queue in [STANDARD, FIFO] {
        let input = json!({"QueueUrl": queue, "AttributeNames": ["All"]});
        let output =
            sqs.call("GetQueueAttributes", input).await.expect("a restarted server answers");
        let number = |name: &str| {
            let text = output["Attributes"][format!("ApproximateNumberOfMessages{name}")].as_str();
            text.unwrap().parse::<u64>().unwrap()
        };
        out.push((queue, number("") + number("NotVisible") + number("Delayed")));
    }
    out
}
