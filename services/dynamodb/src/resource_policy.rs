//! Resource policies of tables and streams: checked, and kept in one form, whatever the spaces and the order of the
//! text.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-intro.html>

use gen_dynamodb::errors as modelled;
use kernel::{ApiError, ApiResult};
use policy::PolicyDocument;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::errors;
use crate::limits;

/// A policy, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PolicyRow {
    pub(crate) text: String,
    /// When it was written, in milliseconds: what a later change can insist on.
    pub(crate) revision: String,
}

/// The document as it is given; its statement may stand alone or in a list.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Given<'a> {
    version: Option<&'a str>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    statement: &'a RawValue,
}

/// The document in the order in which it is kept.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Kept<'a> {
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a RawValue>,
    statement: Vec<Statement<'a>>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sid: Option<&'a RawValue>,
    #[serde(borrow)]
    effect: &'a RawValue,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    principal: Option<&'a RawValue>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    not_principal: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<OneOrMany<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_action: Option<OneOrMany<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<OneOrMany<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_resource: Option<OneOrMany<String>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    condition: Option<&'a RawValue>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

impl<T> OneOrMany<T> {
    /// A list of one stands alone.
    fn alone(self) -> OneOrMany<T> {
        match self {
            OneOrMany::Many(mut list) if list.len() == 1 => OneOrMany::One(list.remove(0)),
            other => other,
        }
    }
}

/// The policy in `text`, in the form in which it is kept.
pub(crate) fn parse(text: &str) -> ApiResult<String> {
    if text.len() > limits::POLICY_BYTES {
        return Err(errors::refused(format!(
            "Maximum policy size of {} bytes exceeded",
            limits::POLICY_BYTES
        )));
    }
    let document = PolicyDocument::parse(text).map_err(|error| invalid(error.to_string()))?;
    let compact = minify(text);
    let broken = |_| invalid("This policy contains invalid Json");
    let given: Given<'_> = serde_json::from_str(&compact).map_err(broken)?;
    let statements: Vec<Statement<'_>> = match given.statement.get() {
        list if list.starts_with('[') => serde_json::from_str(list).map_err(broken)?,
        one => vec![serde_json::from_str(one).map_err(broken)?],
    };
    check(&document, &statements)?;
    let statement = statements.into_iter().map(|one| Statement {
        action: one.action.map(OneOrMany::alone),
        not_action: one.not_action.map(OneOrMany::alone),
        resource: one.resource.map(OneOrMany::alone),
        not_resource: one.not_resource.map(OneOrMany::alone),
        ..one
    });
    let kept = Kept {
        version: given.version.unwrap_or("2008-10-17"),
        id: given.id,
        statement: statement.collect(),
    };
    serde_json::to_string(&kept).map_err(ApiError::bug)
}

fn check(document: &PolicyDocument, statements: &[Statement<'_>]) -> ApiResult<()> {
    let mut sids: Vec<&str> = Vec::new();
    for one in statements {
        if one.resource.is_none() && one.not_resource.is_none() {
            return Err(invalid("Missing required field Resource"));
        }
        if one.principal.is_none() && one.not_principal.is_none() {
            return Err(invalid("Missing required field Principal"));
        }
        if let Some(sid) = one.sid {
            if sids.contains(&sid.get()) {
                return Err(invalid("The Statement Ids in the policy are not unique"));
            }
            sids.push(sid.get());
        }
        let open = |text: &str| matches!(text, "\"*\"" | "{\"AWS\":\"*\"}" | "{\"AWS\":[\"*\"]}");
        let anybody = one.principal.is_some_and(|principal| open(principal.get()));
        if anybody && one.condition.is_none() && one.effect.get() == "\"Allow\"" {
            return Err(errors::validation(
                "Resource-based policy grants unbounded access in one or more elements. Please revise the policy to \
                 ensure least-privilege form of access",
            ));
        }
    }
    policy::validate(document, policy::Kind::Resource).map_err(|error| invalid(error.to_string()))
}

/// The text without the spaces between its parts.
fn minify(text: &str) -> String {
    let (mut out, mut within, mut escaped) = (String::with_capacity(text.len()), false, false);
    for c in text.chars() {
        if within {
            within = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            out.push(c);
        } else if !c.is_ascii_whitespace() {
            within = c == '"';
            out.push(c);
        }
    }
    out
}

fn invalid(reason: impl std::fmt::Display) -> ApiError {
    errors::refused(format!("Invalid policy document: {reason}"))
}

/// A resource without a policy.
pub(crate) fn none(arn: &str) -> ApiError {
    modelled::policy_not_found_exception(format!(
        "Resource-based policy not found for the provided ResourceArn: {arn}"
    ))
}

/// A change that insists on another revision.
pub(crate) fn other_revision(expected: &str, arn: &str) -> ApiError {
    modelled::policy_not_found_exception(format!(
        "Resource-based policy not found for the provided ResourceArn: Requested update for resource: {arn} did not match \
         the provided revision id: {expected}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form() {
        let text = r#"{ "Statement" : { "Resource": ["*"], "Principal": {"AWS": "111111111111"},
            "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Sid": "a b" } }"#;
        let kept = parse(text).expect("a policy");
        assert_eq!(
            kept,
            r#"{"Version":"2008-10-17","Statement":[{"Sid":"a b","Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":["dynamodb:GetItem","dynamodb:PutItem"],"Resource":"*"}]}"#
        );
        assert_eq!(parse(&kept).expect("its own form"), kept);
    }

    #[test]
    fn what_is_refused() {
        let good = r#"{"Version":"2012-10-17","Statement":[{"Sid":"x","Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"dynamodb:*","Resource":"*"}]}"#;
        assert_eq!(parse(good).as_deref().ok(), Some(good));
        for (text, part) in [
            ("", "Invalid policy document: "),
            ("[]", "Invalid policy document: "),
            (&good.replace(r#","Resource":"*""#, ""), "Resource"),
            (&good.replace(r#"{"AWS":"111111111111"}"#, "\"*\""), "unbounded access"),
            (&"x".repeat(30_000), "Maximum policy size of 20480 bytes exceeded"),
        ] {
            let error = parse(text).expect_err(text);
            assert!(error.message().unwrap_or_default().contains(part), "{error}");
        }
    }
}
