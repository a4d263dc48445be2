//! Resource policies of functions and layers: statements that calls add and remove one by one, or a whole text that a
//! call puts in their place. What they say is evaluated with every call, by the kernel.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html>

use kernel::{ApiResult, Arn, Cx};
use serde::{Deserialize, Serialize};

use crate::policy_text::PolicyText;
use crate::{errors, limits};

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) revision: String,
    /// Listed by older versions only: the text says them, too.
    statements: Vec<Statement>,
    /// All of it as JSON: each call that the policy takes part in needs that.
    pub(crate) text: String,
}

/// One statement, which allows something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statement {
    pub(crate) sid: String,
    pub(crate) principal: Whom,
    pub(crate) action: String,
    pub(crate) resource: String,
    /// (operator, key, value)
    pub(crate) conditions: Vec<(String, String, String)>,
}

/// Whom a statement lets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Whom {
    Anybody,
    /// An account, user or role, as an ARN.
    Aws(String),
    /// A service's name.
    Service(String),
}

impl Whom {
    /// Reads a principal; users and roles that are not there are refused.
    pub(crate) async fn parse(cx: &mut Cx<'_>, text: &str) -> ApiResult<Whom> {
        let partition = cx.partition();
        let whom = Whom::read(text, partition.as_str()).ok_or_else(errors::bad_principal)?;
        let Whom::Aws(arn) = &whom else { return Ok(whom) };
        let arn: Arn = arn.parse().map_err(|_| errors::bad_principal())?;
        match is_there(cx, &arn).await? {
            true => Ok(whom),
            false => Err(errors::bad_principal()),
        }
    }

    fn read(text: &str, partition: &str) -> Option<Whom> {
        let digits = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
        if text == "*" {
            return Some(Whom::Anybody);
        }
        if digits {
            return Some(Whom::Aws(format!("arn:{partition}:iam::{text}:root")));
        }
        if text.starts_with("arn:") {
            let arn: Arn = text.parse().ok()?;
            let known = matches!(arn.service(), "iam" | "sts") && arn.account().len() == 12;
            return known.then(|| Whom::Aws(text.to_owned()));
        }
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
        let service = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".aws.internal"]
            .iter()
            .any(|end| text.len() > end.len() && text.ends_with(end));
        (service && text.bytes().all(allowed)).then(|| Whom::Service(text.to_owned()))
    }

    fn json(&self) -> String {
        match self {
            Whom::Anybody => quoted("*"),
            Whom::Aws(arn) => format!("{{\"AWS\":{}}}", quoted(arn)),
            Whom::Service(name) => format!("{{\"Service\":{}}}", quoted(name)),
        }
    }
}

/// Whether a policy may name this principal. Users and roles are looked up; sessions come and go, and stand for themselves.
pub(crate) async fn is_there(cx: &mut Cx<'_>, principal: &Arn) -> ApiResult<bool> {
    if !cx.knows_identities() || principal.service() != "iam" {
        return Ok(true);
    }
    Ok(match principal.resource().split('/').next() {
        Some("user") => cx.user_facts(principal).await?.is_some(),
        Some("role") => cx.role_facts(principal).await?.is_some(),
        _ => true,
    })
}

impl Statement {
    pub(crate) fn json(&self) -> String {
        let mut out = format!(
            "{{\"Sid\":{},\"Effect\":\"Allow\",\"Principal\":{},\"Action\":{},\"Resource\":{}",
            quoted(&self.sid),
            self.principal.json(),
            quoted(&self.action),
            quoted(&self.resource)
        );
        if !self.conditions.is_empty() {
            out.push_str(",\"Condition\":{");
            out.push_str(&conditions_json(&self.conditions));
            out.push('}');
        }
        out.push('}');
        out
    }
}

/// Conditions of one operator stand together.
fn conditions_json(conditions: &[(String, String, String)]) -> String {
    let mut operators: Vec<(&str, Vec<String>)> = Vec::new();
    for (operator, key, value) in conditions {
        let pair = format!("{}:{}", quoted(key), quoted(value));
        match operators.iter_mut().find(|(known, _)| known == operator) {
            Some((_, pairs)) => pairs.push(pair),
            None => operators.push((operator, vec![pair])),
        }
    }
    let parts: Vec<String> = operators
        .iter()
        .map(|(operator, pairs)| format!("{}:{{{}}}", quoted(operator), pairs.join(",")))
        .collect();
    parts.join(",")
}

pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

impl Policy {
    /// A policy with this text.
    pub(crate) fn whole(text: String, revision: String) -> Policy {
        Policy { revision, statements: Vec::new(), text }
    }

    /// `policy` with another statement.
    pub(crate) fn with(
        policy: Option<Policy>,
        added: Statement,
        revision: String,
    ) -> ApiResult<Policy> {
        let mut text = match &policy {
            Some(policy) => PolicyText::read(&policy.text)?,
            None => PolicyText::default(),
        };
        if text.position(&added.sid).is_some() {
            return Err(errors::conflict(format!(
                "The statement id ({}) provided already exists. Please provide a new statement id, or remove the \
                 existing statement.",
                added.sid
            )));
        }
        text.statements.push(added.json());
        let policy = Policy::whole(text.write(), revision);
        if policy.text.len() > limits::MAX_POLICY {
            return Err(errors::policy_too_long(format!(
                "The final policy size ({}) is bigger than the limit ({}).",
                policy.text.len(),
                limits::MAX_POLICY
            )));
        }
        Ok(policy)
    }

    /// The policy without the statement of this id; `None` when nothing is left.
    pub(crate) fn without(self, sid: &str, revision: String) -> ApiResult<Option<Policy>> {
        let mut text = PolicyText::read(&self.text)?;
        let Some(at) = text.position(sid) else {
            return Err(errors::not_found(format!(
                "Statement {sid} is not found in resource policy."
            )));
        };
        text.statements.remove(at);
        Ok((!text.statements.is_empty()).then(|| Policy::whole(text.write(), revision)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(sid: &str) -> Statement {
        Statement {
            sid: sid.to_owned(),
            principal: Whom::Service("s3.amazonaws.com".into()),
            action: "lambda:InvokeFunction".into(),
            resource: "arn:aws:lambda:us-east-1:000000000000:function:f".into(),
            conditions: vec![
                ("StringEquals".into(), "AWS:SourceAccount".into(), "000000000000".into()),
                ("ArnLike".into(), "AWS:SourceArn".into(), "arn:aws:s3:::\"b\"".into()),
            ],
        }
    }

    #[test]
    fn principals() {
        let read = |text| Whom::read(text, "aws");
        assert_eq!(read("*"), Some(Whom::Anybody));
        assert_eq!(read("123456789012"), Some(Whom::Aws("arn:aws:iam::123456789012:root".into())));
        assert!(read("arn:aws:iam::123456789012:user/alice").is_some());
        assert!(read("s3.amazonaws.com").is_some());
        for bad in [
            "",
            "invalid.nonaws.com",
            "s3",
            ".amazonaws.com",
            "arn:aws:s3:::b",
            "arn:",
            "a b.amazonaws.com",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn statements_come_and_go() {
        let policy = Policy::with(None, statement("a"), "1".into()).expect("good");
        assert_eq!(
            policy.text,
            "{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[{\"Sid\":\"a\",\"Effect\":\"Allow\",\
             \"Principal\":{\"Service\":\"s3.amazonaws.com\"},\"Action\":\"lambda:InvokeFunction\",\"Resource\":\
             \"arn:aws:lambda:us-east-1:000000000000:function:f\",\"Condition\":{\"StringEquals\":\
             {\"AWS:SourceAccount\":\"000000000000\"},\"ArnLike\":{\"AWS:SourceArn\":\"arn:aws:s3:::\\\"b\\\"\"}}}]}"
        );
        assert!(policy::PolicyDocument::parse(&policy.text).is_ok());
        let code = |error: kernel::ApiError| error.code().to_owned();
        assert_eq!(
            Policy::with(Some(policy.clone()), statement("a"), "2".into()).map_err(code),
            Err("ResourceConflictException".to_owned())
        );
        let two = Policy::with(Some(policy), statement("b"), "2".into()).expect("good");
        assert_eq!(
            two.clone().without("c", "3".into()).map_err(code),
            Err("ResourceNotFoundException".to_owned())
        );
        let one = two.without("a", "3".into()).expect("good").expect("one is left");
        assert_eq!(one.without("b", "4".into()).expect("good"), None);
    }

    #[test]
    fn whole_policies_take_statements_and_lose_them() {
        let text = r#"{"Statement": {"Sid": "no", "Effect": "Deny", "Principal": "*", "Action": "lambda:*",
            "Resource": "*"}, "Version": "2012-10-17"}"#;
        let policy = Policy::whole(text.to_owned(), "1".into());
        let two = Policy::with(Some(policy), statement("a"), "2".into()).expect("good");
        let start = r#"{"Version":"2012-10-17","Statement":[{"Sid": "no", "#;
        assert!(two.text.starts_with(start), "{}", two.text);
        assert!(policy::PolicyDocument::parse(&two.text).is_ok());
        let one = two.without("no", "3".into()).expect("good").expect("one is left");
        assert_eq!(one.without("a", "4".into()).expect("good"), None);
    }

    #[test]
    fn policies_end_at_their_limit() {
        let mut policy = None;
        let full = (0..1_000).find_map(|n| {
            match Policy::with(policy.take(), statement(&n.to_string()), String::new()) {
                Ok(next) => {
                    policy = Some(next);
                    None
                }
                Err(error) => Some(error),
            }
        });
        assert_eq!(
            full.map(|error| error.code().to_owned()),
            Some("PolicyLengthExceededException".to_owned())
        );
    }
}
