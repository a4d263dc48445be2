//! AssumeRoleWithWebIdentity against a provider that really is one: a server on this machine with a discovery document
//! and a key set, and tokens that its key signed.

mod support;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::OidcProvider;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;
use testcloud::{Answer, Cloud, Credentials};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// 2026-01-01T00:00:00Z, where time stands.
const NOW: i64 = 1_767_225_600;

struct Provider {
    address: SocketAddr,
    key: SigningKey,
    /// The path and body of each document.
    documents: Arc<Mutex<Vec<(String, String)>>>,
}

impl Provider {
    #[expect(clippy::disallowed_methods, reason = "the server ends with the test's runtime")]
    async fn start() -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let key = SigningKey::from_slice(&[7; 32]).expect("a key");
        let documents = Arc::new(Mutex::new(Vec::new()));
        let provider = Provider { address, key, documents: documents.clone() };
        provider.publish(&provider.key);
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    if socket.read_exact(&mut byte).await.is_err() {
                        break;
                    }
                    request.push(byte[0]);
                }
                let request = String::from_utf8_lossy(&request).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                let found =
                    documents.lock().expect("no panic").iter().find(|(at, _)| *at == path).cloned();
                let (status, body) = found.map_or((404, String::new()), |(_, body)| (200, body));
                let answer = format!(
                    "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _gone = socket.write_all(answer.as_bytes()).await;
            }
        });
        provider
    }

    fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    fn publish(&self, key: &SigningKey) {
        let point = key.verifying_key().to_encoded_point(false);
        let part =
            |bytes: Option<&p256::FieldBytes>| URL_SAFE_NO_PAD.encode(bytes.expect("a point"));
        let jwk = json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "k1", "use": "sig",
            "x": part(point.x()), "y": part(point.y())}]});
        let issuer = self.issuer();
        let discovery = json!({"issuer": issuer, "jwks_uri": format!("{issuer}/keys")});
        *self.documents.lock().expect("no panic") = vec![
            ("/.well-known/openid-configuration".to_owned(), discovery.to_string()),
            ("/keys".to_owned(), jwk.to_string()),
        ];
    }

    /// A token with these claims over the usual ones.
    fn token(&self, key: &SigningKey, claims: &serde_json::Value) -> String {
        let mut all = json!({"iss": self.issuer(), "sub": "repo:me/it", "aud": "client",
            "iat": NOW, "exp": NOW + 600});
        for (name, value) in claims.as_object().expect("an object") {
            all[name] = value.clone();
        }
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","kid":"k1"}"#);
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(all.to_string()));
        let signature: Signature = key.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    /// Registers the provider, and a role called `role` that trusts it under `condition`.
    fn register(&self, role: &str, condition: &str) {
        let url = self.address.to_string();
        let arn = format!("arn:aws:iam::000000000000:oidc-provider/{url}");
        support::OIDC.lock().expect("no panic").push(OidcProvider {
            arn: arn.parse().expect("an ARN"),
            url: url.clone(),
            client_ids: vec!["client".to_owned()],
            thumbprints: Vec::new(),
        });
        let condition = condition.replace("ISSUER", &url);
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"Federated":"{arn}"}},"Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"],"Condition":{condition}}}}}"#
        );
        support::TRUST.lock().expect("no panic").push((role.to_owned(), trust));
    }
}

async fn assume(cloud: &Cloud, role: &str, token: &str) -> Answer {
    let mut nobody = testcloud::Client::new(cloud, Credentials::none());
    let input = json!({"RoleArn": format!("arn:aws:iam::000000000000:role/{role}"),
        "RoleSessionName": "job", "WebIdentityToken": token});
    nobody.call("sts", "AssumeRoleWithWebIdentity", input).await.expect("an answer")
}

async fn refused(cloud: &Cloud, role: &str, token: &str, code: &str, words: &str) {
    let error = assume(cloud, role, token).await.error();
    assert_eq!(error.code, code, "{error:?}");
    assert!(error.message.as_deref().unwrap_or_default().contains(words), "{error:?}");
}

#[tokio::test]
async fn a_good_token_gives_a_session() {
    let provider = Provider::start().await;
    provider.register(
        "ci",
        r#"{"StringEquals":{"ISSUER:aud":"client"},"StringLike":{"ISSUER:sub":"repo:me/*"}}"#,
    );
    let cloud = Cloud::start(support::services()).await;
    let output = assume(&cloud, "ci", &provider.token(&provider.key, &json!({}))).await.output();
    assert_eq!(output["SubjectFromWebIdentityToken"], "repo:me/it");
    assert_eq!(output["Audience"], "client");
    assert_eq!(output["AssumedRoleUser"]["AssumedRoleId"], "AROACI:job");
    let text = |name: &str| output["Credentials"][name].as_str().unwrap_or_default().to_owned();
    let credentials =
        Credentials::temporary(text("AccessKeyId"), text("SecretAccessKey"), text("SessionToken"));
    let mut job = testcloud::Client::new(&cloud, credentials);
    let who = job.call("sts", "GetCallerIdentity", json!({})).await.expect("an answer").output();
    assert_eq!(who["Arn"], "arn:aws:sts::000000000000:assumed-role/ci/job");
    // What the trust policy does not cover is refused, however well it is signed.
    let other = provider.token(&provider.key, &json!({"sub": "repo:you/it"}));
    refused(
        &cloud,
        "ci",
        &other,
        "AccessDenied",
        "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    )
    .await;
    refused(
        &cloud,
        "plain",
        &provider.token(&provider.key, &json!({})),
        "AccessDenied",
        "Not authorized",
    )
    .await;
    refused(
        &cloud,
        "none",
        &provider.token(&provider.key, &json!({})),
        "AccessDenied",
        "Not authorized",
    )
    .await;
    cloud.stop().await;
}

#[tokio::test]
async fn tokens_that_do_not_count() {
    let provider = Provider::start().await;
    provider.register("strict", "{}");
    let cloud = Cloud::start(support::services()).await;
    let stranger = SigningKey::from_slice(&[9; 32]).expect("a key");
    let token = |claims: serde_json::Value| provider.token(&provider.key, &claims);
    let invalid = "InvalidIdentityToken";
    refused(&cloud, "strict", "not-a-token", invalid, "is not a valid JWT").await;
    refused(&cloud, "strict", &provider.token(&stranger, &json!({})), invalid, "signature").await;
    refused(
        &cloud,
        "strict",
        &token(json!({"iss": "https://elsewhere"})),
        invalid,
        "No OpenIDConnect provider found in your account for https://elsewhere",
    )
    .await;
    refused(&cloud, "strict", &token(json!({"aud": "other"})), invalid, "Incorrect token audience")
        .await;
    refused(
        &cloud,
        "strict",
        &token(json!({"exp": NOW})),
        "ExpiredTokenException",
        "Token expired",
    )
    .await;
    // The signature covers the claims: none can be put in the place of others.
    let (good, other) = (token(json!({})), token(json!({"sub": "root"})));
    let parts: Vec<&str> = good.split('.').collect();
    let claims = other.split('.').nth(1).unwrap_or_default();
    let forged = format!("{}.{claims}.{}", parts[0], parts[2]);
    refused(&cloud, "strict", &forged, invalid, "signature").await;
    assume(&cloud, "strict", &good).await.output();
    // Keys change: the new one counts at once.
    provider.publish(&stranger);
    assume(&cloud, "strict", &provider.token(&stranger, &json!({}))).await.output();
    cloud.stop().await;
}

#[tokio::test]
async fn a_provider_that_does_not_answer() {
    let provider = Provider::start().await;
    provider.register("mute", "{}");
    provider.documents.lock().expect("no panic").clear();
    let cloud = Cloud::start(support::services()).await;
    let token = provider.token(&provider.key, &json!({}));
    refused(
        &cloud,
        "mute",
        &token,
        "InvalidIdentityToken",
        "Couldn't retrieve verification key from your identity provider",
    )
    .await;
    // A document about somebody else is none.
    provider.publish(&provider.key);
    for (_, body) in provider.documents.lock().expect("no panic").iter_mut() {
        *body = body.replace("\"issuer\":\"http://127.0.0.1", "\"issuer\":\"http://127.0.0.2");
    }
    refused(&cloud, "mute", &token, "InvalidIdentityToken", "Couldn't retrieve verification key")
        .await;
    cloud.stop().await;
}

#[tokio::test]
async fn tags_of_a_token_become_the_sessions() {
    let provider = Provider::start().await;
    provider.register("tagged", r#"{"StringEquals":{"aws:RequestTag/team":"red"}}"#);
    let cloud = Cloud::start(support::services()).await;
    let claims = |team: &str| {
        json!({"https://aws.amazon.com/tags":
            {"principal_tags": {"team": [team]}, "transitive_tag_keys": ["team"]}})
    };
    refused(&cloud, "tagged", &provider.token(&provider.key, &claims("blue")), "AccessDenied", "")
        .await;
    let output =
        assume(&cloud, "tagged", &provider.token(&provider.key, &claims("red"))).await.output();
    let token = output["Credentials"]["SessionToken"].as_str().unwrap_or_default();
    let session = cloud.kernel().open_session_token(token).expect("our own token").session.clone();
    assert_eq!(session.tags, [("team".to_owned(), "red".to_owned())]);
    assert_eq!(session.transitive_tags, ["team"]);
    cloud.stop().await;
}
