//! A parsed policy as text again.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use std::collections::BTreeMap;

use policy::{Effect, PolicyDocument, Statement, Version};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Text<'a> {
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    statement: Vec<StatementText<'a>>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
struct StatementText<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<&'a str>,
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_action: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_resource: Option<&'a [String]>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    condition: BTreeMap<String, BTreeMap<&'a str, &'a [String]>>,
}

/// An identity policy's text: principals are not written.
pub(crate) fn document(document: &PolicyDocument) -> String {
    let text = Text {
        version: match document.version {
            Version::V2008 => "2008-10-17",
            Version::V2012 => "2012-10-17",
        },
        id: document.id.as_deref(),
        statement: document.statements.iter().map(statement).collect(),
    };
    // Texts and lists of texts always encode.
    serde_json::to_string(&text).unwrap_or_default()
}

fn statement(statement: &Statement) -> StatementText<'_> {
    let mut text = StatementText {
        sid: statement.sid.as_deref(),
        effect: match statement.effect {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        },
        ..StatementText::default()
    };
    if let Some(element) = &statement.action {
        let place = if element.negated { &mut text.not_action } else { &mut text.action };
        *place = Some(&element.values);
    }
    if let Some(element) = &statement.resource {
        let place = if element.negated { &mut text.not_resource } else { &mut text.resource };
        *place = Some(&element.values);
    }
    for entry in &statement.conditions {
        let keys = text.condition.entry(entry.operator.to_string()).or_default();
        keys.insert(&entry.key, &entry.values);
    }
    text
}
