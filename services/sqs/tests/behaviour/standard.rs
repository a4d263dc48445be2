//! Standard queues: what is sent is received, and what a receiver is shown.

use gen_sqs::{MessageAttributeValue, MessageSystemAttributeValue, SendMessageRequest};
use schema::Bytes;

use crate::common::{attribute, cloud, failure, message, receiving, texts};

#[tokio::test]
async fn a_message_comes_back_as_it_was_sent() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    let sent = cloud.send(&url, "test").await;
    assert_eq!(sent.md5_of_message_body.as_deref(), Some("098f6bcd4621d373cade4e832627b4f6"));
    assert_eq!(sent.sequence_number, None);
    cloud.advance(2);
    let received = cloud.receive(&url, 10).await;
    let [received] = received.as_slice() else { panic!("one message: {received:?}") };
    assert_eq!(received.body.as_deref(), Some("test"));
    assert_eq!(received.message_id, sent.message_id);
    assert_eq!(received.md5_of_body, sent.md5_of_message_body);
    assert_eq!(received.message_attributes, None);
    let shown: Vec<_> = received.attributes.as_ref().expect("attributes").keys().collect();
    assert_eq!(
        shown,
        [
            "SenderId",
            "ApproximateFirstReceiveTimestamp",
            "ApproximateReceiveCount",
            "SentTimestamp"
        ]
    );
    assert_eq!(attribute(received, "SentTimestamp"), Some("1700000000000"));
    assert_eq!(attribute(received, "ApproximateFirstReceiveTimestamp"), Some("1700000002000"));
    assert_eq!(attribute(received, "ApproximateReceiveCount"), Some("1"));
    assert_eq!(attribute(received, "SenderId"), Some("000000000000"));
}

#[tokio::test]
async fn attributes_are_shown_when_asked_for() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    let text = |value: &str| MessageAttributeValue {
        data_type: "String".to_owned(),
        string_value: Some(value.to_owned()),
        ..Default::default()
    };
    let binary = MessageAttributeValue {
        data_type: "Binary.png".to_owned(),
        binary_value: Some(Bytes::from_static(b"\x00\xff")),
        ..Default::default()
    };
    let trace = MessageSystemAttributeValue {
        data_type: "String".to_owned(),
        string_value: Some(
            "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1".to_owned(),
        ),
        ..Default::default()
    };
    let attributes = [("Hello", text("There")), ("General", text("Kenobi")), ("b", binary.clone())];
    let sent = cloud
        .try_send(SendMessageRequest {
            message_attributes: Some(attributes.into_iter().collect()),
            message_system_attributes: Some([("AWSTraceHeader", trace)].into_iter().collect()),
            message_group_id: Some("fair".to_owned()),
            ..message(&url, "m")
        })
        .await
        .expect("sent");
    assert_eq!(
        sent.md5_of_message_system_attributes.as_deref(),
        Some("5ae4d5d7636402d80f4eb6d213245a88")
    );
    let mut ask = receiving(&url, 1, Some(0));
    ask.message_attribute_names = Some(texts(&["Hel.*", "General"]));
    ask.message_system_attribute_names = Some(texts(&["AWSTraceHeader", "SequenceNumber"]));
    ask.attribute_names = Some(texts(&["MessageGroupId"]));
    let received = cloud.try_receive(ask.clone()).await.expect("received").remove(0);
    assert_eq!(
        received.md5_of_message_attributes.as_deref(),
        Some("fca026605781cb4126a1e9044df24232")
    );
    let shown: Vec<_> = received.attributes.as_ref().expect("attributes").keys().collect();
    assert_eq!(shown, ["MessageGroupId", "AWSTraceHeader"]);
    ask.message_attribute_names = Some(texts(&["b"]));
    ask.message_system_attribute_names = None;
    ask.attribute_names = None;
    let received = cloud.try_receive(ask.clone()).await.expect("received").remove(0);
    assert_eq!(received.message_attributes.and_then(|a| a.get("b").cloned()), Some(binary));
    assert_eq!(received.attributes, None);
    ask.attribute_names = Some(texts(&["Nonsense"]));
    let (code, _) = failure(cloud.try_receive(ask).await);
    assert_eq!(code, "InvalidAttributeName");
}

#[tokio::test]
async fn what_may_not_be_sent() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[("MaximumMessageSize", "1024")]).await;
    cloud.send(&url, &"x".repeat(1024)).await;
    let long = message(&url, &"x".repeat(1025));
    let late = SendMessageRequest { delay_seconds: Some(901), ..message(&url, "m") };
    let id = Some("id".to_owned());
    let deduplicated = SendMessageRequest { message_deduplication_id: id, ..message(&url, "m") };
    for (request, code, text) in [
        (
            message(&url, ""),
            "MissingParameter",
            "The request must contain the parameter MessageBody.",
        ),
        (
            long,
            "InvalidParameterValue",
            "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
        ),
        (
            late,
            "InvalidParameterValue",
            "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
        ),
        (
            deduplicated,
            "InvalidParameterValue",
            "Value id for parameter MessageDeduplicationId is invalid. Reason: The request include parameter \
             that is not valid for this queue type.",
        ),
        (message("", "m"), "MissingParameter", "The request must contain the parameter QueueUrl."),
    ] {
        assert_eq!(failure(cloud.try_send(request).await), (code.to_owned(), text.to_owned()));
    }
    let (code, _) = failure(cloud.try_send(message(&url, "\u{13}")).await);
    assert_eq!(code, "InvalidMessageContents");
    assert_eq!(cloud.counts(&url).await, (1, 0, 0));
}

#[tokio::test]
async fn the_oldest_comes_first_also_when_it_comes_back() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    cloud.send(&url, "m1").await;
    assert_eq!(cloud.bodies(&url, 1, 5).await, ["m1"]);
    cloud.send(&url, "m2").await;
    cloud.advance(5);
    assert_eq!(cloud.bodies(&url, 10, 0).await, ["m1", "m2"]);
    assert_eq!(cloud.bodies(&url, 1, 0).await, ["m1"]);
}

#[tokio::test]
async fn delays() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[("DelaySeconds", "10")]).await;
    cloud.send(&url, "queue's").await;
    let now = SendMessageRequest { delay_seconds: Some(0), ..message(&url, "now") };
    cloud.try_send(now).await.expect("sent");
    let later = SendMessageRequest { delay_seconds: Some(20), ..message(&url, "later") };
    cloud.try_send(later).await.expect("sent");
    assert_eq!(cloud.counts(&url).await, (1, 0, 2));
    assert_eq!(cloud.bodies(&url, 10, 100).await, ["now"]);
    assert_eq!(cloud.counts(&url).await, (0, 1, 2));
    cloud.advance(10);
    assert_eq!(cloud.counts(&url).await, (1, 1, 1));
    assert_eq!(cloud.bodies(&url, 10, 100).await, ["queue's"]);
    cloud.advance(10);
    assert_eq!(cloud.bodies(&url, 10, 100).await, ["later"]);
    assert_eq!(cloud.counts(&url).await, (0, 3, 0));
}

#[tokio::test]
async fn numbers_of_a_receive_have_ranges() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    for want in [0, 11] {
        let (code, _) = failure(cloud.try_receive(receiving(&url, want, None)).await);
        assert_eq!(code, "InvalidParameterValue");
    }
    let mut ask = receiving(&url, 1, None);
    ask.wait_time_seconds = Some(21);
    let (_, text) = failure(cloud.try_receive(ask).await);
    assert_eq!(
        text,
        "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."
    );
}
