//! Signatures: header and presigned, V4, V4A and the old V2, parsed and verified.

use sha2::{Digest as _, Sha256};
use sigv4::sign::{Body, Signer};
use sigv4::{Algorithm, PresignedV2, RequestView, Rules, SecretKey, parse, verify};

use crate::request::Request;

pub(crate) const WORDS: &[&str] = &[
    "AWS4-HMAC-SHA256",
    "AWS4-ECDSA-P256-SHA256",
    "Credential=",
    "SignedHeaders=",
    "Signature=",
    "aws4_request",
    "X-Amz-Expires=604800",
    "X-Amz-Security-Token=",
    "&AWSAccessKeyId=",
    "&Expires=",
    "UNSIGNED-PAYLOAD",
    "%2F",
    "/../",
    ";;",
];

const NOW: i64 = 1_767_225_600;
const ID: &str = "AKIDEXAMPLE";

/// A request with what it says of its signature.
pub fn run(data: &[u8]) -> bool {
    let text = String::from_utf8_lossy(data);
    let request = Request::read(&text);
    let view = RequestView {
        method: request.method,
        path: request.path,
        query: request.query,
        headers: &request.headers.as_slice(),
    };
    let secret = SecretKey::new("secret");
    if let Ok(Some(old)) = PresignedV2::parse(&view) {
        let _outcome = old.access_key_id.len();
    }
    let Ok(Some(auth)) = parse(&view) else { return false };
    let hash = Sha256::digest(request.body).into();
    let standard = verify(&auth, &view, &secret, Some(&hash), NOW, &Rules::STANDARD);
    let s3 = verify(&auth, &view, &secret, None, NOW, &Rules::S3);
    for error in [standard.as_ref().err(), s3.as_ref().err()].into_iter().flatten() {
        let _words = error.to_string();
    }
    standard.is_ok() || s3.is_ok()
}

fn signer<'a>(algorithm: Algorithm, secret: &'a SecretKey, rules: Rules) -> Signer<'a> {
    Signer {
        algorithm,
        access_key_id: ID,
        secret,
        session_token: Some("token/with+signs="),
        sign_token: true,
        region: "eu-west-1",
        service: "s3",
        rules,
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let secret = SecretKey::new("secret");
    let mut seeds = Vec::new();
    for algorithm in [Algorithm::V4, Algorithm::V4A] {
        for rules in [Rules::STANDARD, Rules::S3] {
            let signer = signer(algorithm, &secret, rules);
            let path = "/bucket/a%20b//c";
            let mut headers =
                vec![("host", "localhost:4566".to_owned()), ("x-amz-meta-a", "  v  w ".to_owned())];
            let own = headers.clone();
            let view = RequestView { method: "PUT", path, query: "uploads=&b=%20", headers: &own };
            headers.extend(signer.sign(&view, Body::of(b"{}"), NOW).headers);
            seeds.push(Request::write("PUT", &format!("{path}?uploads=&b=%20"), &headers, "{}"));
            let query = signer.presign(&view, Body::of(b""), 900, NOW);
            seeds.push(Request::write("PUT", &format!("{path}?{query}"), &own, ""));
        }
    }
    let old = "GET /b/k?AWSAccessKeyId=A&Expires=1767225700&Signature=AAAA%3D\nhost: localhost\n\n";
    let many: String = (0..2_000).map(|i| format!("x-amz-{i}: v\n")).collect();
    seeds.push(old.as_bytes().to_vec());
    seeds.push(format!("GET /\n{many}").into_bytes());
    seeds
}
