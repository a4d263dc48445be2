//! Who speaks on a connection: a client signs the empty request to DAX's own host, as version 4 of AWS's signatures has it, and
//! sends what it signed along with the signature.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>

use std::time::Duration;

use dax_protocol::request::Authorize;
use hmac::{Hmac, Mac as _};
use kernel::{ApiError, ApiResult, Caller, Clock, Kernel, KeyStatus, Timestamp};
use sha2::{Digest as _, Sha256};

/// How far the time of a signature may be from ours, and how long it is good for. Clients sign again before that.
pub(crate) const LIFE: Duration = Duration::from_secs(300);
/// Clients name the host with or without its scheme.
const HOSTS: [&str; 2] = ["https://dax.amazonaws.com", "dax.amazonaws.com"];

/// The caller that `shown` proves, for a cluster of `region`. Keys that nobody here issued act as elsewhere in this cloud.
pub(crate) fn caller(kernel: &Kernel, region: &str, shown: &Authorize<'_>) -> ApiResult<Caller> {
    let unknown = || {
        let message = "The security token included in the request is invalid.";
        ApiError::new("UnrecognizedClientException", 400, message)
    };
    let (secret, caller) = match kernel.access_key(shown.key) {
        Some(key) if key.status == KeyStatus::Active && shown.token.is_none() => {
            (key.secret.clone(), key.caller())
        }
        Some(_) => return Err(unknown()),
        None => match shown.token.and_then(|token| kernel.session_of_token(token)) {
            Some(open) if open.access_key_id == shown.key => {
                (open.secret.clone(), Caller::of_session(open.session.clone(), shown.key))
            }
            Some(_) => return Err(unknown()),
            None if shown.key.len() == 20 && shown.key.starts_with("ASIA") => return Err(unknown()),
            None => return kernel.unknown_key_caller(shown.key),
        },
    };
    let signed = Signed::parse(shown.signed).filter(|signed| signed.region == region);
    let signed = signed.filter(|signed| signed.matches(&secret, shown.signature));
    let signed = signed.ok_or_else(|| {
        let message = "The request signature we calculated does not match the signature you provided. Check your AWS \
                       Secret Access Key and signing method.";
        ApiError::new("InvalidSignatureException", 400, message)
    })?;
    let now = kernel.clock().now();
    // Moved time must not lock out clients that sign by the system's.
    let moved = kernel.clock().is_moved() && signed.is_fresh(Clock::system().now());
    let ends = caller.session.as_ref().map(|session| session.expires);
    if !signed.is_fresh(now) && !moved {
        let message = "Signature expired: it was not made within five minutes of now.";
        return Err(ApiError::new("InvalidSignatureException", 400, message));
    }
    if ends.is_some_and(|ends| ends <= now) {
        let message = "The security token included in the request is expired";
        return Err(ApiError::new("ExpiredTokenException", 400, message));
    }
    Ok(caller)
}

/// What a client signed.
#[derive(Debug, PartialEq, Eq)]
struct Signed<'a> {
    whole: &'a str,
    time: &'a str,
    day: &'a str,
    region: &'a str,
    hash: &'a str,
}

impl<'a> Signed<'a> {
    /// Reads it; `None` of what is for another service, or of no such form.
    fn parse(whole: &'a str) -> Option<Signed<'a>> {
        let mut lines = whole.split('\n');
        let ("AWS4-HMAC-SHA256", time, scope, hash, None) =
            (lines.next()?, lines.next()?, lines.next()?, lines.next()?, lines.next())
        else {
            return None;
        };
        let mut parts = scope.split('/');
        let (day, region, "dax", "aws4_request", None) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next())
        else {
            return None;
        };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let form = time.len() == 16
            && time.is_ascii()
            && digits(&time[..8])
            && &time[8..9] == "T"
            && digits(&time[9..15])
            && time.ends_with('Z');
        (form && day == &time[..8]).then_some(Signed { whole, time, day, region, hash })
    }

    fn matches(&self, secret: &str, signature: &str) -> bool {
        let meant = HOSTS.iter().any(|host| {
            let empty = hex(&Sha256::digest(b""));
            let request = format!(
                "POST\n/\n\nhost:{host}\nx-amz-date:{}\n\nhost;x-amz-date\n{empty}",
                self.time
            );
            hex(&Sha256::digest(request)) == self.hash
        });
        let mut key = format!("AWS4{secret}").into_bytes();
        for part in [self.day, self.region, "dax", "aws4_request"] {
            key = mac(&key, part.as_bytes()).finalize().into_bytes().to_vec();
        }
        let given = unhex(signature);
        meant
            && given
                .is_some_and(|given| mac(&key, self.whole.as_bytes()).verify_slice(&given).is_ok())
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        let t = self.time;
        let text = format!(
            "{}-{}-{}T{}:{}:{}Z",
            &t[..4],
            &t[4..6],
            &t[6..8],
            &t[9..11],
            &t[11..13],
            &t[13..15]
        );
        let Ok(signed) = Timestamp::parse_iso8601(&text) else { return false };
        signed.as_secs().abs_diff(now.as_secs()) <= LIFE.as_secs()
    }
}

fn mac(key: &[u8], text: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text);
    mac
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _written = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    rest.is_empty().then_some(())?;
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(host: &str, service: &str) -> String {
        let empty = hex(&Sha256::digest(b""));
        let time = "20260101T000000Z";
        let request =
            format!("POST\n/\n\nhost:{host}\nx-amz-date:{time}\n\nhost;x-amz-date\n{empty}");
        let hash = hex(&Sha256::digest(request));
        format!("AWS4-HMAC-SHA256\n{time}\n20260101/us-east-1/{service}/aws4_request\n{hash}")
    }

    fn signature(secret: &str, text: &str) -> String {
        let mut key = format!("AWS4{secret}").into_bytes();
        for part in ["20260101", "us-east-1", "dax", "aws4_request"] {
            key = mac(&key, part.as_bytes()).finalize().into_bytes().to_vec();
        }
        hex(&mac(&key, text.as_bytes()).finalize().into_bytes())
    }

    #[test]
    fn signatures_count_for_dax_alone() {
        let sign = |text: &str| signature("secret", text);
        let judge = |text: &str, signature: &str| {
            Signed::parse(text).is_some_and(|signed| signed.matches("secret", signature))
        };
        for host in HOSTS {
            let text = signed(host, "dax");
            assert!(judge(&text, &sign(&text)), "{host}");
            assert!(!judge(&text, &signature("other", &text)), "{host}");
            assert!(!judge(&text, "zz"), "{host}");
        }
        let other = signed("example.com", "dax");
        assert!(!judge(&other, &sign(&other)));
        assert_eq!(Signed::parse(&signed(HOSTS[0], "dynamodb")), None);
        assert_eq!(Signed::parse("AWS4-HMAC-SHA256\n2026\n2026/r/dax/aws4_request\nx"), None);
        let text = signed(HOSTS[0], "dax");
        let signed = Signed::parse(&text).unwrap();
        let made = Timestamp::parse_iso8601("2026-01-01T00:00:00Z").unwrap();
        assert!(signed.is_fresh(made.plus(LIFE)));
        assert!(!signed.is_fresh(made.plus(LIFE).plus(Duration::from_secs(1))));
    }
}
