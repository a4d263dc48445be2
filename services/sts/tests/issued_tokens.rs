//! Tokens that this cloud issues, checked as a relying party would: the issuer's documents are fetched over HTTP, and the
//! signature is verified with what they say, by another library than the one that made it.

mod support;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p384::ecdsa::signature::Verifier as _;
use serde_json::{Value, json};
use testcloud::{Client, Cloud, Credentials};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const NOW: i64 = 1_767_225_600;

/// Status, content type and body of what lies at a URL.
async fn fetch(url: &str) -> (u16, String, String) {
    let rest = url.strip_prefix("http://").expect("a plain URL");
    let (authority, path) = rest.split_once('/').expect("a path");
    let mut socket = TcpStream::connect(authority).await.expect("a server");
    let request = format!("GET /{path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let mut types = head.lines().filter_map(|line| line.strip_prefix("content-type: "));
    (status, types.next().unwrap_or_default().to_owned(), body.to_owned())
}

async fn document(url: &str) -> Value {
    let (status, content_type, body) = fetch(url).await;
    assert_eq!((status, content_type.as_str()), (200, "application/json"), "{url}: {body}");
    serde_json::from_str(&body).expect("JSON")
}

fn bytes(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().expect("text")).expect("base64")
}

/// The claims of a token, once its signature is found good with the issuer's published keys.
async fn verified(token: &str) -> Value {
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    let (header, claims) = signed.split_once('.').expect("three parts");
    let read = |part: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
    };
    let (header, claims) = (read(header), read(claims));
    let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
    let issuer = claims["iss"].as_str().expect("an issuer");
    let discovery = document(&format!("{issuer}/.well-known/openid-configuration")).await;
    assert_eq!(discovery["issuer"], issuer);
    let keys = document(discovery["jwks_uri"].as_str().expect("a URL")).await;
    let keys = keys["keys"].as_array().expect("a list").clone();
    let key = keys.iter().find(|key| key["kid"] == header["kid"]).expect("the key");
    assert_eq!(key["alg"], header["alg"]);
    if key["kty"] == "RSA" {
        let (n, e) = (bytes(&key["n"]), bytes(&key["e"]));
        RsaPublicKeyComponents { n, e }
            .verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature)
            .expect("a good signature");
    } else {
        let point = [&[4], &bytes(&key["x"])[..], &bytes(&key["y"])[..]].concat();
        let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(&point).expect("a point");
        let signature = p384::ecdsa::Signature::from_slice(&signature).expect("two numbers");
        key.verify(signed.as_bytes(), &signature).expect("a good signature");
    }
    claims
}

async fn session(cloud: &Cloud, account: &str, input: Value) -> Client {
    let mut root = cloud.client_of(account);
    let output = root.call("sts", "AssumeRole", input).await.expect("an answer").output();
    let text = |name: &str| output["Credentials"][name].as_str().unwrap_or_default().to_owned();
    let credentials =
        Credentials::temporary(text("AccessKeyId"), text("SecretAccessKey"), text("SessionToken"));
    Client::new(cloud, credentials)
}

async fn token(client: &mut Client, input: Value) -> String {
    let answer = client.call("sts", "GetWebIdentityToken", input).await.expect("an answer");
    answer.output()["WebIdentityToken"].as_str().expect("a token").to_owned()
}

#[tokio::test]
async fn a_relying_party_can_check_a_token() {
    let cloud = Cloud::start(support::services()).await;
    let role = json!({"RoleArn": "arn:aws:iam::222222222222:role/open", "RoleSessionName": "job",
        "Tags": [{"Key": "site", "Value": "north"}], "SourceIdentity": "ada"});
    let mut job = session(&cloud, "222222222222", role).await;
    let input = json!({"Audience": ["https://api.example.com"], "SigningAlgorithm": "RS256"});
    let first = token(&mut job, input).await;
    let claims = verified(&first).await;
    let arn = "arn:aws:iam::222222222222:role/open";
    assert_eq!(claims["sub"], arn);
    assert_eq!(claims["aud"], "https://api.example.com");
    assert_eq!(claims["iat"], NOW);
    assert_eq!(claims["exp"], NOW + 300);
    assert_eq!(
        claims["https://sts.amazonaws.com/"],
        json!({"aws_account": "222222222222", "source_region": "us-east-1", "principal_id": arn,
            "org_id": "o-test", "ou_path": "o-test/r-test/", "source_identity": "ada",
            "principal_tags": {"team": "blue", "site": "north"},
            "original_session_exp": "2026-01-01T01:00:00Z"})
    );
    let input = json!({"Audience": ["a", "b"], "SigningAlgorithm": "ES384", "DurationSeconds": 3600,
        "Tags": [{"Key": "job", "Value": "42"}]});
    let second = token(&mut job, input).await;
    let claims = verified(&second).await;
    assert_eq!(claims["aud"], json!(["a", "b"]));
    assert_eq!(claims["exp"], NOW + 3_600);
    assert_eq!(claims["https://sts.amazonaws.com/"]["request_tags"], json!({"job": "42"}));
    // The keys are made once, and are the account's own.
    let again = token(&mut job, json!({"Audience": ["a"], "SigningAlgorithm": "ES384"})).await;
    let header = |token: &str| token.split('.').next().unwrap_or_default().to_owned();
    assert_eq!(header(&again), header(&second));
    assert_ne!(again, second);
    let role = json!({"RoleArn": "arn:aws:iam::000000000000:role/open", "RoleSessionName": "job"});
    let mut other = session(&cloud, "222222222222", role).await;
    let theirs = token(&mut other, json!({"Audience": ["a"], "SigningAlgorithm": "ES384"})).await;
    assert_ne!(header(&theirs), header(&second));
    assert_eq!(
        verified(&theirs).await["https://sts.amazonaws.com/"]["aws_account"],
        "000000000000"
    );
    cloud.stop().await;
}

#[tokio::test]
async fn documents_are_there_before_the_first_token_and_nowhere_else() {
    let cloud = Cloud::start(support::services()).await;
    let base = format!("http://{}/_stratus/oidc", cloud.address());
    let issuer = format!("{base}/000000000000/5a4a8ab0-0000-4000-8000-000000000000");
    let keys = document(&format!("{issuer}/.well-known/jwks.json")).await;
    let kinds: Vec<&Value> =
        keys["keys"].as_array().expect("a list").iter().map(|key| &key["kty"]).collect();
    assert_eq!(kinds, ["RSA", "EC"]);
    let text = keys.to_string();
    assert!(!text.contains("\"d\""), "{text}");
    assert_eq!(document(&format!("{issuer}/.well-known/jwks.json")).await, keys);
    for url in [
        format!("{issuer}/.well-known/other"),
        format!("{issuer}x/.well-known/jwks.json"),
        format!("{base}/000000000000/jwks.json"),
        format!("{base}/111122223333/5a4a8ab0-0000-4000-8000-111122223333/.well-known/jwks.json"),
        format!("{base}/not-an-account/x/.well-known/jwks.json"),
        base.clone() + "/",
    ] {
        assert_eq!(fetch(&url).await.0, 404, "{url}");
    }
    cloud.stop().await;
}
