//! For which action an operation asks: mostly the one of its name; `operations.txt` lists the others.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use crate::facts::{Action, Service};

const TEXT: &str = include_str!("../operations.txt");

/// An action and its service. It shows as `sqs:SendMessage`.
#[derive(Debug, Clone, Copy)]
pub struct ActionRef {
    /// The service.
    pub service: &'static Service,
    /// The action.
    pub action: &'static Action,
}

impl fmt::Display for ActionRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service.prefix, self.action.name)
    }
}

impl ActionRef {
    /// The action that `sqs:SendMessage` names, in any case.
    pub fn parse(text: &str) -> Option<ActionRef> {
        let (prefix, name) = text.split_once(':')?;
        let service = crate::service(prefix)?;
        Some(ActionRef { service, action: service.action(name)? })
    }
}

/// The action for which an operation asks: `("sqs", "SendMessageBatch")` asks for `sqs:SendMessage`. `service` is
/// a prefix, a signing name or the name of a service in our tree. Nothing when the facts have no such action.
pub fn action_of(service: &str, operation: &str) -> Option<ActionRef> {
    let table = table();
    if let Some(action) = table.actions.get(&(service, operation)) {
        return ActionRef::parse(action);
    }
    let prefix = table.prefixes.get(service).copied().unwrap_or(service);
    if let Some(action) = table.actions.get(&(prefix, operation)) {
        return ActionRef::parse(action);
    }
    let service = crate::service(prefix)?;
    Some(ActionRef { service, action: service.action(operation)? })
}

struct Table {
    prefixes: HashMap<&'static str, &'static str>,
    actions: HashMap<(&'static str, &'static str), &'static str>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table { prefixes: HashMap::new(), actions: HashMap::new() };
        for line in lines() {
            match line {
                ["service", name, prefix] => {
                    table.prefixes.insert(name, prefix);
                }
                [service, operation, action] => {
                    table.actions.insert((service, operation), action);
                }
            }
        }
        table
    })
}

/// The lines that are no remarks, as words; a test sees that each has three.
fn lines() -> impl Iterator<Item = [&'static str; 3]> {
    let lines = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split(' ').collect::<Vec<_>>().try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_have_actions() {
        let of = |service, operation| action_of(service, operation).map(|found| found.to_string());
        let cases = [
            ("sqs", "SendMessage", Some("sqs:SendMessage")),
            ("sqs", "SendMessageBatch", Some("sqs:SendMessage")),
            ("accessanalyzer", "CreateAnalyzer", Some("access-analyzer:CreateAnalyzer")),
            ("access-analyzer", "CreateAnalyzer", Some("access-analyzer:CreateAnalyzer")),
            ("accessanalyzer", "GetFindingV2", Some("access-analyzer:GetFinding")),
            ("iam", "AcquireRole", Some("iam:AcquireRole")),
            ("s3", "ListObjectsV2", Some("s3:ListBucket")),
            ("s3control", "PutPublicAccessBlock", Some("s3:PutAccountPublicAccessBlock")),
            ("s3", "PutPublicAccessBlock", Some("s3:PutBucketPublicAccessBlock")),
            ("lambda", "Invoke", Some("lambda:InvokeFunction")),
            ("monitoring", "PutMetricData", Some("cloudwatch:PutMetricData")),
            ("email", "SendEmail", Some("ses:SendEmail")),
            ("sqs", "Nothing", None),
            ("nothing", "SendMessage", None),
        ];
        for (service, operation, action) in cases {
            assert_eq!(of(service, operation).as_deref(), action, "{service} {operation}");
        }
    }

    /// Every line is of the form, names what is there, and is needed.
    #[test]
    fn the_table_is_sound() {
        let written = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(lines().count(), written.count());
        for [first, second, third] in lines() {
            if first == "service" {
                assert!(crate::service(third).is_some(), "{third}");
                assert!(crate::service(second).is_none(), "{second} is a prefix itself");
            } else {
                assert!(ActionRef::parse(third).is_some(), "{third}");
                let plain = crate::service(first).and_then(|service| service.action(second));
                assert!(plain.is_none_or(|a| !third.ends_with(a.name)), "{first} {second}");
            }
        }
    }
}
