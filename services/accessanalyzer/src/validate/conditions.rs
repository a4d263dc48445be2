//! Checks of conditions: operators, qualifiers, and how they go with keys.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::collections::BTreeMap;

use policy::KeyType;

use super::model::{Entry, Statement};
use super::report::{Place, Severity};
use super::text::Json;
use super::{Checker, keys};

const TESTS: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnNotEquals",
    "ArnLike",
    "ArnNotLike",
    "Null",
];

/// Keys that are safe only with another: the key, and those of which one is to stand beside it. Addresses within
/// VPCs are not unique.
const PAIRED: [(&str, &[&str]); 1] = [("aws:VpcSourceIp", &["aws:SourceVpc", "aws:SourceVpce"])];

impl Checker {
    pub(super) fn conditions(&mut self, statement: &Statement<'_>) {
        self.repeated_keys(statement);
        for entry in &statement.conditions {
            if !self.operator(entry) {
                continue;
            }
            self.emptiness(entry);
            if self.key(entry) {
                self.actions_of_key(statement, entry);
                self.qualifier(entry);
                self.types(entry);
            }
            self.condition_values(entry);
        }
        self.pairs(statement);
    }

    /// Whether there is such an operator.
    fn operator(&mut self, entry: &Entry<'_>) -> bool {
        let place = &entry.operator.place;
        let qualified = entry.qualifier.is_none_or(|q| matches!(q, "ForAllValues" | "ForAnyValue"));
        let there = TESTS.iter().any(|test| test.eq_ignore_ascii_case(entry.test));
        if !qualified || !there {
            let details = format!(
                "The condition operator {} is not valid. Use a valid condition operator.",
                entry.operator.text
            );
            self.error("INVALID_CONDITION_OPERATOR", details, place);
            return false;
        }
        if entry.test == "Null" && entry.if_exists {
            let details = "The Null condition operator cannot be used with the IfExists suffix. Update the operator or the suffix.";
            self.error("NULL_WITH_IF_EXISTS", details, place);
        }
        if entry.test == "Null" && entry.qualifier.is_some() {
            let details = "Avoid using the Null condition operator with the ForAllValues or ForAnyValue qualifiers because they always return a true or false respectively.";
            self.suggestion("NULL_WITH_QUALIFIER", details, place);
        }
        true
    }

    fn repeated_keys(&mut self, statement: &Statement<'_>) {
        let mut seen: BTreeMap<(String, String), Vec<&Entry<'_>>> = BTreeMap::new();
        for entry in &statement.conditions {
            let key = (entry.operator.text.clone(), entry.key.text.to_ascii_lowercase());
            seen.entry(key).or_default().push(entry);
        }
        for entries in seen.into_values().filter(|entries| entries.len() > 1) {
            let details = format!(
                "The condition key {} appears more than once with different capitalization in the same condition block. Remove the duplicate condition keys.",
                entries[0].key.text
            );
            let places = entries.iter().map(|entry| entry.key.place.clone()).collect();
            self.add(Severity::Error, "DUPLICATE_KEYS_WITH_DIFFERENT_CASE", details, places);
        }
    }

    fn emptiness(&mut self, entry: &Entry<'_>) {
        let Json::List(list) = &entry.node.value else { return };
        if !list.is_empty() {
            return;
        }
        let key = &entry.key.text;
        let (code, details) = match entry.qualifier {
            Some("ForAllValues") => (
                "EMPTY_ARRAY_CONDITION_FORALLVALUES",
                format!(
                    "The ForAllValues prefix with an empty condition key matches only if the key {key} is missing from the request context. To determine if the request context is empty, we recommend that you use the Null condition operator with the value of true instead."
                ),
            ),
            Some(_) => (
                "EMPTY_ARRAY_CONDITION_FORANYVALUE",
                format!(
                    "The ForAnyValue prefix with an empty condition key {key} never matches the request context and it does not affect the policy. Specify conditions."
                ),
            ),
            None if entry.if_exists => (
                "EMPTY_ARRAY_CONDITION_IFEXISTS",
                format!(
                    "The IfExists suffix with an empty condition key matches only if the key {key} is missing from the request context. To determine if the request context is empty, we recommend that you use the Null condition operator with the value of true instead."
                ),
            ),
            None => (
                "EMPTY_ARRAY_CONDITION",
                format!(
                    "There are no values for the condition key {key} and it does not affect the policy. Specify conditions."
                ),
            ),
        };
        self.suggestion(code, details, &entry.place);
    }

    fn qualifier(&mut self, entry: &Entry<'_>) {
        let Some(facts) = keys::known(&entry.key.text) else { return };
        let key = &entry.key.text;
        if facts.several && entry.qualifier.is_none() && entry.test != "Null" {
            let details = format!(
                "The request context key {key} has multiple values. Use the ForAllValues or ForAnyValue condition key qualifiers in your policy."
            );
            self.error("MISSING_QUALIFIER", details, &entry.operator.place);
        }
        if !facts.several && entry.qualifier == Some("ForAllValues") {
            let details = format!(
                "Using ForAllValues qualifier with the single-valued condition key {key} can be overly permissive. We recommend that you remove ForAllValues:."
            );
            let places = vec![entry.operator.place.clone()];
            self.security("FORALLVALUES_WITH_SINGLE_VALUED_KEY", details, places);
        }
    }

    /// Whether the operator is of the key's type.
    fn types(&mut self, entry: &Entry<'_>) {
        let Some(facts) = keys::known(&entry.key.text) else { return };
        let test = entry.test;
        let fits = match facts.kind {
            KeyType::Text => test.starts_with("String") || test == "BinaryEquals",
            KeyType::Arn => test.starts_with("Arn") || test.starts_with("String"),
            // What is true or false, a number or a date is compared as text often enough.
            KeyType::Bool => test == "Bool" || test.starts_with("String"),
            KeyType::Number => test.starts_with("Numeric"),
            KeyType::Date => test.starts_with("Date") || test.starts_with("Numeric"),
            KeyType::Ip => test == "IpAddress" || test == "NotIpAddress",
        };
        if fits || test == "Null" {
            return;
        }
        let allowed = match facts.kind {
            KeyType::Text => "String",
            KeyType::Arn => "ARN",
            KeyType::Bool => "Boolean",
            KeyType::Number => "Numeric",
            KeyType::Date => "Date",
            KeyType::Ip => "IpAddress",
        };
        let details = format!(
            "Use the operator type {allowed} instead of operator {} for the condition key {}.",
            entry.operator.text, entry.key.text
        );
        self.warning("TYPE_MISMATCH", details, &entry.operator.place);
    }

    fn pairs(&mut self, statement: &Statement<'_>) {
        if !statement.allows() {
            return;
        }
        for (key, partners) in PAIRED {
            let of = |entry: &&Entry<'_>| {
                entry.key.text.eq_ignore_ascii_case(key) && !entry.test.contains("Not")
            };
            let Some(entry) = statement.conditions.iter().find(of) else { continue };
            if partners.iter().any(|partner| statement.has_key(partner)) {
                continue;
            }
            let details = format!(
                "Using the condition key {key} can be overly permissive without also using the following condition keys: {}. Condition keys like this one are more secure when paired with a related key. We recommend that you add the related condition keys to the same condition block.",
                partners.join(", ")
            );
            let places: Vec<Place> = vec![entry.key.place.clone()];
            self.security("MISSING_PAIRED_CONDITION_KEYS", details, places);
        }
    }
}
