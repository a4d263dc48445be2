//! Queues as objects, and the caller's identity.

use aws_sdk_sqs::error::ProvideErrorMetadata;
use aws_sdk_sqs::operation::create_queue::CreateQueueError;
use aws_sdk_sqs::operation::get_queue_url::GetQueueUrlError;
use aws_sdk_sqs::types::QueueAttributeName::{
    DelaySeconds, FifoQueue, MaximumMessageSize, Policy, VisibilityTimeout,
};
use sdk_tests::{ACCOUNT, Queue, sqs, sts, unique};

#[tokio::test]
async fn identity_is_the_root_of_the_default_account() {
    let identity = sts().get_caller_identity().send().await.unwrap();
    assert_eq!(identity.account(), Some(ACCOUNT));
    assert_eq!(identity.user_id(), Some(ACCOUNT));
    assert_eq!(identity.arn(), Some("arn:aws:iam::000000000000:root"));
}

#[tokio::test]
async fn create_is_idempotent_and_conflicts_are_typed() {
    let queue = Queue::standard(&[(DelaySeconds, "1")]).await;
    let create = |delay: &str| {
        queue.sqs.create_queue().queue_name(queue.name()).attributes(DelaySeconds, delay).send()
    };
    assert_eq!(create("1").await.unwrap().queue_url(), Some(queue.url.as_str()));
    let error = create("2").await.unwrap_err().into_service_error();
    assert!(matches!(error, CreateQueueError::QueueNameExists(_)), "{error:?}");
    let message = "A queue already exists with the same name and a different value for attribute \
                   DelaySeconds";
    assert_eq!(error.message(), Some(message));
    queue.delete().await;
}

#[tokio::test]
async fn a_missing_queue_is_typed() {
    let error = sqs().get_queue_url().queue_name(unique()).send().await.unwrap_err();
    let error = error.into_service_error();
    assert!(matches!(error, GetQueueUrlError::QueueDoesNotExist(_)), "{error:?}");
    assert_eq!(error.message(), Some("The specified queue does not exist."));
}

#[tokio::test]
async fn listing_pages() {
    let first = Queue::standard(&[]).await;
    let prefix = first.name();
    let mut urls = vec![first.url.clone()];
    for end in ["a", "b"] {
        let made = first.sqs.create_queue().queue_name(format!("{prefix}-{end}")).send().await;
        urls.push(made.unwrap().queue_url.unwrap());
    }
    let list = || first.sqs.list_queues().queue_name_prefix(prefix).max_results(2);
    let one = list().send().await.unwrap();
    assert_eq!(one.queue_urls(), &urls[..2]);
    let two = list().next_token(one.next_token().unwrap()).send().await.unwrap();
    assert_eq!(two.queue_urls(), &urls[2..]);
    assert_eq!(two.next_token(), None);
    for url in urls {
        first.sqs.delete_queue().queue_url(url).send().await.unwrap();
    }
}

#[tokio::test]
async fn attributes_and_tags() {
    let queue = Queue::standard(&[]).await;
    let set = || queue.sqs.set_queue_attributes().queue_url(&queue.url);
    set().attributes(VisibilityTimeout, "69").send().await.unwrap();
    assert_eq!(queue.attribute(VisibilityTimeout).await.as_deref(), Some("69"));
    assert_eq!(queue.attribute(MaximumMessageSize).await.as_deref(), Some("1048576"));
    let error = set().attributes(FifoQueue, "true").send().await.unwrap_err().into_service_error();
    assert!(error.is_invalid_attribute_name(), "{error:?}");

    let tag = queue.sqs.tag_queue().queue_url(&queue.url);
    tag.tags("team", "blue").tags("Team", "case").send().await.unwrap();
    let untag = queue.sqs.untag_queue().queue_url(&queue.url);
    untag.tag_keys("Team").tag_keys("never").send().await.unwrap();
    let tags = queue.sqs.list_queue_tags().queue_url(&queue.url).send().await.unwrap();
    let tags = tags.tags.unwrap();
    assert_eq!((tags.len(), tags["team"].as_str()), (1, "blue"));
    queue.delete().await;
}

#[tokio::test]
async fn permissions_become_statements() {
    let queue = Queue::standard(&[]).await;
    let add = queue.sqs.add_permission().queue_url(&queue.url).label("one");
    add.aws_account_ids("111122223333").actions("ReceiveMessage").send().await.unwrap();
    let policy = queue.attribute(Policy).await.unwrap();
    assert!(policy.contains("\"arn:aws:iam::111122223333:root\""), "{policy}");
    assert!(policy.contains("\"SQS:ReceiveMessage\""), "{policy}");
    queue.sqs.remove_permission().queue_url(&queue.url).label("one").send().await.unwrap();
    assert_eq!(queue.attribute(Policy).await, None);
    queue.delete().await;
}
