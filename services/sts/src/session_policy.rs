//! Session policies: an inline document and managed ones, which together narrow what a session may do; and how much of
//! the room in a session token they and the tags take.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session>

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use gen_sts::PolicyDescriptorType;
use kernel::{AccountId, ApiError, ApiResult, Arn, Cx};
use policy::{Kind, Limits, PolicyDocument, validate};

use crate::{errors, limits};

/// The name of the inline policy.
const INLINE: &str = "session-policy";

/// What was passed, as text; nothing is read yet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Passed<'a> {
    pub(crate) inline: Option<&'a str>,
    pub(crate) arns: Option<&'a [PolicyDescriptorType]>,
}

/// Session policies by name, as a session keeps them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SessionPolicies {
    /// `None`: none were passed.
    pub(crate) documents: Option<Vec<(String, String)>>,
    /// How full the token is, in percent; `None` when neither policies nor tags were passed.
    pub(crate) packed: Option<i32>,
}

/// Reads the policies that a call passes for a session in `account`.
pub(crate) async fn read(
    cx: &mut Cx<'_>,
    account: AccountId,
    passed: Passed<'_>,
    tags: &[(String, String)],
) -> ApiResult<SessionPolicies> {
    let mut documents = Vec::new();
    if let Some(text) = passed.inline {
        check_inline(text)?;
        documents.push((INLINE.to_owned(), text.to_owned()));
    }
    let arns: Vec<&str> =
        passed.arns.unwrap_or_default().iter().filter_map(|p| p.arn.as_deref()).collect();
    if arns.len() > limits::POLICY_ARNS {
        let shown = format!("[{}]", arns.join(", "));
        let rule = format!("have length less than or equal to {}", limits::POLICY_ARNS);
        return Err(errors::constraint(&shown, "policyArns", &rule));
    }
    for arn in &arns {
        documents.push(((*arn).to_owned(), managed(cx, account, arn).await?));
    }
    let packed = packed(passed.inline.unwrap_or_default(), &arns, tags)?;
    let any = !documents.is_empty() || !tags.is_empty();
    Ok(SessionPolicies {
        documents: Some(documents).filter(|list| !list.is_empty()),
        packed: any.then_some(packed),
    })
}

fn check_inline(text: &str) -> ApiResult<()> {
    if text.chars().count() > limits::POLICY_CHARACTERS {
        let rule = format!("have length less than or equal to {}", limits::POLICY_CHARACTERS);
        return Err(errors::constraint(text, "policy", &rule));
    }
    let document = PolicyDocument::parse_within(text, Limits::default());
    document
        .and_then(|document| validate(&document, Kind::Session))
        .map_err(|error| errors::malformed_policy(&error))
}

/// A managed policy of AWS's or of the session's own account.
async fn managed(cx: &mut Cx<'_>, account: AccountId, arn: &str) -> ApiResult<String> {
    let parsed: Arn = arn.parse().map_err(|_| errors::malformed_arn(arn))?;
    if parsed.service() != "iam" || !parsed.resource().starts_with("policy/") {
        return Err(errors::not_that_arn());
    }
    if parsed.account() != "aws" && parsed.account() != account.as_str() {
        return Err(errors::no_such_policy(arn));
    }
    let outer = cx.enter(account);
    let found = cx.managed_policy(arn).await;
    cx.enter(outer);
    match found? {
        Some(policy) => Ok(policy.document.to_string()),
        None => Err(errors::no_such_policy(arn)),
    }
}

/// How much of the room policies and tags take together, in percent; more than all of it is refused.
fn packed(inline: &str, arns: &[&str], tags: &[(String, String)]) -> ApiResult<i32> {
    let percent = |bytes: usize| (bytes * 100).div_ceil(limits::PACKED_BYTES);
    let of_tags =
        compressed(&tags.iter().flat_map(|(k, v)| [k, "\0", v, "\0"]).collect::<String>())?;
    let of_policies = compressed(inline)? + compressed(&arns.join("\0"))?;
    if percent(of_tags) > 100 {
        return Err(errors::packed_tags(percent(of_tags)));
    }
    let all = percent(of_tags + of_policies);
    if all > 100 {
        return Err(errors::packed_policy(all));
    }
    i32::try_from(all).map_err(ApiError::bug)
}

fn compressed(text: &str) -> ApiResult<usize> {
    if text.is_empty() {
        return Ok(0);
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).map_err(ApiError::bug)?;
    encoder.finish().map(|bytes| bytes.len()).map_err(ApiError::bug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_and_what_does_not() {
        assert_eq!(packed("", &[], &[]).ok(), Some(0));
        let policy = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Stmt1","Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;
        assert_eq!(packed(policy, &[], &[]).ok(), Some(6));
        // Text that does not compress: letters by a multiplicative generator.
        let mut state = 1u32;
        let mut noise = |len: usize| -> String {
            (0..len)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    char::from(b'!' + u8::try_from((state >> 24) % 90).unwrap_or(0))
                })
                .collect()
        };
        let tags: Vec<(String, String)> = (0..50).map(|_| (noise(20), noise(40))).collect();
        let error = packed("", &[], &tags).err();
        assert!(error.is_some_and(|e| {
            e.message().unwrap_or_default().starts_with("Packed size of session tags")
        }));
        let error = packed(&noise(2_048), &[], &tags[..5]).err();
        assert!(error.is_some_and(|e| {
            e.message().unwrap_or_default().starts_with("Packed policy consumes")
        }));
    }

    #[test]
    fn inline_documents() {
        let long = format!("{{{}}}", " ".repeat(2_048));
        for (text, code) in [
            (
                r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
                None,
            ),
            ("{}", Some("MalformedPolicyDocumentException")),
            ("not json", Some("MalformedPolicyDocumentException")),
            (
                r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#,
                Some("MalformedPolicyDocumentException"),
            ),
            (long.as_str(), Some("ValidationError")),
        ] {
            let found = check_inline(text).err();
            assert_eq!(found.as_ref().map(|error| error.code()), code, "{text}");
        }
    }
}
