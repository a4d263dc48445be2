//! Checks of actions: that they exist, that none is said twice, and that those which hand on power are narrow.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use super::model::{Item, Statement};
use super::report::{Place, Severity};
use super::{Checker, Type};
use crate::facts;

impl Checker {
    pub(super) fn actions(&mut self, statement: &Statement<'_>) {
        let actions = statement.actions();
        for action in &actions {
            self.action(action);
            self.of_resource(action);
        }
        self.redundant_actions(&actions);
        if statement.allows() && matches!(self.kind, Type::Identity | Type::Resource) {
            self.pass_role(statement, &actions);
            self.service_linked_roles(statement, &actions);
        }
    }

    fn action(&mut self, action: &Item) {
        let text = action.text.as_str();
        if text == "*" || text.contains("${") {
            return;
        }
        let Some((service, name)) = text.split_once(':') else {
            let details = format!("The action {text} does not exist.");
            return self.error("INVALID_ACTION", details, &action.place);
        };
        if service.contains(['*', '?']) {
            // `*:*` is everything, plainly.
            if text != "*:*" {
                let details = "Avoid using wildcards (*, ?) in the service name because it might grant unintended access to other AWS services with similar names.";
                self.suggestion("WILDCARD_IN_SERVICE_NAME", details, &action.place);
            }
            return;
        }
        let Some(known) = authref::service(service) else {
            let near = nearest(service, authref::services());
            let hint = near.map_or(String::new(), |near| format!(" Did you mean {near}?"));
            let details =
                format!("The service {service} specified in the action does not exist.{hint}");
            return self.error("INVALID_SERVICE_IN_ACTION", details, &action.place);
        };
        if facts::expand(text).is_empty() {
            let near = nearest(name, known.actions.iter().map(|action| action.name));
            let hint = near
                .map_or(String::new(), |near| format!(" Did you mean {}:{near}?", known.prefix));
            let details = format!("The action {text} does not exist.{hint}");
            self.error("INVALID_ACTION", details, &action.place);
        }
    }

    /// Whether a policy of that type of resource can be about the action.
    fn of_resource(&mut self, action: &Item) {
        let Some((resource, prefix)) = self.attached else { return };
        let service = action.text.split(':').next().unwrap_or_default();
        if !service.contains(['*', '?']) && !service.eq_ignore_ascii_case(prefix) {
            let details = format!(
                "The action {} is not supported for the resource-based policy attached to the resource type {resource}.",
                action.text
            );
            self.error("UNSUPPORTED_ACTION_IN_POLICY", details, &action.place);
        }
    }

    /// Actions that another of the list covers.
    fn redundant_actions(&mut self, actions: &[Item]) {
        let mut redundant: Vec<&Item> = Vec::new();
        let lower: Vec<String> =
            actions.iter().map(|action| action.text.to_ascii_lowercase()).collect();
        for (at, action) in actions.iter().enumerate() {
            let covers = |other: usize| {
                let mutual = facts::like_exactly(&lower[at], &lower[other]);
                other != at
                    && facts::like_exactly(&lower[other], &lower[at])
                    && (!mutual || other < at)
            };
            if (0..actions.len()).any(covers) {
                redundant.push(action);
            }
        }
        if let Some(first) = redundant.first() {
            let details = format!(
                "The {} action(s) are redundant because they provide similar permissions. Update the policy to remove the redundant action such as: {}.",
                redundant.len(),
                first.text
            );
            let places = redundant.iter().map(|item| item.place.clone()).collect();
            self.add(Severity::Suggestion, "REDUNDANT_ACTION", details, places);
        }
    }

    fn pass_role(&mut self, statement: &Statement<'_>, actions: &[Item]) {
        if statement.has_key("iam:PassedToService") {
            return;
        }
        let Some((how, places)) = reach(statement, actions, "iam:PassRole") else { return };
        let (code, details) = match how {
            Reach::NamedNotResource => (
                "PASS_ROLE_WITH_NOT_RESOURCE",
                "Using the iam:PassRole action with NotResource can be overly permissive because it can allow iam:PassRole permissions on multiple resources. We recommend that you specify resource ARNs instead.",
            ),
            Reach::StarNotResource => (
                "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
                "Using an action with a wildcard (*) and NotResource can be overly permissive because it can allow iam:PassRole permissions on multiple resources. We recommend that you specify resource ARNs instead.",
            ),
            Reach::NotActionNotResource => (
                "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
                "Using NotAction with NotResource can be overly permissive because it can allow iam:PassRole permissions on multiple resources.. We recommend that you specify resource ARNs instead.",
            ),
            Reach::NamedStar => (
                "PASS_ROLE_WITH_STAR_IN_RESOURCE",
                "Using the iam:PassRole action with wildcards (*) in the resource can be overly permissive because it allows iam:PassRole permissions on multiple resources. We recommend that you specify resource ARNs or add the iam:PassedToService condition key to your statement.",
            ),
            Reach::StarStar => (
                "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
                "Using wildcards (*) in the action and the resource can be overly permissive because it allows iam:PassRole permissions on all resources. We recommend that you specify resource ARNs or add the iam:PassedToService condition key to your statement.",
            ),
            Reach::NotActionStar => (
                "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
                "Using a resource with wildcards (*) and NotAction can be overly permissive because it allows iam:PassRole permissions on all resources. We recommend that you specify resource ARNs or add the iam:PassedToService condition key to your statement.",
            ),
        };
        self.security(code, details, places);
    }

    fn service_linked_roles(&mut self, statement: &Statement<'_>, actions: &[Item]) {
        if statement.has_key("iam:AWSServiceName") {
            return;
        }
        let Some((how, places)) = reach(statement, actions, "iam:CreateServiceLinkedRole") else {
            return;
        };
        let (code, details) = match how {
            Reach::NamedNotResource => (
                "CREATE_SLR_WITH_NOT_RESOURCE",
                "Using the iam:CreateServiceLinkedRole action with NotResource can allow creation of unintended service-linked roles for multiple resources. We recommend that you specify resource ARNs instead.",
            ),
            Reach::StarNotResource => (
                "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
                "Using an action with a wildcard(*) and NotResource can allow creation of unintended service-linked roles because it can allow iam:CreateServiceLinkedRole permissions on multiple resources. We recommend that you specify resource ARNs instead.",
            ),
            Reach::NotActionNotResource => (
                "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
                "Using NotAction with NotResource can allow creation of unintended service-linked roles because it allows iam:CreateServiceLinkedRole permissions on multiple resources. We recommend that you specify resource ARNs instead.",
            ),
            Reach::NamedStar => (
                "CREATE_SLR_WITH_STAR_IN_RESOURCE",
                "Using the iam:CreateServiceLinkedRole action with wildcards (*) in the resource can allow creation of unintended service-linked roles. We recommend that you specify resource ARNs instead.",
            ),
            Reach::StarStar => (
                "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
                "Using wildcards (*) in the action and the resource can allow creation of unintended service-linked roles because it allows iam:CreateServiceLinkedRole permissions on all resources. We recommend that you specify resource ARNs instead.",
            ),
            Reach::NotActionStar => (
                "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
                "Using a resource with wildcards (*) and NotAction can allow creation of unintended service-linked roles because it allows iam:CreateServiceLinkedRole permissions on all resources. We recommend that you specify resource ARNs instead.",
            ),
        };
        self.add(Severity::Warning, code, details, places);
    }
}

/// How a statement comes to allow an action on more than named resources.
enum Reach {
    NamedNotResource,
    StarNotResource,
    NotActionNotResource,
    NamedStar,
    StarStar,
    NotActionStar,
}

fn reach(statement: &Statement<'_>, actions: &[Item], wanted: &str) -> Option<(Reach, Vec<Place>)> {
    let action = statement.action.as_ref()?;
    let resource = statement.resource.as_ref()?;
    let covering = actions.iter().filter(|item| facts::like(&item.text, wanted));
    let covering: Vec<&Item> = covering.collect();
    if covering.is_empty() != action.negated {
        return None;
    }
    // A resource with a wildcard where the roles' names are.
    let wide = |item: &Item| {
        item.text == "*"
            || (item.text.contains(":role/*") || item.text.ends_with(":*"))
                && item.text.starts_with("arn:")
    };
    let resources = statement.resources();
    let wide: Vec<&Item> = resources.iter().filter(|item| wide(item)).collect();
    if !resource.negated && wide.is_empty() {
        return None;
    }
    let named = covering.iter().any(|item| item.text.eq_ignore_ascii_case(wanted));
    let how = match (action.negated, named, resource.negated) {
        (true, _, true) => Reach::NotActionNotResource,
        (true, _, false) => Reach::NotActionStar,
        (false, true, true) => Reach::NamedNotResource,
        (false, true, false) => Reach::NamedStar,
        (false, false, true) => Reach::StarNotResource,
        (false, false, false) => Reach::StarStar,
    };
    let mut places: Vec<Place> = match action.negated {
        true => vec![action.place.clone()],
        false => covering.iter().map(|item| item.place.clone()).collect(),
    };
    match resource.negated {
        true => places.push(resource.place.clone()),
        false => places.extend(wide.iter().map(|item| item.place.clone())),
    }
    Some((how, places))
}

/// The known name that is closest to a wrong one, when it is close.
fn nearest<'k>(wrong: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let wrong = wrong.to_ascii_lowercase();
    let scored = known.map(|name| (distance(&wrong, &name.to_ascii_lowercase()), name));
    let (score, name) = scored.min()?;
    (score * 3 <= wrong.len().max(3)).then_some(name)
}

/// How many letters must be changed, added or removed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<u8> = b.bytes().take(128).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().take(128).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(nearest("sqss", ["sns", "sqs", "s3"].into_iter()), Some("sqs"));
        assert_eq!(nearest("abcdef", ["sns", "sqs"].into_iter()), None);
    }
}
