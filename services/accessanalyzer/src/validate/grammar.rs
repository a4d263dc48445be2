//! Checks of the form: which elements there are, and of which type they are.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use std::collections::BTreeMap;

use super::model::{Statement, key_place, value_place};
use super::report::{Place, Severity};
use super::text::{Json, Node};
use super::{Checker, Type};

const TOP: [&str; 3] = ["Version", "Id", "Statement"];
const OF_STATEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];
const PAIRS: [(&str, &str); 3] =
    [("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource")];

impl Checker {
    pub(super) fn document(&mut self, policy: &Node, statements: &[Statement<'_>], text: &str) {
        let root = Place { path: Vec::new(), span: policy.span };
        for member in policy.members() {
            if !TOP.contains(&member.name.as_str()) {
                self.unknown_element(&member.name, &key_place(&root, member));
            }
        }
        match policy.member("Version") {
            None => self.warning(
                "MISSING_VERSION",
                "We recommend that you specify the Version element to help you with debugging permission issues.",
                &root,
            ),
            Some(member) => match member.node.text() {
                Some("2012-10-17" | "2008-10-17") => {}
                Some(other) => self.error(
                    "INVALID_VERSION",
                    format!("The version {other} is not valid. Use one of the following versions: 2012-10-17, 2008-10-17"),
                    &value_place(&root, member),
                ),
                None => self.mismatch("String", &value_place(&root, member)),
            },
        }
        if let Some(member) = policy.member("Id").filter(|member| member.node.text().is_none()) {
            self.mismatch("String", &value_place(&root, member));
        }
        if statements.is_empty() {
            self.error("MISSING_STATEMENT", "Add a statement to the policy", &root);
        }
        self.sids(statements);
        self.sizes(text, &root);
        self.redundant_statements(statements);
    }

    fn unknown_element(&mut self, name: &str, place: &Place) {
        let details = format!("The policy element {name} is not valid.");
        self.error("INVALID_POLICY_ELEMENT", details, place);
    }

    fn sids(&mut self, statements: &[Statement<'_>]) {
        let mut seen: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
        for statement in statements {
            let Some(member) = statement.node.member("Sid") else { continue };
            let place = value_place(&statement.place, member);
            let Some(sid) = member.node.text() else {
                self.mismatch("String", &place);
                continue;
            };
            if sid.is_empty() {
                let details = "Add a value to the empty string in the Sid element.";
                self.suggestion("EMPTY_SID_VALUE", details, &place);
                continue;
            }
            let plain = sid.bytes().all(|b| b.is_ascii_alphanumeric());
            if !plain && matches!(self.kind, Type::Identity | Type::ServiceControl) {
                let details = "Update the characters in the Sid element to use one of the following character types: [a-z, A-Z, 0-9]";
                self.error("UNSUPPORTED_SID", details, &place);
            }
            seen.entry(sid).or_default().push(place);
        }
        for places in seen.into_values().filter(|places| places.len() > 1) {
            if self.kind == Type::Identity {
                let details = "Duplicate statement IDs are not supported for this policy type. Update the Sid value.";
                self.add(Severity::Error, "UNIQUE_SIDS_REQUIRED", details, places);
            } else {
                let details = "We recommend that you use statement IDs that are unique to your policy. Update the Sid value.";
                self.add(Severity::Warning, "UNIQUE_SIDS_RECOMMENDED", details, places);
            }
        }
    }

    fn sizes(&mut self, text: &str, root: &Place) {
        let all = text.chars().count();
        let dense = text.chars().filter(|c| !c.is_whitespace()).count();
        match self.kind {
            Type::Identity if dense > 6_144 => self.warning(
                "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
                format!("The {dense} characters in the identity policy, excluding whitespace, exceed the 6144 character maximum for inline and managed policies. We recommend that you use multiple granular policies."),
                root,
            ),
            Type::Resource if all > 20_480 => self.warning(
                "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
                format!("The {all} characters in the resource policy exceed the 20480 character maximum for resource policies. We recommend that you use multiple granular policies."),
                root,
            ),
            Type::Trust if dense > 2_048 => self.warning(
                "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
                "The characters in the role trust policy, excluding whitespace, exceed the character maximum. We recommend that you request a role trust policy length quota increase using Service Quotas and AWS Support Center. If the quotas have already been increased, then you can ignore this warning.",
                root,
            ),
            Type::ServiceControl if all > 5_120 => self.error(
                "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
                format!("The {all} characters in the service control policy (SCP) exceed the 5120 character maximum for SCPs. We recommend that you use multiple granular policies."),
                root,
            ),
            Type::ResourceControl if all > 5_120 => self.error(
                "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
                format!("The {all} characters in the resource control policy (RCP) exceed the 5120 character maximum for RCPs. We recommend that you use multiple granular policies."),
                root,
            ),
            _ => {}
        }
    }

    /// Statements that say the same, but for their Sid.
    fn redundant_statements(&mut self, statements: &[Statement<'_>]) {
        let mut seen: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        for statement in statements.iter().filter(|s| !s.node.members().is_empty()) {
            let mut parts: Vec<String> = statement
                .node
                .members()
                .iter()
                .filter(|member| member.name != "Sid")
                .map(|member| format!("{}={}", member.name, shape(&member.node)))
                .collect();
            parts.sort();
            seen.entry(parts.join(";")).or_default().push(statement.place.clone());
        }
        for places in seen.into_values().filter(|places| places.len() > 1) {
            let details = "The statements are redundant because they provide identical permissions. Update the policy to remove the redundant statement.";
            self.add(Severity::Suggestion, "REDUNDANT_STATEMENT", details, places);
        }
    }

    pub(super) fn statement(&mut self, statement: &Statement<'_>) {
        let place = &statement.place;
        for member in statement.node.members() {
            if !OF_STATEMENTS.contains(&member.name.as_str()) {
                self.unknown_element(&member.name, &key_place(place, member));
            }
        }
        for (plain, not) in PAIRS {
            if let (Some(_), Some(second)) =
                (statement.node.member(plain), statement.node.member(not))
            {
                let details = format!(
                    "The policy elements {plain} and {not} can not be used in the same statement. Remove one of these elements."
                );
                let second = key_place(place, second);
                self.error("UNSUPPORTED_ELEMENT_COMBINATION", details, &second);
            }
        }
        self.effect(statement);
        self.presence(statement);
        self.lists(statement);
    }

    fn effect(&mut self, statement: &Statement<'_>) {
        let Some(member) = statement.node.member("Effect") else {
            let details =
                "Add an Effect element to the policy statement with a value of Allow or Deny.";
            return self.error("MISSING_EFFECT", details, &statement.place);
        };
        let place = value_place(&statement.place, member);
        match member.node.text() {
            Some("Allow" | "Deny") => {}
            Some(other) => {
                let details = format!("The effect {other} is not valid. Use Allow or Deny.");
                self.error("INVALID_EFFECT", details, &place);
            }
            None => self.mismatch("String", &place),
        }
    }

    fn presence(&mut self, statement: &Statement<'_>) {
        let place = &statement.place;
        if statement.action.is_none() {
            let details = "Add an Action or NotAction element to the policy statement.";
            self.error("MISSING_ACTION", details, place);
        }
        // A queue's or a bucket's policy needs a resource; a role's must not have one.
        if statement.resource.is_none() && self.kind != Type::Trust {
            let details = "Add a Resource or NotResource element to the policy statement.";
            self.error("MISSING_RESOURCE", details, place);
        }
        match (&statement.principal, self.kind.names_principals()) {
            (None, true) => {
                let details = "Add a Principal element to the policy statement.";
                self.error("MISSING_PRINCIPAL", details, place);
            }
            (Some(element), false) if self.kind == Type::Identity => {
                let details = "The policy type IDENTITY_POLICY does not support the Principal element. Remove the Principal element.";
                let element = element.place.clone();
                self.error("UNSUPPORTED_PRINCIPAL", details, &element);
            }
            _ => {}
        }
    }

    /// Types and emptiness of the elements that hold lists.
    fn lists(&mut self, statement: &Statement<'_>) {
        let of = [
            (
                &statement.action,
                "EMPTY_ARRAY_ACTION",
                "This statement includes no actions and does not affect the policy. Specify actions.",
            ),
            (
                &statement.resource,
                "EMPTY_ARRAY_RESOURCE",
                "This statement includes no resources and does not affect the policy. Specify resources.",
            ),
        ];
        for (element, code, details) in of {
            let Some(element) = element else { continue };
            match &element.node.value {
                Json::List(list) if list.is_empty() => {
                    self.suggestion(code, details, &element.place);
                }
                Json::List(list) => {
                    for (at, item) in list.iter().enumerate() {
                        if item.text().is_none() {
                            let step = super::report::Step::Index(at);
                            self.mismatch("String", &element.place.within(step, item.span));
                        }
                    }
                }
                Json::Text(_) => {}
                _ => self.mismatch("String", &element.place),
            }
        }
        if let Some(member) = statement.node.member("Condition") {
            let place = value_place(&statement.place, member);
            match &member.node.value {
                Json::Object(operators) if operators.is_empty() => self.suggestion(
                    "EMPTY_OBJECT_CONDITION",
                    "This condition block is empty and it does not affect the policy. Specify conditions.",
                    &place,
                ),
                Json::Object(operators) => {
                    for operator in operators {
                        if !matches!(operator.node.value, Json::Object(_)) {
                            self.mismatch("Object", &value_place(&place, operator));
                        }
                    }
                }
                _ => self.mismatch("Object", &place),
            }
        }
    }
}

/// A value without its places: a text and a list of it alone are the same.
fn shape(node: &Node) -> String {
    match &node.value {
        Json::Null => "null".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Number(text) => text.clone(),
        Json::Text(text) => format!("{text:?}"),
        Json::List(list) => {
            let mut parts: Vec<String> = list.iter().map(shape).collect();
            parts.sort();
            parts.dedup();
            parts.join(",")
        }
        Json::Object(members) => {
            let mut parts: Vec<String> =
                members.iter().map(|m| format!("{:?}:{}", m.name, shape(&m.node))).collect();
            parts.sort();
            format!("{{{}}}", parts.join(","))
        }
    }
}
