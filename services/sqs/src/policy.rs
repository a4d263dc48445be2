//! A queue's policy: kept as its owner wrote it, checked for its form, edited by AddPermission and
//! RemovePermission. Statements are not taken apart: what they mean is for policy evaluation.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-overview-of-managing-access.html>

use kernel::{AccountId, ApiResult, Arn};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{errors, limits};

/// A policy document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct QueuePolicy {
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    statement: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct PolicyText {
    version: Option<String>,
    id: Option<String>,
    statement: Box<RawValue>,
}

/// What is looked at in a statement.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct StatementText {
    sid: Option<String>,
    effect: Effect,
    principal: Option<IgnoredAny>,
    not_principal: Option<IgnoredAny>,
    action: Option<IgnoredAny>,
    not_action: Option<IgnoredAny>,
    #[serde(rename = "Resource")]
    _resource: Option<IgnoredAny>,
    #[serde(rename = "NotResource")]
    _not_resource: Option<IgnoredAny>,
    #[serde(rename = "Condition")]
    _condition: Option<IgnoredAny>,
}

#[derive(Deserialize)]
enum Effect {
    Allow,
    Deny,
}

impl StatementText {
    fn is_whole(&self) -> bool {
        let (Effect::Allow | Effect::Deny) = self.effect;
        let who = self.principal.is_some() != self.not_principal.is_some();
        let what = self.action.is_some() != self.not_action.is_some();
        who && what
    }
}

/// The statement that AddPermission writes.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Permission<'a> {
    sid: &'a str,
    effect: &'static str,
    principal: AwsPrincipal,
    action: OneOrMany,
    resource: &'a str,
}

#[derive(Serialize)]
struct AwsPrincipal {
    #[serde(rename = "AWS")]
    aws: OneOrMany,
}

/// A single text stands alone, several in a list.
#[derive(Serialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<Vec<String>> for OneOrMany {
    fn from(mut texts: Vec<String>) -> OneOrMany {
        if texts.len() == 1 { OneOrMany::One(texts.remove(0)) } else { OneOrMany::Many(texts) }
    }
}

impl QueuePolicy {
    /// The empty policy that AddPermission begins with.
    pub(crate) fn default_of(queue: &Arn) -> QueuePolicy {
        QueuePolicy {
            version: Some("2008-10-17".to_owned()),
            id: Some(format!("{queue}/SQSDefaultPolicy")),
            statement: Vec::new(),
        }
    }

    /// Reads a policy document and checks its form.
    pub(crate) fn parse(text: &str) -> ApiResult<QueuePolicy> {
        let refused = || errors::attribute_value("Policy");
        if text.len() > limits::MAX_POLICY_BYTES {
            return Err(refused());
        }
        let raw: PolicyText = serde_json::from_str(text).map_err(|_| refused())?;
        let many = raw.statement.get().trim_start().starts_with('[');
        let statement = if many {
            serde_json::from_str(raw.statement.get()).map_err(|_| refused())?
        } else {
            vec![raw.statement]
        };
        let policy = QueuePolicy { version: raw.version, id: raw.id, statement };
        let good = (1..=limits::MAX_POLICY_STATEMENTS).contains(&policy.statement.len())
            && policy.statement.iter().all(|s| read(s).is_some_and(|s| s.is_whole()));
        good.then_some(policy).ok_or_else(refused)
    }

    /// The document's text.
    pub(crate) fn show(&self) -> ApiResult<String> {
        serde_json::to_string(self).map_err(kernel::ApiError::bug)
    }

    /// Whether no statement is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.statement.is_empty()
    }

    /// Adds a statement that lets `accounts` do `actions` with `queue`.
    pub(crate) fn allow(
        &mut self,
        label: &str,
        accounts: &[AccountId],
        actions: &[String],
        queue: &Arn,
    ) -> ApiResult<()> {
        if self.position(label).is_some() {
            return Err(errors::invalid_value(label, "Label", "Already exists."));
        }
        if self.statement.len() == limits::MAX_POLICY_STATEMENTS {
            return Err(errors::invalid_value(
                label,
                "Label",
                "A policy can have at most 20 statements.",
            ));
        }
        let partition = queue.partition();
        let roots = accounts.iter().map(|a| format!("arn:{partition}:iam::{a}:root")).collect();
        let permission = Permission {
            sid: label,
            effect: "Allow",
            principal: AwsPrincipal { aws: Vec::into(roots) },
            action: actions.iter().map(|a| format!("SQS:{a}")).collect::<Vec<_>>().into(),
            resource: queue.as_str(),
        };
        let raw = serde_json::value::to_raw_value(&permission).map_err(kernel::ApiError::bug)?;
        self.statement.push(raw);
        Ok(())
    }

    /// Takes out the statement with this label.
    pub(crate) fn remove(&mut self, label: &str) -> ApiResult<()> {
        let at = self.position(label);
        let at = at.ok_or_else(|| errors::invalid_value(label, "Label", "can't find label."))?;
        self.statement.remove(at);
        Ok(())
    }

    fn position(&self, label: &str) -> Option<usize> {
        let sid = |statement: &RawValue| read(statement).and_then(|statement| statement.sid);
        self.statement.iter().position(|statement| sid(statement).as_deref() == Some(label))
    }
}

fn read(statement: &RawValue) -> Option<StatementText> {
    serde_json::from_str(statement.get()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue() -> Arn {
        "arn:aws:sqs:us-east-1:000000000000:q".parse().expect("an ARN")
    }

    #[test]
    fn permissions_come_and_go() {
        let account = AccountId::parse("111111111111").expect("an account");
        let mut policy = QueuePolicy::default_of(&queue());
        let receive = ["ReceiveMessage".to_owned()];
        policy.allow("one", &[account], &receive, &queue()).expect("added");
        assert_eq!(
            policy.show().expect("a text"),
            "{\"Version\":\"2008-10-17\",\"Id\":\"arn:aws:sqs:us-east-1:000000000000:q/SQSDefaultPolicy\",\
             \"Statement\":[{\"Sid\":\"one\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\
             \"arn:aws:iam::111111111111:root\"},\"Action\":\"SQS:ReceiveMessage\",\"Resource\":\
             \"arn:aws:sqs:us-east-1:000000000000:q\"}]}"
        );
        let twice = policy.allow("one", &[account], &receive, &queue()).expect_err("a label once");
        assert_eq!(
            twice.message(),
            Some("Value one for parameter Label is invalid. Reason: Already exists.")
        );
        let both = [account, AccountId::DEFAULT];
        policy.allow("two", &both, &["*".to_owned()], &queue()).expect("added");
        let mut read = QueuePolicy::parse(&policy.show().expect("a text")).expect("our own text");
        read.remove("one").expect("there");
        assert!(read.remove("one").is_err());
        assert!(read.show().expect("a text").contains("111111111111:root\",\"arn:aws:iam::0000"));
        read.remove("two").expect("there");
        assert!(read.is_empty());
    }

    #[test]
    fn the_form_is_checked() {
        let whole =
            r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}}"#;
        assert!(QueuePolicy::parse(whole).is_ok());
        let open = "[".repeat(5000);
        for text in [
            "",
            "{}",
            "[]",
            r#"{"Statement":[]}"#,
            &whole.replace("Allow", "Maybe"),
            &whole.replace("Principal", "Person"),
            &whole.replace("\"Principal\":\"*\",", ""),
            &whole.replace("Resource", "Colour"),
            &whole.replace("\"*\"}}", &open),
        ] {
            let error = QueuePolicy::parse(text).expect_err(text);
            assert_eq!(error.message(), Some("Invalid value for the parameter Policy."));
        }
    }
}
