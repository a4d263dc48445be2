//! Checks of policy variables: their form, and where they may stand.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use super::Checker;
use super::model::{Item, Statement};
use super::text::Node;

impl Checker {
    pub(super) fn variables(&mut self, statement: &Statement<'_>, policy: &Node) {
        let version = policy.member("Version").and_then(|member| member.node.text());
        let old = version != Some("2012-10-17");
        let principals = statement.principals().into_iter().map(|(_, item)| item);
        for item in statement.actions().into_iter().chain(principals) {
            if let Some(variable) = first(&item.text) {
                let details = format!(
                    "Policy variables are supported in the Resource and Condition elements. Remove the policy variable {variable} from this element."
                );
                self.error("VARIABLE_UNSUPPORTED_IN_ELEMENT", details, &item.place);
            }
        }
        for item in statement.resources() {
            self.variable(&item, old);
        }
        for entry in &statement.conditions {
            let takes = entry.test.starts_with("String") || entry.test.starts_with("Arn");
            for item in &entry.values {
                self.variable(item, old);
                if first(&item.text).is_some() && !takes && entry.test != "Bool" {
                    let details =
                        "Policy variables can only be used with String and ARN operators.";
                    self.error("INVALID_VARIABLE_FOR_OPERATOR", details, &item.place);
                }
            }
        }
    }

    fn variable(&mut self, item: &Item, old: bool) {
        let mut rest = item.text.as_str();
        while let Some((_, tail)) = rest.split_once("${") {
            let Some((inner, after)) = tail.split_once('}') else {
                let details = "The policy variable is missing a closing curly brace. Add } after the variable text.";
                return self.error("MISSING_BRACE_IN_VARIABLE", details, &item.place);
            };
            rest = after;
            if matches!(inner, "*" | "?" | "$") {
                continue;
            }
            self.inside(inner, item);
            if old {
                let details = "To include variables in your policy, use the policy version 2012-10-17 or later.";
                self.error("VARIABLE_UNSUPPORTED_IN_VERSION", details, &item.place);
            }
        }
    }

    fn inside(&mut self, inner: &str, item: &Item) {
        let (name, default) = match inner.split_once(',') {
            Some((name, default)) => (name, Some(default.trim())),
            None => (inner, None),
        };
        if name.trim().is_empty() {
            let details = "Empty policy variable. Remove the ${ } variable structure or provide a variable within the structure.";
            return self.error("EMPTY_VARIABLE", details, &item.place);
        }
        if name.contains(char::is_whitespace) {
            let details =
                "A space is not supported within the policy variable text. Remove the space.";
            self.error("UNSUPPORTED_SPACE_IN_VARIABLE", details, &item.place);
        }
        let quoted = |text: &str| text.len() >= 2 && text.starts_with('\'') && text.ends_with('\'');
        if default.is_some_and(|text| !quoted(text)) {
            let details = "The policy variable default value must begin and end with a single quote. Add the missing quote.";
            self.error("MISSING_QUOTE_IN_VARIABLE", details, &item.place);
        }
    }
}

/// The first variable in a text, as written; escapes of single characters are none.
fn first(text: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(at) = text[from..].find("${") {
        let start = from + at;
        let end = text[start..].find('}').map_or(text.len(), |end| start + end + 1);
        let variable = &text[start..end];
        if !matches!(variable, "${*}" | "${?}" | "${$}") {
            return Some(variable);
        }
        from = end;
    }
    None
}
