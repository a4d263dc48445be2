//! The expression language: conditions, filters, key conditions, projections, updates.
//!
//! Text goes through [`lexer`] and [`parser`] to a tree of what was written; [`bind`] gives it meaning (names, values,
//! functions, types) and refuses what AWS refuses, in AWS's words; what comes out is evaluated on items.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html>

pub mod apply;
pub mod bind;
pub mod bindings;
pub mod condition;
pub mod key_condition;
mod lexer;
mod parser;
pub mod path;
pub mod projection;
mod reserved;
pub mod update;

use std::fmt;

use thiserror::Error;

pub use bindings::Bindings;
pub use condition::{Comparator, Condition, Operand};
pub use path::{Path, PathPart};
pub use projection::Projection;
pub use update::{Action, Update};

/// The longest expression, in bytes.
pub const MAX_TEXT: usize = 4096;
/// The most operators and functions in one.
pub const MAX_OPERATORS: usize = 300;
/// The most values that IN compares with.
pub const MAX_IN: usize = 100;
/// The most elements of a path.
pub const MAX_PATH: usize = 32;

/// Which parameter an expression was given as: errors name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `ConditionExpression`.
    Condition,
    /// `FilterExpression`.
    Filter,
    /// `KeyConditionExpression`.
    KeyCondition,
    /// `ProjectionExpression`.
    Projection,
    /// `UpdateExpression`.
    Update,
    /// `SearchConditionExpression`.
    SearchCondition,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Condition => "ConditionExpression",
            Kind::Filter => "FilterExpression",
            Kind::KeyCondition => "KeyConditionExpression",
            Kind::Projection => "ProjectionExpression",
            Kind::Update => "UpdateExpression",
            Kind::SearchCondition => "SearchConditionExpression",
        })
    }
}

/// An expression that cannot be, with AWS's whole message.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ExpressionError(pub String);

/// Outcome of reading an expression.
pub type Parsed<T> = Result<T, ExpressionError>;

/// `Invalid UpdateExpression: ...`
pub(crate) fn invalid(kind: Kind, what: impl fmt::Display) -> ExpressionError {
    ExpressionError(format!("Invalid {kind}: {what}"))
}

fn check_size(kind: Kind, text: &str) -> Parsed<()> {
    if text.len() > MAX_TEXT {
        let what = "Expression size has exceeded the maximum allowed size";
        return Err(invalid(kind, format_args!("{what}; expression size: {}", text.len())));
    }
    if text.trim().is_empty() {
        return Err(invalid(kind, "The expression can not be empty;"));
    }
    Ok(())
}

/// Reads a condition or a filter.
pub fn condition(kind: Kind, text: &str, bindings: &mut Bindings) -> Parsed<Condition> {
    check_size(kind, text)?;
    let tree = parser::condition(kind, text)?;
    bind::Binder { kind, bindings }.condition(&tree)
}

/// Reads a projection.
pub fn projection(text: &str, bindings: &mut Bindings) -> Parsed<Projection> {
    check_size(Kind::Projection, text)?;
    let paths = parser::projection(text)?;
    let mut binder = bind::Binder { kind: Kind::Projection, bindings };
    let paths = paths.iter().map(|path| binder.path(path)).collect::<Parsed<Vec<Path>>>()?;
    path::check_overlaps(Kind::Projection, &paths)?;
    Ok(Projection::new(paths))
}

/// Reads an update.
pub fn update(text: &str, bindings: &mut Bindings) -> Parsed<Update> {
    check_size(Kind::Update, text)?;
    let tree = parser::update(text)?;
    let mut binder = bind::Binder { kind: Kind::Update, bindings };
    update::bind(&mut binder, &tree)
}
