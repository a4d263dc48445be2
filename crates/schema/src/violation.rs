//! A value that the model forbids, and the sentence in which most services say so.

use std::fmt::Write as _;

/// One member that breaks a constraint of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// Where, as AWS writes it: `messageAttributes.1.member.name`.
    pub path: String,
    /// The value, cut to a bounded length; `None` when it is missing.
    pub value: Option<String>,
    /// What it breaks.
    pub rule: Rule,
}

/// The constraint that was broken.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// It is required.
    Required,
    /// Too short: at least this long.
    MinLength(f64),
    /// Too long: at most this long.
    MaxLength(f64),
    /// Too small a number.
    Min(f64),
    /// Too great a number.
    Max(f64),
    /// The text does not match this expression.
    Pattern(&'static str),
    /// Not one of the values.
    Enum(Vec<&'static str>),
}

impl Violation {
    /// The clause that AWS's front ends write for it.
    pub fn clause(&self) -> String {
        let mut out = String::from("Value ");
        match &self.value {
            Some(value) => {
                let _infallible = write!(out, "'{value}'");
            }
            None => out.push_str("null"),
        }
        let _infallible = write!(out, " at '{}' failed to satisfy constraint: Member must ", self.path);
        let _infallible = match &self.rule {
            Rule::Required => write!(out, "not be null"),
            Rule::MinLength(n) => write!(out, "have length greater than or equal to {n}"),
            Rule::MaxLength(n) => write!(out, "have length less than or equal to {n}"),
            Rule::Min(n) => write!(out, "have value greater than or equal to {n}"),
            Rule::Max(n) => write!(out, "have value less than or equal to {n}"),
            Rule::Pattern(p) => write!(out, "satisfy regular expression pattern: {p}"),
            Rule::Enum(values) => {
                write!(out, "satisfy enum value set: [{}]", values.join(", "))
            }
        };
        out
    }

    /// `N validation errors detected: ...`, as most services put it.
    pub fn sentence(all: &[Violation]) -> String {
        let clauses: Vec<String> = all.iter().map(Violation::clause).collect();
        let plural = if all.len() == 1 { "error" } else { "errors" };
        format!("{} validation {plural} detected: {}", all.len(), clauses.join("; "))
    }
}
