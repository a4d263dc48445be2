//! The signed forms of browser uploads: one field a line.

use sigv4::{PostFields, PostPolicy, SecretKey, verify_policy_v2};

pub(crate) const WORDS: &[&str] =
    &["AWS4-HMAC-SHA256", "aws4_request", "20260101T000000Z", "/", "\n"];

/// Algorithm, credential, date, signature, policy, token.
pub fn run(data: &[u8]) -> bool {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let mut next = || lines.next().unwrap_or("");
    let (algorithm, credential, date) = (next(), next(), next());
    let (signature, policy) = (next(), next());
    let session_token = Some(next()).filter(|t| !t.is_empty());
    let fields = PostFields { algorithm, credential, date, signature, policy, session_token };
    let secret = SecretKey::new("secret");
    let _outcome = verify_policy_v2(credential, signature, policy, &secret);
    PostPolicy::parse(&fields).is_ok_and(|form| {
        let _outcome = form.verify(&secret);
        true
    })
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let digits = "0123456789abcdef".repeat(4);
    let valid = format!(
        "AWS4-HMAC-SHA256\nAKIDEXAMPLE/20260101/eu-west-1/s3/aws4_request\n20260101T000000Z\n{digits}\neyJhIjoxfQ==\ntoken"
    );
    vec![valid.into_bytes(), b"\n\n\n\n\n".to_vec()]
}
