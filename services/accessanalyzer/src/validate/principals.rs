//! Checks of principals: their form, and services that are let in without saying for whom.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use super::model::{Item, Statement, key_place, value_place};
use super::report::Severity;
use super::text::Json;
use super::{Checker, Type};

/// Keys that calls of services never carry.
const OF_PEOPLE: [&str; 7] = [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalType",
    "aws:userid",
    "aws:username",
];
const KINDS: [&str; 4] = ["AWS", "Service", "Federated", "CanonicalUser"];
/// Keys that say for whose resource a service acts.
const SOURCES: [&str; 4] =
    ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"];

impl Checker {
    pub(super) fn principals(&mut self, statement: &Statement<'_>) {
        let Some(element) = &statement.principal else { return };
        match &element.node.value {
            Json::Text(text) if text == "*" => {}
            Json::Object(members) if members.is_empty() => self.suggestion(
                "EMPTY_OBJECT_PRINCIPAL",
                "This statement includes no principals and does not affect the policy. Specify principals.",
                &element.place,
            ),
            Json::Object(members) => {
                for member in members {
                    if !KINDS.contains(&member.name.as_str()) {
                        let details = format!("The principal key {} is not valid.", member.name);
                        let place = key_place(&element.place, member);
                        self.error("INVALID_PRINCIPAL_KEY", details, &place);
                    }
                    if matches!(&member.node.value, Json::List(list) if list.is_empty()) {
                        let details = "This statement includes no principals and does not affect the policy. Specify principals.";
                        let place = value_place(&element.place, member);
                        self.suggestion("EMPTY_ARRAY_PRINCIPAL", details, &place);
                    }
                }
            }
            _ => self.error(
                "INVALID_PRINCIPAL_FORMAT",
                "The Principal element contents are not valid. Specify a key-value pair in the Principal element.",
                &element.place,
            ),
        }
        if element.negated && statement.allows() && self.kind == Type::Resource {
            let details = "Using Allow with NotPrincipal can be overly permissive. We recommend that you use Principal instead.";
            self.security("ALLOW_WITH_NOT_PRINCIPAL", details, vec![element.place.clone()]);
        }
        for (kind, principal) in statement.principals() {
            self.principal(kind, &principal);
        }
        self.service_keys(statement);
        if statement.allows() && self.kind == Type::Resource {
            self.service_sources(statement);
        }
    }

    fn principal(&mut self, kind: &str, principal: &Item) {
        let (text, place) = (principal.text.as_str(), &principal.place);
        let unique = |prefix: &str| {
            text.len() >= 16
                && text.starts_with(prefix)
                && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        };
        match kind {
            "AWS" if text == "*" => {}
            "AWS" if unique("AROA") => {
                let details = format!(
                    "The Principal element includes the IAM role ID {text}. We recommend that you use a role ARN instead."
                );
                self.warning("INVALID_ROLE_REFERENCE", details, place);
            }
            "AWS" if unique("AIDA") => {
                let details = format!(
                    "The Principal element includes the IAM user ID {text}. We recommend that you use a user ARN instead."
                );
                self.warning("INVALID_USER_REFERENCE", details, place);
            }
            "AWS" | "Service" | "Federated" | "CanonicalUser" if text.contains(['*', '?']) => {
                let details = format!(
                    "Wildcards (*, ?) are not supported with the principal key {kind}. Replace the wildcard with a valid principal value."
                );
                self.error("UNSUPPORTED_WILDCARD_IN_PRINCIPAL", details, place);
            }
            "Service" => self.service(principal),
            "Federated" if self.kind == Type::Resource => {
                let details = "The policy type does not support a federated identity provider in the principal element. Use a supported principal.";
                self.error("FEDERATED_PRINCIPAL_NOT_SUPPORTED", details, place);
            }
            _ => {}
        }
    }

    /// `name.amazonaws.com`, with a region in between for some.
    fn service(&mut self, principal: &Item) {
        let text = principal.text.as_str();
        let ends = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".aws.internal"];
        if !ends.iter().any(|end| text.len() > end.len() && text.ends_with(end)) {
            let name = text.split('.').next().unwrap_or_default();
            let details = format!(
                "The service principal does not match the expected format. Use the format {name}.amazonaws.com."
            );
            self.error("INVALID_SERVICE_PRINCIPAL_FORMAT", details, &principal.place);
        }
    }

    /// Services have no account, organization or name of a user: conditions on these keep them out.
    fn service_keys(&mut self, statement: &Statement<'_>) {
        let principals = statement.principals();
        if principals.is_empty() || principals.iter().any(|(kind, _)| *kind != "Service") {
            return;
        }
        let of = |key: &str| OF_PEOPLE.iter().any(|known| key.eq_ignore_ascii_case(known));
        let wrong: Vec<_> =
            statement.conditions.iter().filter(|entry| of(&entry.key.text)).collect();
        if wrong.is_empty() {
            return;
        }
        let keys: Vec<&str> = wrong.iter().map(|entry| entry.key.text.as_str()).collect();
        let details = format!(
            "The following condition keys are not supported when used with the service principal: {}.",
            keys.join(", ")
        );
        let places = wrong.iter().map(|entry| entry.key.place.clone()).collect();
        let code = "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL";
        self.add(Severity::Error, code, details, places);
    }

    fn service_sources(&mut self, statement: &Statement<'_>) {
        let services: Vec<_> =
            statement.principals().into_iter().filter(|(kind, _)| *kind == "Service").collect();
        let tied = SOURCES.iter().any(|key| statement.has_key(key));
        if services.is_empty() || tied {
            return;
        }
        let details = "Granting access to a service principal without specifying a source is overly permissive. Use aws:SourceArn or aws:SourceAccount condition key and scope access to a specific source to grant fine-grained access.";
        let places = services.into_iter().map(|(_, item)| item.place).collect();
        self.security("RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", details, places);
    }
}
