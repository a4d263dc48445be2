//! Calls to SQS over one connection.

use serde_json::{Value, json};

use crate::api::{Api, Gone, Service};
use crate::process::Server;

/// The queues of the test.
pub(crate) const STANDARD: &str = "orders";
pub(crate) const FIFO: &str = "orders.fifo";

/// Longer than any run: what is received is not seen again before the end.
pub(crate) const VISIBILITY: u64 = 3_600;

const SERVICE: Service = Service { name: "sqs", target: "AmazonSQS" };

/// One connection.
pub(crate) struct Sqs(Api);

impl Sqs {
    pub(crate) async fn connect(server: &Server) -> Result<Sqs, Gone> {
        Api::connect(server, SERVICE).await.map(Sqs)
    }

    /// Calls, and expects success or no answer at all.
    pub(crate) async fn call(&mut self, operation: &str, input: Value) -> Result<Value, Gone> {
        self.0.call(operation, input).await
    }

    /// Moves the cloud's time on, and this client's with it.
    pub(crate) async fn advance(&mut self, seconds: u64) {
        self.0.advance(seconds).await;
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
