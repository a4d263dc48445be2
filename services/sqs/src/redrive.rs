//! Redrive policies: where a queue's undeliverable messages go, and which queues may send theirs here.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html>

use kernel::{ApiError, ApiResult, Arn};
use serde::{Deserialize, Serialize};

use crate::queue_name::QueueName;
use crate::{errors, limits};

/// Where messages go that were received too often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RedrivePolicy {
    /// ARN of the dead-letter queue.
    pub(crate) target: Arn,
    /// Receives that a message may have here.
    pub(crate) max_receive_count: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RedriveText {
    dead_letter_target_arn: Option<String>,
    max_receive_count: Option<Number>,
}

/// A number, or a text that holds one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Integer(i64),
    Real(f64),
    Text(String),
}

impl Number {
    fn show(&self) -> String {
        match self {
            Number::Integer(n) => n.to_string(),
            Number::Real(x) => x.to_string(),
            Number::Text(text) => text.clone(),
        }
    }
}

impl RedrivePolicy {
    /// Reads the attribute's JSON text.
    pub(crate) fn parse(text: &str) -> ApiResult<RedrivePolicy> {
        let refuse = |reason: &str| errors::invalid_value(text, "RedrivePolicy", reason);
        let raw: RedriveText = serde_json::from_str(text)
            .map_err(|_| refuse("Redrive policy is not a valid JSON map."))?;
        let lacks = |name: &str| {
            refuse(&format!("Redrive policy does not contain mandatory attribute: {name}."))
        };
        let target = raw.dead_letter_target_arn.ok_or_else(|| lacks("deadLetterTargetArn"))?;
        let count = raw.max_receive_count.ok_or_else(|| lacks("maxReceiveCount"))?;
        let target: Arn =
            target.parse().map_err(|_| refuse("Dead letter target does not exist."))?;
        let shown = count.show();
        let number = shown.parse::<i64>().ok();
        let number = number.filter(|n| limits::MAX_RECEIVE_COUNT.contains(n));
        let number = number.and_then(|n| u32::try_from(n).ok()).ok_or_else(|| {
            refuse(&format!(
                "Invalid value for maxReceiveCount: {shown}, valid values are from 1 to 1000 both inclusive."
            ))
        })?;
        Ok(RedrivePolicy { target, max_receive_count: number })
    }

    /// The attribute's text.
    pub(crate) fn show(&self) -> String {
        let target = quoted(self.target.as_str());
        let count = self.max_receive_count;
        format!("{{\"deadLetterTargetArn\":{target},\"maxReceiveCount\":{count}}}")
    }

    /// The refusal of this policy for a reason that other queues are part of.
    pub(crate) fn refusal(&self, reason: &str) -> ApiError {
        errors::invalid_value(self.show(), "RedrivePolicy", reason)
    }

    /// The name of the dead-letter queue, which must lie in the same region and account as its source.
    pub(crate) fn target_name(&self, source: &Arn) -> Option<QueueName> {
        let near = self.target.service() == "sqs"
            && self.target.partition() == source.partition()
            && self.target.region() == source.region()
            && self.target.account() == source.account();
        if near { QueueName::parse(self.target.resource()) } else { None }
    }
}

/// A text as JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Which queues may name this one as their dead-letter queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RedriveAllowPolicy {
    AllowAll,
    DenyAll,
    ByQueue(Vec<String>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RedriveAllowText {
    redrive_permission: Option<String>,
    source_queue_arns: Option<Vec<String>>,
}

impl RedriveAllowPolicy {
    /// Reads the attribute's JSON text.
    pub(crate) fn parse(text: &str) -> ApiResult<RedriveAllowPolicy> {
        let refuse = |reason: &str| errors::invalid_value(text, "RedriveAllowPolicy", reason);
        let raw: RedriveAllowText = serde_json::from_str(text)
            .map_err(|_| refuse("Redrive allow policy is not a valid JSON map."))?;
        let permission = raw.redrive_permission.as_deref();
        match (permission, raw.source_queue_arns) {
            (Some("allowAll"), None) => Ok(RedriveAllowPolicy::AllowAll),
            (Some("denyAll"), None) => Ok(RedriveAllowPolicy::DenyAll),
            (Some("byQueue"), Some(arns)) => {
                let good = (1..=limits::MAX_ALLOWED_SOURCES).contains(&arns.len())
                    && arns.iter().all(|arn| arn.parse::<Arn>().is_ok());
                good.then_some(RedriveAllowPolicy::ByQueue(arns))
                    .ok_or_else(|| refuse("sourceQueueArns must hold 1 to 10 ARNs of queues."))
            }
            (Some("allowAll" | "denyAll" | "byQueue"), _) => {
                Err(refuse("sourceQueueArns is needed with byQueue, and with byQueue only."))
            }
            _ => Err(refuse("redrivePermission must be one of allowAll, denyAll, byQueue.")),
        }
    }

    /// The attribute's text.
    pub(crate) fn show(&self) -> String {
        match self {
            RedriveAllowPolicy::AllowAll => r#"{"redrivePermission":"allowAll"}"#.to_owned(),
            RedriveAllowPolicy::DenyAll => r#"{"redrivePermission":"denyAll"}"#.to_owned(),
            RedriveAllowPolicy::ByQueue(arns) => {
                let arns: Vec<String> = arns.iter().map(|arn| quoted(arn)).collect();
                let arns = arns.join(",");
                format!(r#"{{"redrivePermission":"byQueue","sourceQueueArns":[{arns}]}}"#)
            }
        }
    }

    /// Whether the queue `source` may send its messages here.
    pub(crate) fn allows(&self, source: &Arn) -> bool {
        match self {
            RedriveAllowPolicy::AllowAll => true,
            RedriveAllowPolicy::DenyAll => false,
            RedriveAllowPolicy::ByQueue(arns) => arns.iter().any(|arn| arn == source.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:sqs:us-east-1:000000000000:dead";

    #[test]
    fn redrive_policies() {
        let good = format!(r#"{{"deadLetterTargetArn":"{ARN}","maxReceiveCount":42}}"#);
        for text in [good.clone(), good.replace("42", "\"42\"")] {
            let policy = RedrivePolicy::parse(&text).expect("a policy");
            assert_eq!(policy.max_receive_count, 42);
            assert_eq!(policy.show(), good);
        }
        for (text, reason) in [
            ("x".to_owned(), "not a valid JSON map"),
            ("[]".to_owned(), "not a valid JSON map"),
            ("{\"maxReceiveCount\":1}".to_owned(), "mandatory attribute: deadLetterTargetArn"),
            (
                format!(r#"{{"deadLetterTargetArn":"{ARN}"}}"#),
                "mandatory attribute: maxReceiveCount",
            ),
            (good.replace("42", "0"), "maxReceiveCount: 0"),
            (good.replace("42", "1001"), "maxReceiveCount: 1001"),
            (good.replace("42", "\"many\""), "maxReceiveCount: many"),
            (good.replace("42", "1.5"), "maxReceiveCount: 1.5"),
            (good.replace("arn:aws:sqs", "no"), "target does not exist"),
        ] {
            let error = RedrivePolicy::parse(&text).expect_err(&text);
            assert_eq!(error.query_code(), "InvalidParameterValue");
            assert!(error.message().is_some_and(|m| m.contains(reason)), "{error}");
        }
    }

    #[test]
    fn the_target_lies_beside_the_source() {
        let text = format!(r#"{{"deadLetterTargetArn":"{ARN}","maxReceiveCount":1}}"#);
        let policy = RedrivePolicy::parse(&text).expect("a policy");
        for (source, near) in [
            ("arn:aws:sqs:us-east-1:000000000000:q", true),
            ("arn:aws:sqs:eu-west-1:000000000000:q", false),
            ("arn:aws:sqs:us-east-1:111111111111:q", false),
        ] {
            let source = source.parse().expect("an ARN");
            assert_eq!(policy.target_name(&source).is_some(), near, "{source}");
        }
    }

    #[test]
    fn redrive_allow_policies() {
        let by_queue = format!(r#"{{"redrivePermission":"byQueue","sourceQueueArns":["{ARN}"]}}"#);
        for text in
            [r#"{"redrivePermission":"allowAll"}"#, r#"{"redrivePermission":"denyAll"}"#, &by_queue]
        {
            assert_eq!(
                RedriveAllowPolicy::parse(text).map(|p| p.show()).ok().as_deref(),
                Some(text)
            );
        }
        for text in [
            "",
            "{}",
            r#"{"redrivePermission":"byQueue"}"#,
            r#"{"redrivePermission":"some"}"#,
            r#"{"redrivePermission":"allowAll","sourceQueueArns":[]}"#,
            r#"{"redrivePermission":"byQueue","sourceQueueArns":["x"]}"#,
        ] {
            assert!(RedriveAllowPolicy::parse(text).is_err(), "{text}");
        }
        let allows = |text: &str, source: &str| {
            let policy = RedriveAllowPolicy::parse(text).expect("a policy");
            policy.allows(&source.parse().expect("an ARN"))
        };
        assert!(allows(&by_queue, ARN));
        assert!(!allows(&by_queue, "arn:aws:sqs:us-east-1:000000000000:other"));
        assert!(!allows(r#"{"redrivePermission":"denyAll"}"#, ARN));
    }
}
