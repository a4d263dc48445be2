//! Batches: entries succeed and fail one by one, and some things fail the whole.

use gen_sqs::operations as ops;
use gen_sqs::{
    ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchRequestEntry,
    DeleteMessageBatchRequest, DeleteMessageBatchRequestEntry, SendMessageBatchRequest,
    SendMessageBatchRequestEntry, SendMessageBatchResult,
};

use crate::common::{Cloud, Outcome, cloud, failure, handle};

fn entry(id: &str, body: &str) -> SendMessageBatchRequestEntry {
    SendMessageBatchRequestEntry {
        id: id.to_owned(),
        message_body: body.to_owned(),
        ..SendMessageBatchRequestEntry::default()
    }
}

async fn send(
    cloud: &Cloud,
    url: &str,
    entries: Vec<SendMessageBatchRequestEntry>,
) -> Outcome<SendMessageBatchResult> {
    let input = SendMessageBatchRequest { queue_url: url.to_owned(), entries };
    cloud.call::<ops::SendMessageBatch>(input).await
}

#[tokio::test]
async fn entries_fail_one_by_one() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[("MaximumMessageSize", "1024")]).await;
    let long = "x".repeat(1025);
    let batch = vec![entry("good", "m"), entry("long", &long), entry("bad", "\u{1}")];
    let result = send(&cloud, &url, batch).await.expect("sent");
    let successful = result.successful.expect("one");
    assert_eq!(successful.len(), 1);
    assert_eq!(successful[0].id.as_deref(), Some("good"));
    assert!(successful[0].message_id.is_some() && successful[0].sequence_number.is_none());
    let failed = result.failed.expect("two");
    assert_eq!(failed[0].code.as_deref(), Some("InvalidParameterValue"));
    assert_eq!(failed[0].sender_fault, Some(true));
    assert_eq!(
        failed[0].message.as_deref(),
        Some(
            "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes."
        )
    );
    assert_eq!(failed[1].code.as_deref(), Some("InvalidMessageContents"));
    assert_eq!(cloud.counts(&url).await, (1, 0, 0));
    let result = send(&cloud, &url, vec![entry("a", "m")]).await.expect("sent");
    assert_eq!(result.failed, None);
}

#[tokio::test]
async fn what_fails_the_whole() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    let half = "x".repeat(524_288);
    let over = vec![entry("a", &half), entry("b", &half), entry("c", "y")];
    let many = (0..20).map(|i| entry(&i.to_string(), "m")).collect();
    for (entries, code, text) in [
        (
            over,
            "AWS.SimpleQueueService.BatchRequestTooLong",
            "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
        ),
        (
            many,
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            "Maximum number of entries per request are 10. You have sent 20.",
        ),
        (
            vec![],
            "AWS.SimpleQueueService.EmptyBatchRequest",
            "There should be at least one SendMessageBatchRequestEntry in the request.",
        ),
        (
            vec![entry("a", "m"), entry("a", "m")],
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
            "Id a repeated.",
        ),
    ] {
        let outcome = send(&cloud, &url, entries).await;
        assert_eq!(failure(outcome), (code.to_owned(), text.to_owned()));
    }
    assert_eq!(cloud.counts(&url).await, (0, 0, 0));
    let exact = vec![entry("a", &half), entry("b", &half)];
    assert_eq!(send(&cloud, &url, exact).await.expect("sent").failed, None);
}

#[tokio::test]
async fn a_fifo_batch_without_ids() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[("FifoQueue", "true")]).await;
    let group = Some("g".to_owned());
    let whole = SendMessageBatchRequestEntry {
        message_group_id: group.clone(),
        message_deduplication_id: Some("d".to_owned()),
        ..entry("whole", "m")
    };
    let no_group =
        SendMessageBatchRequestEntry { message_group_id: None, id: "b".into(), ..whole.clone() };
    let (code, text) = failure(send(&cloud, &url, vec![whole.clone(), no_group]).await);
    assert_eq!(code, "InvalidParameterValue");
    assert_eq!(text, "The request must contain the parameter MessageGroupId.");
    let no_id = SendMessageBatchRequestEntry { message_group_id: group, ..entry("b", "m") };
    let (code, _) = failure(send(&cloud, &url, vec![whole.clone(), no_id]).await);
    assert_eq!(code, "InvalidParameterValue");
    let again = SendMessageBatchRequestEntry { id: "again".to_owned(), ..whole.clone() };
    let sent = send(&cloud, &url, vec![whole, again]).await.expect("sent");
    let numbers: Vec<_> =
        sent.successful.expect("both").into_iter().map(|e| e.sequence_number).collect();
    assert_eq!(numbers[0], numbers[1], "the second repeats the first");
    assert_eq!(cloud.counts(&url).await, (1, 0, 0));
}

#[tokio::test]
async fn deleting_and_changing() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    for body in ["m1", "m2"] {
        cloud.send(&url, body).await;
    }
    let received = cloud.receive(&url, 10).await;
    let change = |id: &str, handle: &str, timeout: i32| ChangeMessageVisibilityBatchRequestEntry {
        id: id.to_owned(),
        receipt_handle: handle.to_owned(),
        visibility_timeout: Some(timeout),
    };
    let entries = vec![
        change("a", handle(&received[0]), 0),
        change("b", "garbage", 0),
        change("c", handle(&received[1]), 43_201),
    ];
    let input = ChangeMessageVisibilityBatchRequest { queue_url: url.clone(), entries };
    let changed = cloud.call::<ops::ChangeMessageVisibilityBatch>(input).await.expect("changed");
    assert_eq!(changed.successful.map(|list| list.len()), Some(1));
    let failed: Vec<_> = changed.failed.expect("two").into_iter().map(|e| e.code).collect();
    assert_eq!(failed[0].as_deref(), Some("ReceiptHandleIsInvalid"));
    assert_eq!(failed[1].as_deref(), Some("InvalidParameterValue"));
    assert_eq!(cloud.counts(&url).await, (1, 1, 0));
    let delete = |id: &str, handle: &str| DeleteMessageBatchRequestEntry {
        id: id.to_owned(),
        receipt_handle: handle.to_owned(),
    };
    let entries = vec![
        delete("a", handle(&received[0])),
        delete("b", handle(&received[1])),
        delete("c", "garbage"),
    ];
    let input = DeleteMessageBatchRequest { queue_url: url.clone(), entries };
    let deleted = cloud.call::<ops::DeleteMessageBatch>(input).await.expect("deleted");
    assert_eq!(deleted.successful.map(|list| list.len()), Some(2));
    assert_eq!(deleted.failed.map(|list| list.len()), Some(1));
    assert_eq!(cloud.counts(&url).await, (0, 0, 0));
    let (code, _) = failure(
        cloud
            .call::<ops::DeleteMessageBatch>(DeleteMessageBatchRequest {
                queue_url: url.clone(),
                entries: vec![delete("in:valid", "x")],
            })
            .await,
    );
    assert_eq!(code, "AWS.SimpleQueueService.InvalidBatchEntryId");
}
