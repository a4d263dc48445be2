//! Texts of policies: judged when they come in, encoded as in a URL when they go out, measured without white space.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html>

use std::fmt::Write as _;

use kernel::{ApiError, ApiResult};
use policy::{Kind, PolicyDocument, PolicyError};

use crate::{errors, limits};

/// Characters that IAM counts: all but white space.
pub(crate) fn counted(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// A document for users, groups and roles, inline or managed.
pub(crate) fn identity(text: &str) -> ApiResult<PolicyDocument> {
    of_kind(text, Kind::Identity)
}

/// The document of a managed policy, which has a size of its own.
pub(crate) fn managed(text: &str) -> ApiResult<PolicyDocument> {
    if counted(text) > limits::MANAGED_POLICY {
        return Err(errors::quota_of("PolicySize", limits::MANAGED_POLICY));
    }
    identity(text)
}

/// A role's trust policy.
pub(crate) fn trust(text: &str) -> ApiResult<PolicyDocument> {
    if counted(text) > limits::TRUST_POLICY {
        return Err(errors::quota_of("ACLSizePerRole", limits::TRUST_POLICY));
    }
    of_kind(text, Kind::Trust)
}

fn of_kind(text: &str, kind: Kind) -> ApiResult<PolicyDocument> {
    let document = PolicyDocument::parse(text).map_err(|error| refused(kind, &error))?;
    policy::validate(&document, kind).map_err(|error| refused(kind, &error))?;
    Ok(document)
}

/// What is wrong with a document, in IAM's words.
pub(crate) fn refused(kind: Kind, error: &PolicyError) -> ApiError {
    errors::malformed_policy(kind.wording(error))
}

/// A document as answers hold it: everything but RFC 3986's unreserved characters is escaped.
pub(crate) fn url_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3 / 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _infallible = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding_leaves_only_unreserved_characters() {
        assert_eq!(url_encoded("{\"a-b\": \"~é_.*\"}"), "%7B%22a-b%22%3A%20%22~%C3%A9_.%2A%22%7D");
    }

    #[test]
    fn documents_are_judged_by_what_they_are_for() {
        let identity_text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
        let trust_text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "ec2.amazonaws.com"}}}"#;
        assert!(identity(identity_text).is_ok() && trust(trust_text).is_ok());
        assert!(identity(trust_text).is_err() && trust(identity_text).is_err());
        for text in ["", "no", "{}", "[]"] {
            let error = identity(text).expect_err(text);
            assert_eq!(error.query_code(), "MalformedPolicyDocument");
        }
        let large = identity_text.replace("s3:*", &format!("s3:{}", "a".repeat(6_144)));
        assert_eq!(managed(&large).expect_err("large").query_code(), "LimitExceeded");
        assert!(managed(&identity_text.replace(": ", &format!(":{}", " ".repeat(9_000)))).is_ok());
    }
}
