//! AssumeRoleWithWebIdentity with tokens of every family of algorithms, each signed by a library that does not verify it
//! here, and with what is said to be of one and is of another.

mod support;

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{OidcProvider, Random};
use p384::ecdsa::signature::Signer as _;
use rsa::rand_core::{CryptoRng, Error, RngCore, impls};
use rsa::sha2::{Sha256, Sha384, Sha512};
use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{RsaPrivateKey, pkcs1v15, pss};
use serde_json::{Value, json};
use testcloud::{Answer, Cloud, Credentials};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const NOW: i64 = 1_767_225_600;

struct Chance(Random);

impl RngCore for Chance {
    fn next_u32(&mut self) -> u32 {
        impls::next_u32_via_fill(self)
    }
    fn next_u64(&mut self) -> u64 {
        self.0.u64()
    }
    fn fill_bytes(&mut self, out: &mut [u8]) {
        self.0.fill(out);
    }
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Error> {
        self.0.fill(out);
        Ok(())
    }
}

impl CryptoRng for Chance {}

struct Keys {
    rsa: RsaPrivateKey,
    p384: p384::ecdsa::SigningKey,
    p521: p521::ecdsa::SigningKey,
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Keys {
    fn new() -> Keys {
        let mut number = [5; 66];
        number[0] = 0;
        Keys {
            rsa: RsaPrivateKey::new(&mut Chance(Random::from_seed(7)), 2_048).expect("a key"),
            p384: p384::ecdsa::SigningKey::from_slice(&[5; 48]).expect("a key"),
            p521: p521::ecdsa::SigningKey::from_slice(&number).expect("a key"),
        }
    }

    fn key_set(&self) -> Value {
        let p384 = self.p384.verifying_key().to_encoded_point(false);
        let p521 = p521::ecdsa::VerifyingKey::from(&self.p521).to_encoded_point(false);
        let curve = |kid: &str, crv: &str, point: &[u8]| {
            let (x, y) = point[1..].split_at(point.len() / 2);
            json!({"kid": kid, "kty": "EC", "crv": crv, "x": encoded(x), "y": encoded(y)})
        };
        json!({"keys": [
            {"kid": "rsa", "kty": "RSA", "n": encoded(self.rsa.n().to_bytes_be()),
                "e": encoded(self.rsa.e().to_bytes_be())},
            curve("p384", "P-384", p384.as_bytes()),
            curve("p521", "P-521", p521.as_bytes()),
        ]})
    }

    /// What the key that is meant signs as `algorithm` wants it.
    fn sign(&self, algorithm: &str, text: &[u8]) -> Vec<u8> {
        let mut chance = Chance(Random::from_seed(8));
        let rsa = self.rsa.clone();
        match algorithm {
            "RS256" => pkcs1v15::SigningKey::<Sha256>::new(rsa).sign(text).to_vec(),
            "RS384" => pkcs1v15::SigningKey::<Sha384>::new(rsa).sign(text).to_vec(),
            "RS512" => pkcs1v15::SigningKey::<Sha512>::new(rsa).sign(text).to_vec(),
            "PS256" => {
                pss::SigningKey::<Sha256>::new(rsa).sign_with_rng(&mut chance, text).to_vec()
            }
            "PS384" => {
                pss::SigningKey::<Sha384>::new(rsa).sign_with_rng(&mut chance, text).to_vec()
            }
            "PS512" => {
                pss::SigningKey::<Sha512>::new(rsa).sign_with_rng(&mut chance, text).to_vec()
            }
            "ES384" => {
                let signature: p384::ecdsa::Signature = self.p384.sign(text);
                signature.to_bytes().to_vec()
            }
            "ES512" => {
                let signature: p521::ecdsa::Signature = self.p521.sign_with_rng(&mut chance, text);
                signature.to_bytes().to_vec()
            }
            other => panic!("{other}?"),
        }
    }
}

/// Serves the documents of an issuer for as long as the test runs.
#[expect(clippy::disallowed_methods, reason = "the server ends with the test's runtime")]
async fn serve(keys: Value) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let issuer = format!("http://{address}");
    let discovery = json!({"issuer": issuer, "jwks_uri": format!("{issuer}/keys")}).to_string();
    let keys = keys.to_string();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = vec![0; 4_096];
            let length = socket.read(&mut request).await.unwrap_or(0);
            let wants_keys = request[..length].starts_with(b"GET /keys ");
            let body = if wants_keys { &keys } else { &discovery };
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            let _gone = socket.write_all(answer.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn every_algorithm_with_its_own_key_alone() {
    let keys = Keys::new();
    let address = serve(keys.key_set()).await;
    let provider = format!("arn:aws:iam::000000000000:oidc-provider/{address}");
    support::OIDC.lock().expect("no panic").push(OidcProvider {
        arn: provider.parse().expect("an ARN"),
        url: address.to_string(),
        client_ids: vec!["client".to_owned()],
        thumbprints: Vec::new(),
    });
    let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity"}});
    support::TRUST.lock().expect("no panic").push(("any".to_owned(), trust.to_string()));
    let cloud = Cloud::start(support::services()).await;
    let mut nobody = testcloud::Client::new(&cloud, Credentials::none());
    let claims = encoded(
        json!({"iss": format!("http://{address}"), "sub": "me", "aud": "client", "iat": NOW,
            "exp": NOW + 60})
        .to_string(),
    );
    // What the header says, how it is signed, the key that the header names; whether it counts.
    for (said, done, kid, good) in [
        ("RS256", "RS256", "rsa", true),
        ("RS384", "RS384", "rsa", true),
        ("RS512", "RS512", "rsa", true),
        ("PS256", "PS256", "rsa", true),
        ("PS384", "PS384", "rsa", true),
        ("PS512", "PS512", "rsa", true),
        ("ES384", "ES384", "p384", true),
        ("ES512", "ES512", "p521", true),
        ("RS256", "PS256", "rsa", false),
        ("PS256", "RS256", "rsa", false),
        ("RS256", "RS512", "rsa", false),
        ("PS512", "PS256", "rsa", false),
        ("RS256", "RS256", "p384", false),
        ("ES384", "ES384", "p521", false),
        ("ES512", "ES384", "p384", false),
        ("ES256", "ES384", "p384", false),
        ("HS256", "RS256", "rsa", false),
        ("none", "RS256", "rsa", false),
        ("RS256", "RS256", "unknown", false),
    ] {
        let header = encoded(json!({"alg": said, "kid": kid}).to_string());
        let signed = format!("{header}.{claims}");
        let signature = encoded(keys.sign(done, signed.as_bytes()));
        let input = json!({"RoleArn": "arn:aws:iam::000000000000:role/any",
            "RoleSessionName": "job", "WebIdentityToken": format!("{signed}.{signature}")});
        let answer = nobody.call("sts", "AssumeRoleWithWebIdentity", input).await;
        match answer.expect("an answer") {
            Answer::Output(_) => assert!(good, "{said} by {done} with {kid} was accepted"),
            Answer::Error(error) => {
                assert!(!good, "{said} by {done} with {kid}: {error:?}");
                assert_eq!(error.code, "InvalidIdentityToken");
            }
        }
    }
    cloud.stop().await;
}
