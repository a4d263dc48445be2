//! What identity policies allow, by service and action: the ground on which unused permissions are told and reduced.
//! Conditions and resources are not looked at, and neither are denies: like AWS, this reports what a policy lists.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings-view.html>

use std::collections::{BTreeMap, BTreeSet};

use kernel::{NamedPolicy, Timestamp, Use};
use policy::{Effect, PolicyDocument, Statement};

use crate::facts;
use crate::finding::UnusedService;

/// Actions by service.
pub(crate) type Actions = BTreeMap<String, BTreeSet<String>>;

/// When actions were last used, by service and lower-case name.
#[derive(Default)]
pub(crate) struct Used(BTreeMap<String, BTreeMap<String, Timestamp>>);

impl Used {
    pub(crate) fn of(uses: &[Use]) -> Used {
        let mut used = Used::default();
        for one in uses {
            let Some((service, action)) = one.action.split_once(':') else { continue };
            let actions = used.0.entry(service.to_ascii_lowercase()).or_default();
            let last = actions.entry(action.to_ascii_lowercase()).or_insert(one.facts.last);
            *last = one.facts.last.max(*last);
        }
        used
    }

    fn of_service(&self, service: &str) -> Option<Timestamp> {
        self.0.get(service)?.values().max().copied()
    }

    fn of_action(&self, service: &str, action: &str) -> Option<Timestamp> {
        self.0.get(service)?.get(&action.to_ascii_lowercase()).copied()
    }

    /// Whether the action was used since then.
    pub(crate) fn since(&self, service: &str, action: &str, from: Timestamp) -> bool {
        self.of_action(service, action).is_some_and(|last| last >= from)
    }

    /// When anything was used last.
    pub(crate) fn last(&self) -> Option<Timestamp> {
        self.0.values().flat_map(BTreeMap::values).max().copied()
    }
}

/// The actions that a statement lists, wildcards written out. `NotAction` lists all others.
pub(crate) fn listed(statement: &Statement) -> Actions {
    let mut actions = Actions::new();
    let Some(element) = &statement.action else { return actions };
    let patterns = if element.negated { &["*".to_owned()][..] } else { &element.values };
    for (service, action) in patterns.iter().flat_map(|pattern| facts::expand(pattern)) {
        let full = format!("{service}:{action}");
        let excepted = element.negated && element.values.iter().any(|p| facts::like(p, &full));
        if !excepted {
            actions.entry(service.to_owned()).or_default().insert(action.to_owned());
        }
    }
    actions
}

/// The actions that some policies allow.
pub(crate) fn allowed(policies: &[NamedPolicy]) -> Actions {
    let mut all = Actions::new();
    for policy in policies {
        let Ok(document) = PolicyDocument::parse(&policy.document) else { continue };
        for statement in document.statements.iter().filter(|s| s.effect == Effect::Allow) {
            for (service, actions) in listed(statement) {
                all.entry(service).or_default().extend(actions);
            }
        }
    }
    all
}

/// What is allowed and was not used since `from`. Of a service that was not used at all no actions are told.
pub(crate) fn unused(allowed: &Actions, used: &Used, from: Timestamp) -> Vec<UnusedService> {
    let mut services = Vec::new();
    for (namespace, actions) in allowed {
        let last = used.of_service(namespace);
        if last.is_none_or(|last| last < from) {
            let service = UnusedService { namespace: namespace.clone(), last, actions: Vec::new() };
            services.push(service);
            continue;
        }
        let idle = actions.iter().filter(|action| !used.since(namespace, action, from));
        let actions: Vec<_> =
            idle.map(|action| (action.clone(), used.of_action(namespace, action))).collect();
        if !actions.is_empty() {
            services.push(UnusedService { namespace: namespace.clone(), last, actions });
        }
    }
    services
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::UseFacts;

    fn policy(actions: &str) -> Vec<NamedPolicy> {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": [
                {{"Effect": "Allow", "Action": {actions}, "Resource": "*"}},
                {{"Effect": "Deny", "Action": "kms:*", "Resource": "*"}}]}}"#
        );
        vec![NamedPolicy { name: "p".into(), document: text.into() }]
    }

    fn used(action: &str, at: i64) -> Use {
        let at = Timestamp::from_secs(at);
        Use {
            principal: "p".to_owned(),
            action: action.to_owned(),
            resource: "*".to_owned(),
            facts: UseFacts { first: at, last: at, region: String::new(), allowed: 1, denied: 0 },
        }
    }

    #[test]
    fn services_and_actions_that_nobody_used() {
        let allowed = allowed(&policy(r#"["sqs:Send*", "sqs:Receive*", "sns:Publish"]"#));
        let uses = [used("sqs:SendMessage", 100), used("sns:Publish", 10)];
        let told = unused(&allowed, &Used::of(&uses), Timestamp::from_secs(50));
        let expected = [
            UnusedService {
                namespace: "sns".to_owned(),
                last: Some(Timestamp::from_secs(10)),
                actions: Vec::new(),
            },
            UnusedService {
                namespace: "sqs".to_owned(),
                last: Some(Timestamp::from_secs(100)),
                actions: vec![("ReceiveMessage".to_owned(), None)],
            },
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn not_action_lists_the_others() {
        let document = PolicyDocument::parse(
            r#"{"Statement": {"Effect": "Allow", "NotAction": "s*:*", "Resource": "*"}}"#,
        )
        .expect("a policy");
        let listed = listed(&document.statements[0]);
        assert!(listed.contains_key("iam") && !listed.contains_key("sqs"));
    }
}
