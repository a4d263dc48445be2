//! Requests that name their service in odd ways or not at all: where they go, and the protocol of the refusal.
#![expect(clippy::unwrap_used, reason = "a test ends where it finds what must not be")]

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use testcloud::{Cloud, Connection, HttpReply, echo};

/// A GET of `target` as `host`, with an unknown key's signature for `signed` when given.
async fn get(cloud: &Cloud, host: &str, signed: Option<&str>, target: &str) -> HttpReply {
    let mut request = Request::get(target).header("host", host);
    if let Some(service) = signed {
        let scope = format!("test/20260101/eu-west-1/{service}/aws4_request");
        let text = format!(
            "AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={}",
            "0".repeat(64)
        );
        request = request.header("authorization", text).header("x-amz-date", "20260101T000000Z");
    }
    let request = request.body(Full::new(Bytes::new())).unwrap();
    Connection::new(cloud.address()).send(request).await.unwrap()
}

#[tokio::test]
async fn an_action_without_version_finds_the_only_service_that_has_it() {
    let cloud = Cloud::start(vec![echo::service()]).await;
    for target in ["/?Action=Say&Txt=hi", "/?Action=Say&Txt=hi&Version=2026-01-01"] {
        let answer = get(&cloud, "127.0.0.1", None, target).await;
        let body = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 200, "{target}: {body}");
        assert!(body.contains("<Txt>hi</Txt>"), "{target}: {body}");
    }
    for target in ["/?Action=Nothing", "/?Action=Say&Version=1999-01-01", "/"] {
        let answer = get(&cloud, "127.0.0.1", None, target).await;
        let body = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 404, "{target}: {body}");
        assert!(body.contains("<Code>UnknownService</Code>"), "{target}: {body}");
    }
    // A service that is named counts, though another one has the action.
    let answer = get(&cloud, "sns.eu-west-1.localhost", None, "/?Action=Say").await;
    assert_eq!(answer.status, 501, "{:?}", answer.body);
    for target in ["/?Action=Say", "/?Action=Say&Version=2026-01-01"] {
        let answer = get(&cloud, "127.0.0.1", Some("sns"), target).await;
        assert_eq!(answer.status, 501, "{target}: {:?}", answer.body);
    }
    cloud.stop().await;
}

#[tokio::test]
async fn a_missing_rest_service_is_refused_in_its_own_protocol() {
    let cloud = Cloud::start(vec![echo::service()]).await;
    for (signed, json) in
        [("lambda", true), ("apigateway", true), ("s3", false), ("route53", false)]
    {
        let answer = get(&cloud, "127.0.0.1", Some(signed), "/2015-03-31/functions").await;
        assert_eq!(answer.status, 501, "{signed}");
        let kind = answer.header("content-type").unwrap();
        let want = if json { "application/json" } else { "application/xml" };
        assert_eq!(kind, want, "{signed}");
        assert_eq!(answer.header("x-amzn-errortype").is_some(), json, "{signed}");
        let body = String::from_utf8_lossy(&answer.body);
        assert!(body.contains(&format!("the service {signed}.")), "{signed}: {body}");
    }
    cloud.stop().await;
}
