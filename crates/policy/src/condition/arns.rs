//! ARN operators: "each of the six colon-delimited components of the ARN is checked separately".
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>

use crate::context::ContextSource;
use crate::pattern::{Pattern, Syntax};

/// A pattern of six components. A text of fewer components is no ARN and matches nothing, but `*` alone, which
/// matches every ARN.
#[derive(Clone, Debug)]
pub(super) enum ArnPattern {
    Any,
    Components(Box<[Pattern]>),
    /// A variable that stands for the whole ARN.
    Whole(Pattern),
    None,
}

const COMPONENTS: usize = 6;

impl ArnPattern {
    pub(super) fn compile(text: &str, variables: bool) -> ArnPattern {
        let syntax = Syntax { wildcards: true, variables, fields: false };
        if text == "*" {
            return ArnPattern::Any;
        }
        if variables && text.starts_with("${") && text.find('}') == Some(text.len() - 1) {
            return ArnPattern::Whole(Pattern::compile(text, syntax));
        }
        let components = split(text, variables);
        if components.len() != COMPONENTS {
            return ArnPattern::None;
        }
        ArnPattern::Components(
            components.into_iter().map(|part| Pattern::compile(part, syntax)).collect(),
        )
    }

    pub(super) fn matches(&self, subject: &str, context: &dyn ContextSource) -> bool {
        let mut have = subject.splitn(COMPONENTS, ':');
        match self {
            ArnPattern::Any => have.count() == COMPONENTS,
            ArnPattern::None => false,
            ArnPattern::Whole(pattern) => pattern.matches(subject, false, context),
            ArnPattern::Components(patterns) => patterns
                .iter()
                .all(|want| have.next().is_some_and(|part| want.matches(part, false, context))),
        }
    }
}

/// Cuts at colons, but not at those within variables.
fn split(text: &str, variables: bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() && parts.len() + 1 < COMPONENTS {
        if variables && text[at..].starts_with("${") {
            at += text[at..].find('}').unwrap_or(1);
        } else if text[at..].starts_with(':') {
            parts.push(&text[start..at]);
            start = at + 1;
        }
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    parts.push(&text[start..]);
    parts
}
