//! Resource policies: what they let other accounts do.

use gen_logs::operations as ops;
use gen_logs::{DeleteResourcePolicyInput, FilterLogEventsInput, PutResourcePolicyInput};

use crate::behaviour::common::{Cloud, Outcome, cloud};

const OTHER: &str = "111122223333";

async fn filter(cloud: &Cloud) -> Outcome<usize> {
    let input = FilterLogEventsInput {
        log_group_identifier: Some("arn:aws:logs:us-east-1:000000000000:log-group:g".to_owned()),
        ..Default::default()
    };
    let found = cloud.call::<ops::FilterLogEvents>(input).await?;
    Ok(found.events.unwrap_or_default().len())
}

#[tokio::test]
async fn another_account_reads_when_a_policy_lets_it() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    cloud.put("g", "s", &[(0, "x")]).await.expect("put");
    let other = cloud.in_account(OTHER);
    let denied = filter(&other).await.expect_err("nobody lets it");
    assert_eq!(denied.code(), "AccessDeniedException");
    let document = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "{OTHER}"}},
        "Action": "logs:FilterLogEvents", "Resource": "arn:aws:logs:us-east-1:000000000000:log-group:g:*"}}]}}"#
    );
    let input = PutResourcePolicyInput {
        policy_name: Some("p".to_owned()),
        policy_document: Some(document),
        ..Default::default()
    };
    cloud.call::<ops::PutResourcePolicy>(input).await.expect("put");
    assert_eq!(filter(&other).await.expect("it may"), 1);
    let input =
        DeleteResourcePolicyInput { policy_name: Some("p".to_owned()), ..Default::default() };
    cloud.call::<ops::DeleteResourcePolicy>(input).await.expect("deleted");
    assert!(filter(&other).await.is_err());
}

#[tokio::test]
async fn an_account_has_ten_policies_at_most() {
    let cloud = cloud().await;
    let put = async |name: &str| {
        let document = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
            "Principal": {"Service": "route53.amazonaws.com"}, "Action": "logs:PutLogEvents", "Resource": "log_arn"}}"#;
        let input = PutResourcePolicyInput {
            policy_name: Some(name.to_owned()),
            policy_document: Some(document.to_owned()),
            ..Default::default()
        };
        cloud.call::<ops::PutResourcePolicy>(input).await.map(drop)
    };
    for number in 0..10 {
        put(&format!("p{number}")).await.expect("put");
    }
    let error = put("more").await.expect_err("too many");
    assert_eq!(
        (error.code(), error.message()),
        ("LimitExceededException", Some("Resource limit exceeded."))
    );
    put("p3").await.expect("changed");
}
