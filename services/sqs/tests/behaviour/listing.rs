//! ListQueues: pages in the order of names.

use gen_sqs::ListQueuesRequest;
use gen_sqs::operations as ops;

use crate::common::{Cloud, cloud, failure};

async fn list(cloud: &Cloud, request: ListQueuesRequest) -> (Option<Vec<String>>, Option<String>) {
    let page = cloud.call::<ops::ListQueues>(request).await.expect("a page");
    (page.queue_urls, page.next_token)
}

fn request(prefix: &str, max_results: Option<i32>, token: Option<String>) -> ListQueuesRequest {
    ListQueuesRequest { queue_name_prefix: Some(prefix.to_owned()), max_results, next_token: token }
}

#[tokio::test]
async fn pages() {
    let cloud = cloud().await;
    assert_eq!(list(&cloud, ListQueuesRequest::default()).await, (None, None));
    let mut urls = Vec::new();
    for i in 0..10 {
        urls.push(cloud.create(&format!("test-{i}"), &[]).await);
    }
    cloud.create("other", &[]).await;
    cloud.in_account("111122223333").create("test-11", &[]).await;
    let (first, token) = list(&cloud, request("test-", Some(2), None)).await;
    assert_eq!(first.as_deref(), Some(&urls[..2]));
    let token = token.expect("there is more");
    let rest = list(&cloud, request("test-", None, Some(token.clone()))).await;
    assert_eq!(rest, (Some(urls[2..].to_vec()), None));
    assert_eq!(list(&cloud, request("test-", None, None)).await, (Some(urls.clone()), None));
    assert_eq!(list(&cloud, request("none", None, None)).await, (None, None));
    for wrong in [
        request("te", None, Some(token)),
        request("test-", None, Some("x".to_owned())),
        request("", Some(0), None),
        request("", Some(1001), None),
    ] {
        let (code, _) = failure(cloud.call::<ops::ListQueues>(wrong).await);
        assert_eq!(code, "InvalidParameterValue");
    }
}
