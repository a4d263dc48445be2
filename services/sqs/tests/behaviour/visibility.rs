//! Visibility timeouts: what is in flight stays hidden for as long as it shall.

use crate::common::{attribute, cloud, failure, handle};

#[tokio::test]
async fn in_flight_until_the_timeout() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    for i in 0..6 {
        cloud.send(&url, &format!("m{i}")).await;
    }
    let first = cloud.receive(&url, 1).await.remove(0);
    assert_eq!(cloud.counts(&url).await, (5, 1, 0));
    cloud.advance(29);
    assert_eq!(cloud.counts(&url).await, (5, 1, 0));
    cloud.advance(1);
    assert_eq!(cloud.counts(&url).await, (6, 0, 0));
    let again = cloud.receive(&url, 1).await.remove(0);
    assert_eq!(again.message_id, first.message_id);
    assert_ne!(again.receipt_handle, first.receipt_handle);
    assert_eq!(attribute(&again, "ApproximateReceiveCount"), Some("2"));
    cloud.delete(&url, &first).await.expect("an older handle deletes");
    assert_eq!(cloud.counts(&url).await, (5, 0, 0));
    cloud.delete(&url, &again).await.expect("deleting again is fine");
    cloud.delete(&url, &again).await.expect("any number of times");
    assert_eq!(cloud.counts(&url).await, (5, 0, 0));
}

#[tokio::test]
async fn a_timeout_of_nothing() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    cloud.send(&url, "m").await;
    let mut handles = Vec::new();
    for count in ["1", "2", "3"] {
        let received = cloud.receive_for(&url, 10, 0).await.remove(0);
        assert_eq!(attribute(&received, "ApproximateReceiveCount"), Some(count));
        handles.push(handle(&received).to_owned());
    }
    handles.dedup();
    assert_eq!(handles.len(), 3);
    assert_eq!(cloud.counts(&url).await, (1, 0, 0));
    cloud.delete_handle(&url, &handles[0]).await.expect("deleted while visible");
    assert_eq!(cloud.counts(&url).await, (0, 0, 0));
}

#[tokio::test]
async fn changing_the_timeout() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[("VisibilityTimeout", "10")]).await;
    cloud.send(&url, "m").await;
    let first = cloud.receive(&url, 1).await.remove(0);
    cloud.advance(5);
    cloud.change(&url, &first, 20).await.expect("longer");
    cloud.advance(19);
    assert!(cloud.receive(&url, 1).await.is_empty());
    cloud.change(&url, &first, 0).await.expect("at once");
    assert_eq!(cloud.counts(&url).await, (1, 0, 0));
    cloud.change(&url, &first, 30).await.expect("also when it is visible again");
    assert_eq!(cloud.counts(&url).await, (0, 1, 0));
    cloud.advance(30);
    let second = cloud.receive(&url, 1).await.remove(0);
    cloud.change(&url, &first, 40).await.expect("with the older handle");
    cloud.advance(39);
    assert!(cloud.receive(&url, 1).await.is_empty());
    cloud.delete(&url, &second).await.expect("deleted");
    let (code, text) = failure(cloud.change(&url, &second, 1).await);
    assert_eq!(code, "InvalidParameterValue");
    assert!(
        text.ends_with("Message does not exist or is not available for visibility timeout change."),
        "{text}"
    );
    assert_eq!(cloud.counts(&url).await, (0, 0, 0));
}

#[tokio::test]
async fn twelve_hours_in_all() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    cloud.send(&url, "m").await;
    let received = cloud.receive(&url, 1).await.remove(0);
    cloud.advance(10);
    let (code, _) = failure(cloud.change(&url, &received, 43_200).await);
    assert_eq!(code, "InvalidParameterValue");
    cloud.change(&url, &received, 43_190).await.expect("twelve hours from the receive");
    let (code, _) = failure(cloud.change(&url, &received, 43_201).await);
    assert_eq!(code, "InvalidParameterValue");
}

#[tokio::test]
async fn handles_of_nowhere() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    let other = cloud.create("other", &[]).await;
    cloud.send(&other, "m").await;
    let foreign = cloud.receive(&other, 1).await.remove(0);
    for wrong in ["garbage", handle(&foreign)] {
        let (code, text) = failure(cloud.delete_handle(&url, wrong).await);
        assert_eq!(code, "ReceiptHandleIsInvalid");
        assert_eq!(
            text,
            format!("The input receipt handle \"{wrong}\" is not a valid receipt handle.")
        );
    }
    assert_eq!(cloud.counts(&other).await, (0, 1, 0));
}
