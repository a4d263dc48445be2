//! Matching of actions: without regard to case, and by service first, since managed policies list a thousand of them.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use crate::context::RequestContext;
use crate::document::Element;
use crate::pattern::{Pattern, Syntax};

/// `Action` or `NotAction`, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Actions {
    negated: bool,
    /// `*` is listed: every action is.
    all: bool,
    /// Lower-case service, and what follows the colon; sorted by service.
    by_service: Box<[Service]>,
    /// Patterns with a wildcard in the service.
    other: Box<[Pattern]>,
}

/// A service's name, and patterns of names of its actions.
type Service = (Box<str>, Box<[Pattern]>);

const SYNTAX: Syntax = Syntax { wildcards: true, variables: false, fields: false };

impl Actions {
    pub(crate) fn compile(element: &Element) -> Actions {
        let mut named: Vec<(Box<str>, Pattern)> = Vec::new();
        let mut other = Vec::new();
        for value in &element.values {
            match value.split_once(':') {
                Some((service, name)) if !service.contains(['*', '?']) => {
                    let service = service.to_ascii_lowercase().into();
                    named.push((service, Pattern::compile(name, SYNTAX)));
                }
                _ => other.push(Pattern::compile(value, SYNTAX)),
            }
        }
        Actions {
            negated: element.negated,
            all: other.iter().any(|pattern| matches!(pattern, Pattern::Any)),
            by_service: grouped(named),
            other: other.into(),
        }
    }

    /// Whether the element covers `action`, such as `s3:GetObject`.
    pub(crate) fn cover(&self, action: &str) -> bool {
        self.list(action) != self.negated
    }

    fn list(&self, action: &str) -> bool {
        if self.all {
            return true;
        }
        // Action patterns hold no variables, so no context is needed.
        let context = RequestContext::default();
        let in_service = action.split_once(':').is_some_and(|(service, name)| {
            let order = |known: &str| compare_folded(known, service);
            let at = self.by_service.binary_search_by(|(known, _)| order(known));
            at.is_ok_and(|at| self.by_service[at].1.iter().any(|p| p.matches(name, true, &context)))
        });
        in_service || self.other.iter().any(|pattern| pattern.matches(action, true, &context))
    }
}

/// Gathers the patterns of each service, sorted by service.
fn grouped(mut named: Vec<(Box<str>, Pattern)>) -> Box<[Service]> {
    named.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut groups: Vec<(Box<str>, Vec<Pattern>)> = Vec::new();
    for (service, pattern) in named {
        match groups.last_mut() {
            Some((last, patterns)) if *last == service => patterns.push(pattern),
            _ => groups.push((service, vec![pattern])),
        }
    }
    groups.into_iter().map(|(service, patterns)| (service, patterns.into())).collect()
}

/// Compares `known`, which is in lower case, with `given` in any case.
fn compare_folded(known: &str, given: &str) -> std::cmp::Ordering {
    known.bytes().cmp(given.bytes().map(|b| b.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(negated: bool, values: &[&str], action: &str) -> bool {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Actions::compile(&Element { negated, values }).cover(action)
    }

    /// Documented on the reference page, but for the lines marked assumed.
    #[test]
    fn actions_as_documented() {
        for (patterns, action, expected) in [
            (&["sqs:SendMessage"][..], "sqs:SendMessage", true),
            (&["sqs:SendMessage"], "sqs:SendMessageBatch", false),
            (&["IAM:listaccesskeys"], "iam:ListAccessKeys", true),
            (&["iam:ListAccessKeys"], "IAM:LISTACCESSKEYS", true),
            (&["s3:*"], "s3:GetObject", true),
            (&["s3:*"], "s3express:CreateSession", false),
            (&["s3:*"], "sqs:SendMessage", false),
            (&["iam:*AccessKey*"], "iam:CreateAccessKey", true),
            (&["iam:*AccessKey*"], "iam:ListAccessKeys", true),
            (&["iam:*AccessKey*"], "iam:CreateUser", false),
            (&["iam:*user*"], "iam:CreateUser", true),
            (&["iam:*user*"], "iam:ListGroupsForUser", true),
            (&["ec2:Describe*", "ec2:List*"], "ec2:DescribeInstances", true),
            (&["ec2:Describe*", "ec2:List*"], "ec2:RunInstances", false),
            (&["*"], "anything:AtAll", true),
            (&["*:*"], "anything:AtAll", true),
            // Assumed: wildcards in the service work as in the name.
            (&["s?:Send*"], "sq:SendMessage", true),
            (&["s*:Send*"], "sqs:SendMessage", true),
            (&["iam:Get?ser"], "iam:GetUser", true),
            (&["iam:Get?ser"], "iam:Getser", false),
            (&[], "s3:GetObject", false),
            (&["s3:Get*", "s3:*List*"], "s3:ListBucket", true),
        ] {
            assert_eq!(covers(false, patterns, action), expected, "{patterns:?} {action}");
            assert_eq!(covers(true, patterns, action), !expected, "not {patterns:?} {action}");
        }
    }
}
