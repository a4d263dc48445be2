//! Whose signature counts, and for how long: issued keys are verified, by the cloud's time or, for fresh header
//! signatures, by the system's; presigned URLs expire by the cloud's time alone.
#![expect(clippy::unwrap_used, reason = "a test ends where it finds what must not be")]

use std::time::Duration;

use bytes::Bytes;
use clock::{Clock, Timestamp};
use http::Request;
use http_body_util::Full;
use sigv4::sign::{Body, Signer};
use sigv4::{Algorithm, RequestView, Rules, SecretKey};
use testcloud::{Cloud, Connection, Credentials, HttpReply, HttpRequest, Scope, echo};

const TARGET: &str = "/?Action=Say&Txt=hi&Version=2026-01-01";

async fn signed(cloud: &Cloud, credentials: &Credentials, now: Timestamp) -> HttpReply {
    signed_with(cloud, credentials, now, Vec::new()).await
}

async fn signed_with(
    cloud: &Cloud,
    credentials: &Credentials,
    now: Timestamp,
    headers: Vec<(String, String)>,
) -> HttpReply {
    let host = cloud.address().to_string();
    let scope = Scope { region: "us-east-1", service: "echo", now, host: &host };
    let request =
        HttpRequest { method: "GET", target: TARGET.to_owned(), headers, body: Bytes::new() };
    Connection::new(cloud.address()).send(credentials.sign(&scope, request)).await.unwrap()
}

async fn presigned(cloud: &Cloud, credentials: &Credentials, now: Timestamp) -> HttpReply {
    let host = cloud.address().to_string();
    let (path, query) = TARGET.split_once('?').unwrap();
    let headers = vec![("host".to_owned(), host.clone())];
    let secret = SecretKey::new(credentials.secret.as_str());
    let signer = Signer {
        algorithm: Algorithm::V4,
        access_key_id: &credentials.id,
        secret: &secret,
        session_token: None,
        sign_token: true,
        region: "us-east-1",
        service: "echo",
        rules: Rules::STANDARD,
    };
    let view = RequestView { method: "GET", path, query, headers: &headers };
    let query = signer.presign(&view, Body::of(b""), 3600, now.as_secs());
    let request = Request::get(format!("{path}?{query}")).header("host", host);
    let request = request.body(Full::new(Bytes::new())).unwrap();
    Connection::new(cloud.address()).send(request).await.unwrap()
}

#[tokio::test]
async fn an_issued_key_must_sign_with_its_secret() {
    let cloud = Cloud::start(vec![echo::service()]).await;
    let now = cloud.clock().now();
    assert_eq!(signed(&cloud, &cloud.root(), now).await.status, 200);
    let forged = Credentials { secret: "guessed".to_owned(), ..cloud.root() };
    let answer = signed(&cloud, &forged, now).await;
    assert_eq!(answer.status, 403);
    assert!(String::from_utf8_lossy(&answer.body).contains("SignatureDoesNotMatch"));
    // A token belongs to temporary keys: with a lasting one it is refused, whoever signed it.
    let root = cloud.root();
    let token = vec![("x-amz-security-token".to_owned(), "stale".to_owned())];
    let answer = signed_with(&cloud, &root, now, token).await;
    assert_eq!(answer.status, 403);
    assert!(String::from_utf8_lossy(&answer.body).contains("InvalidClientTokenId"));
    let unknown = Credentials::new("test", "whatever");
    assert_eq!(signed(&cloud, &unknown, now).await.status, 200);
    cloud.stop().await;
}

#[tokio::test]
async fn a_signature_is_fresh_by_the_clouds_time_or_the_systems() {
    let cloud = Cloud::start(vec![echo::service()]).await;
    let root = cloud.root();
    let (cloud_now, system_now) = (cloud.clock().now(), Clock::system().now());
    assert_eq!(signed(&cloud, &root, cloud_now).await.status, 200);
    assert_eq!(signed(&cloud, &root, system_now).await.status, 200);
    let neither = cloud_now.minus(Duration::from_secs(901));
    let answer = signed(&cloud, &root, neither).await;
    assert_eq!(answer.status, 403);
    assert!(String::from_utf8_lossy(&answer.body).contains("Signature expired"));
    // A client that goes by our answers sets its clock by them.
    assert_eq!(answer.header("date"), Some("Thu, 01 Jan 2026 00:00:00 GMT"));
    cloud.stop().await;
}

#[tokio::test]
async fn a_presigned_url_expires_by_the_clouds_time() {
    let cloud = Cloud::start(vec![echo::service()]).await;
    let root = cloud.root();
    let made = cloud.clock().now();
    assert_eq!(presigned(&cloud, &root, made).await.status, 200);
    cloud.advance(Duration::from_secs(3599)).await;
    assert_eq!(presigned(&cloud, &root, made).await.status, 200);
    cloud.advance(Duration::from_secs(2)).await;
    assert_eq!(presigned(&cloud, &root, made).await.status, 403);
    cloud.stop().await;
}
