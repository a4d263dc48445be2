//! From what somebody was seen doing to the smallest sensible policy that allows exactly it.
//!
//! Uses of one resource make one statement, and resources with the same actions share one. The order is stable:
//! statements by their resources, actions and resources by name.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege>

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    version: &'static str,
    statement: Vec<Allow>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Allow {
    effect: &'static str,
    action: OneOrMany,
    resource: OneOrMany,
}

/// A single text stands alone, several in a list.
#[derive(Serialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn of(texts: BTreeSet<String>) -> OneOrMany {
        let mut texts: Vec<String> = texts.into_iter().collect();
        if texts.len() == 1 { OneOrMany::One(texts.remove(0)) } else { OneOrMany::Many(texts) }
    }
}

/// The text of an identity policy that allows these uses, each an action (`sqs:SendMessage`) and a resource (an ARN,
/// or `*`), and nothing else. `None` without any. Wildcards in a resource's name are taken literally, as far as a
/// policy can say so.
pub fn suggest<'u>(uses: impl IntoIterator<Item = (&'u str, &'u str)>) -> Option<String> {
    let mut by_resource: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (action, resource) in uses {
        by_resource.entry(literal(resource)).or_default().insert(action.to_owned());
    }
    // What is allowed on everything need not be said again of one resource.
    let everywhere = by_resource.get("*").cloned().unwrap_or_default();
    let mut by_actions: BTreeMap<BTreeSet<String>, BTreeSet<String>> = BTreeMap::new();
    for (resource, mut actions) in by_resource {
        if resource != "*" {
            actions.retain(|action| !everywhere.contains(action));
        }
        if !actions.is_empty() {
            by_actions.entry(actions).or_default().insert(resource);
        }
    }
    let mut statements: Vec<_> = by_actions.into_iter().collect();
    statements.sort_by(|(_, a), (_, b)| a.cmp(b));
    let allow = |(actions, resources)| Allow {
        effect: "Allow",
        action: OneOrMany::of(actions),
        resource: OneOrMany::of(resources),
    };
    let statement: Vec<Allow> = statements.into_iter().map(allow).collect();
    if statement.is_empty() {
        return None;
    }
    // Texts and lists of texts always encode.
    serde_json::to_string_pretty(&Policy { version: "2012-10-17", statement }).ok()
}

/// A resource as a pattern of itself alone. `*` by itself is what actions without a resource ask for.
fn literal(resource: &str) -> String {
    if resource == "*" {
        return resource.to_owned();
    }
    let mut pattern = String::with_capacity(resource.len());
    for character in resource.chars() {
        match character {
            '*' | '?' | '$' => {
                pattern.push_str("${");
                pattern.push(character);
                pattern.push('}');
            }
            _ => pattern.push(character),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Attached, Kind, PolicyDocument, PolicySet, Principal, Request, RequestContext, evaluate,
        validate,
    };

    const QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:orders";
    const OTHER: &str = "arn:aws:sqs:us-east-1:111122223333:bills";
    const ODD: &str = "arn:aws:s3:::b/what?*${x}";

    fn allows(text: &str, action: &str, resource: &str) -> bool {
        let document = PolicyDocument::parse(text).expect("a policy");
        validate(&document, Kind::Identity).expect("an identity policy");
        let identity = [Attached::new("suggested", &document)];
        let account = arn::AccountId::parse("111122223333").expect("an account");
        let principal = Principal::user(account, "bob", "AIDAEXAMPLE");
        let context = RequestContext::new();
        let request = Request {
            principal: &principal,
            action,
            resource,
            resource_account: Some(account),
            context: &context,
        };
        let policies = PolicySet { identity: &identity, ..PolicySet::default() };
        evaluate(&request, &policies).is_allowed()
    }

    /// Uses, and the statements expected, as `actions on resources`.
    #[test]
    fn statements_are_grouped() {
        for (uses, expected) in [
            (&[("sqs:SendMessage", QUEUE)][..], &[r#"sqs:SendMessage on QUEUE"#][..]),
            (
                &[("sqs:SendMessage", QUEUE), ("sqs:ReceiveMessage", QUEUE)],
                &["sqs:ReceiveMessage sqs:SendMessage on QUEUE"],
            ),
            (
                &[("sqs:SendMessage", QUEUE), ("sqs:SendMessage", OTHER)],
                &["sqs:SendMessage on OTHER QUEUE"],
            ),
            (
                &[
                    ("sqs:SendMessage", QUEUE),
                    ("sqs:SendMessage", OTHER),
                    ("sqs:DeleteMessage", OTHER),
                    ("sqs:ListQueues", "*"),
                ],
                &[
                    "sqs:ListQueues on *",
                    "sqs:DeleteMessage sqs:SendMessage on OTHER",
                    "sqs:SendMessage on QUEUE",
                ],
            ),
            (&[("sqs:SendMessage", QUEUE), ("sqs:SendMessage", "*")], &["sqs:SendMessage on *"]),
        ] {
            let text = suggest(uses.iter().copied()).expect("a policy");
            let document = PolicyDocument::parse(&text).expect("a policy");
            let names = |element: &Option<crate::Element>| {
                element.as_ref().expect("an element").values.join(" ")
            };
            let shown: Vec<String> = document
                .statements
                .iter()
                .map(|s| format!("{} on {}", names(&s.action), names(&s.resource)))
                .map(|line| line.replace(QUEUE, "QUEUE").replace(OTHER, "OTHER"))
                .collect();
            assert_eq!(shown, expected);
            let backwards = suggest(uses.iter().rev().copied());
            assert_eq!(backwards, Some(text), "the order of uses does not matter");
        }
        assert_eq!(suggest([]), None);
    }

    #[test]
    fn it_allows_each_use_and_no_near_miss() {
        let uses = [
            ("sqs:SendMessage", QUEUE),
            ("sqs:DeleteMessage", OTHER),
            ("sqs:ListQueues", "*"),
            ("s3:GetObject", ODD),
        ];
        let text = suggest(uses).expect("a policy");
        for (action, resource) in uses {
            assert!(allows(&text, action, resource), "{action} {resource}\n{text}");
        }
        for (action, resource) in [
            ("sqs:SendMessage", OTHER),
            ("sqs:DeleteMessage", QUEUE),
            ("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:orders2"),
            ("sqs:ReceiveMessage", QUEUE),
            ("s3:GetObject", "arn:aws:s3:::b/whatever${x}"),
            ("s3:PutObject", ODD),
        ] {
            assert!(!allows(&text, action, resource), "{action} {resource}\n{text}");
        }
    }

    #[test]
    fn the_text_is_pretty() {
        let text = suggest([("sqs:SendMessage", QUEUE)]).expect("a policy");
        assert_eq!(
            text,
            format!(
                "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \"Effect\": \"Allow\",\n      \
                 \"Action\": \"sqs:SendMessage\",\n      \"Resource\": \"{QUEUE}\"\n    }}\n  ]\n}}"
            )
        );
    }
}
