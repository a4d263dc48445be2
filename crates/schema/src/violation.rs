//! A value that the model forbids, and the sentence in which most services say so.

use std::fmt::Write as _;

/// One member that breaks a constraint of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// Where, as AWS writes it: `messageAttributes.1.member.name`.
    pub path: String,
    /// The value, cut to a bounded length; `None` when it is missing, binary or must not be shown.
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
    /// Scalar elements of a list break their shape's constraints; here all of those in words.
    Elements(Vec<String>),
    /// Likewise the keys of a map.
    Keys(Vec<String>),
    /// Likewise the scalar values of a map.
    Values(Vec<String>),
    /// A union with this many members set instead of one.
    Union(usize),
}

impl Rule {
    /// What must be, in AWS's words: `Member must not be null`.
    pub fn words(&self) -> String {
        match self {
            Rule::Required => "Member must not be null".to_owned(),
            Rule::MinLength(n) => format!("Member must have length greater than or equal to {n}"),
            Rule::MaxLength(n) => format!("Member must have length less than or equal to {n}"),
            Rule::Min(n) => format!("Member must have value greater than or equal to {n}"),
            Rule::Max(n) => format!("Member must have value less than or equal to {n}"),
            Rule::Pattern(p) => format!("Member must satisfy regular expression pattern: {p}"),
            Rule::Enum(values) => {
                format!("Member must satisfy enum value set: [{}]", values.join(", "))
            }
            Rule::Elements(inner) => {
                format!("Member must satisfy constraint: [{}]", inner.join(", "))
            }
            Rule::Keys(inner) => {
                format!("Map keys must satisfy constraint: [{}]", inner.join(", "))
            }
            Rule::Values(inner) => {
                format!("Map value must satisfy constraint: [{}]", inner.join(", "))
            }
            Rule::Union(_) => "Member must have exactly one member set".to_owned(),
        }
    }
}

impl Violation {
    /// The clause that AWS's front ends write for it.
    pub fn clause(&self) -> String {
        let mut out = String::from("Value ");
        let _infallible = match (&self.rule, &self.value) {
            (Rule::Required, _) => write!(out, "null "),
            (_, Some(value)) => write!(out, "'{value}' "),
            (_, None) => Ok(()),
        };
        let _infallible =
            write!(out, "at '{}' failed to satisfy constraint: {}", self.path, self.rule.words());
        out
    }

    /// `N validation errors detected: ...`, as most services put it.
    pub fn sentence(all: &[Violation]) -> String {
        let clauses: Vec<String> = all.iter().map(Violation::clause).collect();
        let plural = if all.len() == 1 { "error" } else { "errors" };
        format!("{} validation {plural} detected: {}", all.len(), clauses.join("; "))
    }
}
