//! What validation finds: an issue, what it says, and the places it points at.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use gen_accessanalyzer::values::validate_policy_finding_type as types;
use gen_accessanalyzer::{
    Location, PathElement, Position, Span as ShownSpan, ValidatePolicyFinding,
};

use super::text::{Lines, Span};

/// How bad an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    Error,
    SecurityWarning,
    Warning,
    Suggestion,
}

/// A finding.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Report {
    pub(crate) severity: Severity,
    /// Such as `MISSING_VERSION`.
    pub(crate) code: &'static str,
    pub(crate) details: String,
    pub(crate) places: Vec<Place>,
}

/// A place in the policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Place {
    pub(crate) path: Vec<Step>,
    pub(crate) span: Span,
}

/// A step on the way to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The value of a member.
    Value(String),
    /// An element of a list.
    Index(usize),
    /// The name of a member.
    Key(String),
}

impl Place {
    /// The place of something within this one.
    pub(crate) fn within(&self, step: Step, span: Span) -> Place {
        let mut path = self.path.clone();
        path.push(step);
        Place { path, span }
    }
}

const PAGE: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-";

impl Severity {
    fn name(self) -> &'static str {
        match self {
            Severity::Error => types::ERROR,
            Severity::SecurityWarning => types::SECURITY_WARNING,
            Severity::Warning => types::WARNING,
            Severity::Suggestion => types::SUGGESTION,
        }
    }

    fn anchor(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::SecurityWarning => "security-warning",
            Severity::Warning => "general-warning",
            Severity::Suggestion => "suggestion",
        }
    }
}

impl Report {
    pub(crate) fn show(&self, lines: &Lines) -> ValidatePolicyFinding {
        let anchor = self.code.to_ascii_lowercase().replace('_', "-");
        ValidatePolicyFinding {
            finding_details: Some(self.details.clone()),
            finding_type: Some(self.severity.name().to_owned()),
            issue_code: Some(self.code.to_owned()),
            learn_more_link: Some(format!("{PAGE}{}-{anchor}", self.severity.anchor())),
            locations: Some(self.places.iter().map(|place| place.show(lines)).collect()),
        }
    }
}

impl Place {
    fn show(&self, lines: &Lines) -> Location {
        let step = |step: &Step| match step {
            Step::Value(name) => PathElement::Value(name.clone()),
            Step::Index(at) => PathElement::Index(number(*at)),
            Step::Key(name) => PathElement::Key(name.clone()),
        };
        Location {
            path: Some(self.path.iter().map(step).collect()),
            span: Some(ShownSpan {
                start: Some(position(self.span.start, lines)),
                end: Some(position(self.span.end, lines)),
            }),
        }
    }
}

fn position(offset: usize, lines: &Lines) -> Position {
    let (line, column) = lines.place(offset);
    Position {
        line: Some(number(line)),
        column: Some(number(column)),
        offset: Some(number(offset)),
    }
}

fn number(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
