//! The end: time moves past every visibility timeout, and both queues are emptied.

use serde_json::Value;

use crate::ledger::Ledger;
use crate::process::Server;
use crate::sqs::{FIFO, STANDARD, Sqs, VISIBILITY};

pub(crate) async fn drain(server: &Server, ledger: &Ledger) {
    let mut sqs = Sqs::connect(server).await.expect("the last server answers");
    sqs.advance(2 * VISIBILITY).await;
    ledger.forget_order();
    for queue in [STANDARD, FIFO] {
        loop {
            let messages = sqs.receive(queue).await.expect("the last server answers");
            if messages.is_empty() {
                break;
            }
            for message in &messages {
                ledger.drained(queue, message);
            }
            let entries: Vec<Value> = messages
                .iter()
                .enumerate()
                .map(|(i, m)| serde_json::json!({"Id": i.to_string(), "ReceiptHandle": m["ReceiptHandle"]}))
                .collect();
            let input = serde_json::json!({"QueueUrl": queue, "Entries": entries});
            let output = sqs.call("DeleteMessageBatch", input).await.expect("it answers");
            let failed = output["Failed"].as_array().map_or(0, Vec::len);
            assert_eq!(failed, 0, "{output}");
        }
    }
}
