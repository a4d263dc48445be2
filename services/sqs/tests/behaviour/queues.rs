//! Queues: creating, finding, changing, tagging, purging and deleting them.

use gen_sqs::operations as ops;

use crate::common::{Cloud, cloud, failure, map, message, texts};

const GONE: &str = "AWS.SimpleQueueService.NonExistentQueue";

#[tokio::test]
async fn creating_what_exists() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[("DelaySeconds", "3")]).await;
    assert_eq!(url, "http://localhost:4566/000000000000/q");
    assert_eq!(cloud.create("q", &[]).await, url);
    assert_eq!(cloud.create("q", &[("DelaySeconds", "3"), ("VisibilityTimeout", "30")]).await, url);
    assert_eq!(
        failure(cloud.try_create("q", &[("VisibilityTimeout", "30"), ("DelaySeconds", "4")]).await),
        (
            "QueueAlreadyExists".to_owned(),
            "A queue already exists with the same name and a different value for attribute DelaySeconds"
                .to_owned()
        )
    );
    cloud.set(&url, &[("DelaySeconds", "4")]).await.expect("set");
    assert_eq!(cloud.create("q", &[("DelaySeconds", "4")]).await, url);
}

#[tokio::test]
async fn names_must_fit_the_kind() {
    let cloud = cloud().await;
    for (name, attributes) in
        [("q", &[("FifoQueue", "true")][..]), ("q.fifo", &[]), ("a/b", &[]), (&"q".repeat(81), &[])]
    {
        let (code, _) = failure(cloud.try_create(name, attributes).await);
        assert_eq!(code, "InvalidParameterValue", "{name}");
    }
    let (code, _) = failure(cloud.try_create("", &[]).await);
    assert_eq!(code, "MissingParameter");
    let (code, text) = failure(cloud.try_create("q", &[("FifoQueue", "false")]).await);
    assert_eq!(
        (code.as_str(), text.as_str()),
        ("InvalidAttributeName", "Unknown Attribute FifoQueue.")
    );
}

#[tokio::test]
async fn all_attributes_of_a_fresh_queue() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    let all = cloud.attributes(&url, &["All"]).await.expect("attributes");
    let expected = [
        ("ApproximateNumberOfMessages", "0"),
        ("ApproximateNumberOfMessagesDelayed", "0"),
        ("ApproximateNumberOfMessagesNotVisible", "0"),
        ("CreatedTimestamp", "1700000000"),
        ("DelaySeconds", "0"),
        ("LastModifiedTimestamp", "1700000000"),
        ("MaximumMessageSize", "1048576"),
        ("MessageRetentionPeriod", "345600"),
        ("QueueArn", "arn:aws:sqs:us-east-1:000000000000:q"),
        ("ReceiveMessageWaitTimeSeconds", "0"),
        ("SqsManagedSseEnabled", "true"),
        ("VisibilityTimeout", "30"),
    ];
    let shown: Vec<_> = all.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(shown, expected);
    assert!(cloud.attributes(&url, &["Policy"]).await.expect("attributes").is_empty());
    let (code, text) = failure(cloud.attributes(&url, &["Foobar"]).await);
    assert_eq!(
        (code.as_str(), text.as_str()),
        ("InvalidAttributeName", "Unknown Attribute Foobar.")
    );
}

#[tokio::test]
async fn setting_and_taking_away() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    cloud.advance(5);
    let policy =
        r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}}"#;
    let changes = [("Policy", policy), ("KmsMasterKeyId", "testKeyId"), ("VisibilityTimeout", "7")];
    cloud.set(&url, &changes).await.expect("set");
    let all = cloud.attributes(&url, &["All"]).await.expect("attributes");
    assert_eq!(all["Policy"], policy);
    assert_eq!(all["SqsManagedSseEnabled"], "false");
    assert_eq!(all["LastModifiedTimestamp"], "1700000005");
    cloud.set(&url, &[("Policy", ""), ("KmsMasterKeyId", "")]).await.expect("set");
    let all = cloud.attributes(&url, &["All"]).await.expect("attributes");
    assert!(!all.contains_key("Policy") && !all.contains_key("KmsMasterKeyId"));
    let (code, _) =
        failure(cloud.set(&url, &[("VisibilityTimeout", "9"), ("DelaySeconds", "x")]).await);
    assert_eq!(code, "InvalidAttributeValue");
    let all = cloud.attributes(&url, &["VisibilityTimeout"]).await.expect("attributes");
    assert_eq!(all["VisibilityTimeout"], "7", "all or nothing");
}

async fn queue_url(cloud: &Cloud, name: &str) -> Result<String, (String, String)> {
    let input = gen_sqs::GetQueueUrlRequest {
        queue_name: name.to_owned(),
        queue_owner_aws_account_id: None,
    };
    match cloud.call::<ops::GetQueueUrl>(input).await {
        Ok(output) => Ok(output.queue_url.expect("a URL")),
        Err(error) => Err(failure::<()>(Err(error))),
    }
}

#[tokio::test]
async fn a_deleted_queue_is_gone_and_its_name_taken_for_a_minute() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    assert_eq!(queue_url(&cloud, "q").await, Ok(url.clone()));
    cloud.send(&url, "m").await;
    cloud.delete_queue(&url).await.expect("deleted");
    let gone = (GONE.to_owned(), "The specified queue does not exist.".to_owned());
    assert_eq!(queue_url(&cloud, "q").await, Err(gone.clone()));
    assert_eq!(failure(cloud.delete_queue(&url).await), gone);
    assert_eq!(failure(cloud.try_send(message(&url, "m")).await), gone);
    assert_eq!(failure(cloud.purge(&url).await), gone);
    cloud.pass(59).await;
    let (code, text) = failure(cloud.try_create("q", &[]).await);
    assert_eq!(code, "AWS.SimpleQueueService.QueueDeletedRecently");
    assert_eq!(
        text,
        "You must wait 60 seconds after deleting a queue before you can create another with the same name."
    );
    cloud.advance(1);
    let again = cloud.create("q", &[]).await;
    assert_eq!(cloud.counts(&again).await, (0, 0, 0));
}

#[tokio::test]
async fn accounts_and_regions_are_apart() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    cloud.send(&url, "mine").await;
    let other = cloud.in_account("111122223333");
    assert!(queue_url(&other, "q").await.is_err());
    let (code, _) = failure(other.try_send(message(&url, "intruder")).await);
    assert_eq!(code, "AccessDenied");
    let theirs = other.create("q", &[]).await;
    assert_eq!(theirs, "http://localhost:4566/111122223333/q");
    assert!(other.receive(&theirs, 1).await.is_empty());
    let abroad = cloud.in_region("eu-west-1");
    assert!(queue_url(&abroad, "q").await.is_err());
    let there = abroad.create("q", &[]).await;
    assert!(abroad.receive(&there, 1).await.is_empty());
    assert_eq!(cloud.counts(&url).await, (1, 0, 0));
}

#[tokio::test]
async fn a_bare_name_will_do() {
    let cloud = cloud().await;
    cloud.create("q", &[]).await;
    cloud.send("q", "m").await;
    assert_eq!(cloud.counts("q").await, (1, 0, 0));
}

#[tokio::test]
async fn purging() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    for body in ["visible", "in flight"] {
        cloud.send(&url, body).await;
    }
    let delayed =
        gen_sqs::SendMessageRequest { delay_seconds: Some(10), ..message(&url, "delayed") };
    cloud.try_send(delayed).await.expect("sent");
    let received = cloud.receive(&url, 1).await.remove(0);
    assert_eq!(cloud.counts(&url).await, (1, 1, 1));
    cloud.purge(&url).await.expect("purged");
    assert_eq!(cloud.counts(&url).await, (0, 0, 0));
    cloud.delete(&url, &received).await.expect("a handle from before is fine");
    let (code, _) = failure(cloud.change(&url, &received, 10).await);
    assert_eq!(code, "InvalidParameterValue");
    cloud.send(&url, "after").await;
    let (code, text) = failure(cloud.purge(&url).await);
    assert_eq!(code, "AWS.SimpleQueueService.PurgeQueueInProgress");
    assert_eq!(text, "Only one PurgeQueue operation on q is allowed every 60 seconds.");
    cloud.pass(60).await;
    assert_eq!(cloud.bodies(&url, 10, 1).await, ["after"]);
    cloud.purge(&url).await.expect("a minute later");
    assert_eq!(cloud.counts(&url).await, (0, 0, 0));
}

#[tokio::test]
async fn what_is_left_of_a_purge_is_swept_away() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[("FifoQueue", "true")]).await;
    for i in 0..1_300 {
        cloud.send_to(&url, &format!("g{}", i % 7), &format!("m{i}")).await;
    }
    cloud.receive(&url, 10).await;
    let rows = rows_of_messages(&cloud).await;
    assert!(rows > 5_200, "{rows}");
    cloud.delete_queue(&url).await.expect("deleted");
    cloud.settle().await;
    assert_eq!(rows_of_messages(&cloud).await, 0);
}

/// Rows of the service's space but those of queues themselves.
async fn rows_of_messages(cloud: &Cloud) -> usize {
    let mut tx = cloud.kernel.store().begin();
    let kept = |key: &[u8]| key.starts_with(b"queue\0") || key.starts_with(b"deleted\0");
    let mut count = 0;
    for space in ["sqs", "sqs-messages"] {
        let all = store::KeyRange::prefix(&b""[..]);
        let rows = tx.range(space, all, usize::MAX).await.expect("rows");
        count += rows.iter().filter(|(key, _)| !kept(key)).count();
    }
    count
}

#[tokio::test]
async fn tags() {
    let cloud = cloud().await;
    let input = gen_sqs::CreateQueueRequest {
        queue_name: "q".to_owned(),
        attributes: None,
        tags: Some(map(&[("a", "1")])),
    };
    let url = cloud.call::<ops::CreateQueue>(input).await.expect("created").queue_url;
    let url = url.expect("a URL");
    let list = async || {
        let input = gen_sqs::ListQueueTagsRequest { queue_url: url.clone() };
        cloud.call::<ops::ListQueueTags>(input).await.expect("tags").tags
    };
    assert_eq!(list().await, Some(map(&[("a", "1")])));
    let tags = map(&[("a", "2"), ("A", ""), ("b", "3")]);
    let tag = async |tags| {
        cloud.call::<ops::TagQueue>(gen_sqs::TagQueueRequest { queue_url: url.clone(), tags }).await
    };
    tag(tags.clone()).await.expect("tagged");
    assert_eq!(list().await, Some(tags));
    let keys = texts(&["a", "A", "b", "nothing"]);
    let input = gen_sqs::UntagQueueRequest { queue_url: url.clone(), tag_keys: keys };
    cloud.call::<ops::UntagQueue>(input).await.expect("untagged");
    assert_eq!(list().await, None);
    let many = (0..51).map(|i| (format!("k{i}"), String::new())).collect();
    let (code, text) = failure(tag(many).await);
    assert_eq!(code, "InvalidParameterValue");
    assert_eq!(text, "Too many tags added for queue q.");
}
