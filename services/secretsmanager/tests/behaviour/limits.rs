//! Limits and crowds: as many versions as a secret can have, values of the largest size, the same token at once.

use std::time::Duration;

use serde_json::json;

use crate::common::{cloud, create, fails, sm, text, token, value};

#[tokio::test]
async fn a_hundred_versions_and_no_more_within_a_day() {
    let cloud = cloud().await;
    let mut root = cloud.client();
    create(&mut root, "s", "v1").await;
    let put = |n: u32| json!({ "SecretId": "s", "SecretString": format!("v{n}"), "ClientRequestToken": token(n) });
    for n in 2..=100 {
        sm(&mut root, "PutSecretValue", put(n)).await;
    }
    assert_eq!(fails(&mut root, "PutSecretValue", put(101)).await.0, "LimitExceededException");
    // After a day, the oldest without stages makes room.
    cloud.advance(Duration::from_secs(86_400)).await;
    sm(&mut root, "PutSecretValue", put(101)).await;
    let all = json!({ "SecretId": "s", "IncludeDeprecated": true });
    let listed = sm(&mut root, "ListSecretVersionIds", all).await;
    let ids: Vec<String> = listed["Versions"]
        .as_array()
        .expect("versions")
        .iter()
        .map(|v| text(&v["VersionId"]))
        .collect();
    assert_eq!((ids.len(), ids[0].as_str(), ids[99].as_str()), (100, &*token(2), &*token(101)));
    let gone = json!({ "SecretId": "s", "VersionId": token(1) });
    assert_eq!(fails(&mut root, "GetSecretValue", gone).await.0, "ResourceNotFoundException");
}

#[tokio::test]
async fn values_of_64_kib() {
    let cloud = cloud().await;
    let mut root = cloud.client();
    let largest = "x".repeat(65_536);
    create(&mut root, "s", &largest).await;
    assert_eq!(value(&mut root, "s").await, largest);
    let put = |value: String| json!({ "SecretId": "s", "SecretString": value, "ClientRequestToken": token(2) });
    assert_eq!(
        fails(&mut root, "PutSecretValue", put(format!("{largest}x"))).await.0,
        "ValidationException"
    );
    // As many characters, but more bytes.
    assert_eq!(
        fails(&mut root, "PutSecretValue", put("é".repeat(65_536))).await.0,
        "InvalidParameterException"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[expect(clippy::disallowed_methods, reason = "what happens at once is what is tested")]
async fn one_token_makes_one_version_however_many_ask() {
    let cloud = cloud().await;
    create(&mut cloud.client(), "s", "v").await;
    let askers: Vec<_> = (0..16)
        .map(|n| {
            let mut client = cloud.client();
            let value = if n % 2 == 0 { "even" } else { "odd" };
            let input =
                json!({ "SecretId": "s", "SecretString": value, "ClientRequestToken": token(2) });
            tokio::spawn(async move {
                match client
                    .call("secretsmanager", "PutSecretValue", input)
                    .await
                    .expect("an answer")
                {
                    testcloud::Answer::Output(_) => Some(value),
                    testcloud::Answer::Error(failure) => {
                        assert_eq!(failure.code, "ResourceExistsException");
                        None
                    }
                }
            })
        })
        .collect();
    let mut won = Vec::new();
    for asker in askers {
        won.extend(asker.await.expect("asked"));
    }
    let kept = value(&mut cloud.client(), "s").await;
    assert_eq!(
        won,
        vec![kept.as_str(); 8],
        "those with the value that was first succeed, the others fail"
    );
    let listed = sm(&mut cloud.client(), "ListSecretVersionIds", json!({ "SecretId": "s" })).await;
    assert_eq!(listed["Versions"].as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[expect(clippy::disallowed_methods, reason = "what happens at once is what is tested")]
async fn every_put_at_once_is_a_version_and_one_is_current() {
    let cloud = cloud().await;
    create(&mut cloud.client(), "s", "v").await;
    let putters: Vec<_> = (2..20)
        .map(|n| {
            let mut client = cloud.client();
            let input = json!({ "SecretId": "s", "SecretString": n.to_string(), "ClientRequestToken": token(n) });
            tokio::spawn(async move { sm(&mut client, "PutSecretValue", input).await })
        })
        .collect();
    for putter in putters {
        putter.await.expect("put");
    }
    let all = json!({ "SecretId": "s", "IncludeDeprecated": true });
    let listed = sm(&mut cloud.client(), "ListSecretVersionIds", all).await;
    let versions = listed["Versions"].as_array().expect("versions");
    assert_eq!(versions.len(), 19);
    for stage in ["AWSCURRENT", "AWSPREVIOUS"] {
        let on = versions.iter().filter(|v| v["VersionStages"] == json!([stage])).count();
        assert_eq!(on, 1, "{stage}");
    }
}
