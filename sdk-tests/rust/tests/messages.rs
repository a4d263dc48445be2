//! The life of messages on standard, FIFO and dead-letter queues.

use std::time::{Duration, Instant};

use aws_sdk_sqs::error::ProvideErrorMetadata;
use aws_sdk_sqs::operation::send_message_batch::SendMessageBatchError;
use aws_sdk_sqs::primitives::Blob;
use aws_sdk_sqs::types::MessageSystemAttributeName as System;
use aws_sdk_sqs::types::QueueAttributeName::{
    ContentBasedDeduplication, MaximumMessageSize, RedrivePolicy, VisibilityTimeout,
};
use aws_sdk_sqs::types::{
    DeleteMessageBatchRequestEntry, MessageAttributeValue, SendMessageBatchRequestEntry,
};
use sdk_tests::{Queue, bodies};

fn value(kind: &str) -> aws_sdk_sqs::types::builders::MessageAttributeValueBuilder {
    MessageAttributeValue::builder().data_type(kind)
}

#[tokio::test]
async fn a_message_with_attributes_comes_back_whole() {
    let queue = Queue::standard(&[]).await;
    let body = "žluťoučký 🐎 \"<&>\"\r\n\t";
    let raw = Blob::new([0, 30, 255]);
    let text = value("String").string_value("héllo").build().unwrap();
    let binary = value("Binary").binary_value(raw.clone()).build().unwrap();
    let call = queue.sqs.send_message().queue_url(&queue.url).message_body(body);
    let call = call.message_attributes("text", text).message_attributes("raw", binary);
    let number = value("Number").string_value("-12.5").build().unwrap();
    let sent = call.message_attributes("count", number).send().await.unwrap();
    let got = queue.collect(1).await.remove(0);
    assert_eq!(got.message_id(), sent.message_id());
    assert_eq!(got.body(), Some(body));
    assert_eq!(got.md5_of_body(), sent.md5_of_message_body());
    assert_eq!(got.md5_of_message_attributes(), sent.md5_of_message_attributes());
    let attributes = got.message_attributes().unwrap();
    assert_eq!(attributes["text"].string_value(), Some("héllo"));
    assert_eq!(attributes["count"].string_value(), Some("-12.5"));
    assert_eq!(attributes["count"].data_type(), "Number");
    assert_eq!(attributes["raw"].binary_value(), Some(&raw));
    assert_eq!(got.attributes().unwrap()[&System::ApproximateReceiveCount], "1");
    queue.delete().await;
}

#[tokio::test]
async fn one_mebibyte_passes_and_one_byte_more_does_not() {
    let queue = Queue::standard(&[]).await;
    let body = "x".repeat(1 << 20);
    queue.send(&body).await;
    assert_eq!(queue.collect(1).await[0].body(), Some(body.as_str()));
    let call = queue.sqs.send_message().queue_url(&queue.url).message_body(format!("{body}x"));
    let error = call.send().await.unwrap_err().into_service_error();
    let message =
        "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.";
    assert_eq!(error.message(), Some(message));
    queue.delete().await;
}

fn entry(id: impl ToString, body: &str) -> SendMessageBatchRequestEntry {
    let entry = SendMessageBatchRequestEntry::builder().id(id.to_string()).message_body(body);
    entry.build().unwrap()
}

#[tokio::test]
async fn batches_succeed_and_fail_in_part() {
    let queue = Queue::standard(&[(MaximumMessageSize, "1024")]).await;
    let large = "x".repeat(1025);
    let entries = (0..10).map(|n| entry(n, if n == 9 { &large } else { "small" })).collect();
    let call = queue.sqs.send_message_batch().queue_url(&queue.url);
    let sent = call.set_entries(Some(entries)).send().await.unwrap();
    assert_eq!(sent.successful().len(), 9);
    let [failed] = sent.failed() else { panic!("one entry fails: {sent:?}") };
    assert_eq!(
        (failed.id(), failed.code(), failed.sender_fault()),
        ("9", "InvalidParameterValue", true)
    );

    let mut delete = queue.sqs.delete_message_batch().queue_url(&queue.url);
    for (n, message) in queue.collect(9).await.iter().enumerate() {
        let row = DeleteMessageBatchRequestEntry::builder().id(n.to_string());
        let row = row.set_receipt_handle(message.receipt_handle.clone()).build().unwrap();
        delete = delete.entries(row);
    }
    assert_eq!(delete.send().await.unwrap().successful().len(), 9);
    assert_eq!(queue.receive(10, 0).await, []);
    queue.delete().await;
}

#[tokio::test]
async fn refused_batches_are_typed() {
    type Check = fn(&SendMessageBatchError) -> bool;
    let cases: [(Vec<_>, Check); 4] = [
        (vec![], SendMessageBatchError::is_empty_batch_request),
        (vec![entry("a", "x"); 2], SendMessageBatchError::is_batch_entry_ids_not_distinct),
        (vec![entry("not:valid", "x")], SendMessageBatchError::is_invalid_batch_entry_id),
        (
            (0..11).map(|n| entry(n, "x")).collect(),
            SendMessageBatchError::is_too_many_entries_in_batch_request,
        ),
    ];
    let queue = Queue::standard(&[]).await;
    for (entries, expected) in cases {
        let call = queue.sqs.send_message_batch().queue_url(&queue.url);
        let error = call.set_entries(Some(entries)).send().await.unwrap_err().into_service_error();
        assert!(expected(&error), "{error:?}");
    }
    queue.delete().await;
}

#[tokio::test]
async fn visibility_hides_and_reveals() {
    let queue = Queue::standard(&[]).await;
    queue.send("one").await;
    let first = queue.collect(1).await.remove(0);
    assert_eq!(queue.receive(1, 0).await, []);
    let change = queue.sqs.change_message_visibility().queue_url(&queue.url);
    let change = change.set_receipt_handle(first.receipt_handle.clone()).visibility_timeout(0);
    change.send().await.unwrap();
    let again = queue.collect(1).await.remove(0);
    assert_eq!(again.message_id(), first.message_id());
    queue.forget(&again).await;
    queue.forget(&again).await;
    let garbage = queue.sqs.delete_message().queue_url(&queue.url).receipt_handle("garbage");
    let error = garbage.send().await.unwrap_err().into_service_error();
    assert!(error.is_receipt_handle_is_invalid(), "{error:?}");
    queue.delete().await;
}

#[tokio::test]
async fn a_long_poll_is_woken() {
    let queue = Queue::standard(&[]).await;
    let start = Instant::now();
    let later = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        queue.send("now").await;
    };
    let (messages, ()) = tokio::join!(queue.receive(1, 20), later);
    assert_eq!(bodies(&messages), ["now"]);
    let took = start.elapsed();
    assert!((400..10_000).contains(&took.as_millis()), "{took:?}");
    queue.delete().await;
}

#[tokio::test]
async fn purge_empties_the_queue() {
    let queue = Queue::standard(&[]).await;
    queue.send("gone").await;
    queue.sqs.purge_queue().queue_url(&queue.url).send().await.unwrap();
    assert_eq!(queue.receive(1, 1).await, []);
    queue.delete().await;
}

#[tokio::test]
async fn fifo_keeps_order_locks_groups_and_drops_duplicates() {
    let queue = Queue::fifo(&[(ContentBasedDeduplication, "true")]).await;
    let mut numbers = Vec::new();
    for (group, body) in [("a", "a1"), ("b", "b1"), ("a", "a2")] {
        numbers.push(queue.send_to_group(group, body).await.parse::<u128>().unwrap());
    }
    assert!(numbers.is_sorted_by(|one, two| one < two), "{numbers:?}");
    queue.send_to_group("a", "a1").await;
    let first = queue.collect(1).await.remove(0);
    assert_eq!(first.body(), Some("a1"));
    assert_eq!(first.attributes().unwrap()[&System::MessageGroupId], "a");
    assert_eq!(bodies(&queue.receive(10, 0).await), ["b1"]);
    queue.forget(&first).await;
    assert_eq!(bodies(&queue.receive(10, 2).await), ["a2"]);
    let call = queue.sqs.send_message().queue_url(&queue.url).message_body("x");
    let error = call.send().await.unwrap_err().into_service_error();
    assert_eq!(error.message(), Some("The request must contain the parameter MessageGroupId."));
    queue.delete().await;
}

#[tokio::test]
async fn dead_letters_go_and_are_moved_back() {
    let dead = Queue::standard(&[(VisibilityTimeout, "0")]).await;
    let arn = dead.arn().await;
    let policy = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":1}}"#);
    let source = Queue::standard(&[(VisibilityTimeout, "0"), (RedrivePolicy, &policy)]).await;
    source.send("poison").await;
    let first = source.collect(1).await.remove(0);
    assert_eq!(source.receive(1, 0).await, []);
    let letter = dead.collect(1).await.remove(0);
    assert_eq!(letter.message_id(), first.message_id());
    let from = &letter.attributes().unwrap()[&System::DeadLetterQueueSourceArn];
    assert_eq!(*from, source.arn().await);

    dead.sqs.start_message_move_task().source_arn(&arn).send().await.unwrap();
    assert_eq!(bodies(&source.collect(1).await), ["poison"]);
    let list = dead.sqs.list_message_move_tasks().source_arn(&arn).send().await.unwrap();
    assert_eq!(list.results()[0].approximate_number_of_messages_to_move(), Some(1));
    let missing = format!("{arn}-missing");
    let call = dead.sqs.start_message_move_task().source_arn(&arn).destination_arn(missing);
    let error = call.send().await.unwrap_err().into_service_error();
    assert!(error.is_resource_not_found_exception(), "{error:?}");
    source.delete().await;
    dead.delete().await;
}
