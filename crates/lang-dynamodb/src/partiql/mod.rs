//! PartiQL as DynamoDB speaks it: one statement on one table, read into the same conditions and updates that
//! expressions become.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html>

mod conditions;
mod lexer;
mod parser;
mod statements;
mod values;

use thiserror::Error;

use crate::expression::{Condition, Path, Update};
use crate::value::{Item, Value};

/// The longest statement, in bytes.
pub const MAX_TEXT: usize = 8192;

/// A statement that cannot be, in AWS's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct StatementError(pub String);

/// Outcome of reading a statement.
pub type Parsed<T> = Result<T, StatementError>;

/// What a statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Reads.
    Select(Select),
    /// Puts an item that is not there yet.
    Insert {
        /// The table.
        table: String,
        /// The item.
        item: Item,
    },
    /// Changes an item that is there.
    Update {
        /// The table.
        table: String,
        /// What changes.
        update: Update,
        /// Which item, and what it must be.
        condition: Option<Condition>,
        /// What is shown.
        returning: Option<Returning>,
    },
    /// Deletes an item.
    Delete {
        /// The table.
        table: String,
        /// Which item, and what it must be.
        condition: Option<Condition>,
        /// What is shown: the item before, or nothing.
        returning: Option<Returning>,
    },
    /// In a transaction: the item that it selects must be there.
    Exists(Select),
}

/// A read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// The table.
    pub table: String,
    /// An index of it.
    pub index: Option<String>,
    /// What is shown; everything when there are none.
    pub paths: Vec<Path>,
    /// Which items.
    pub condition: Option<Condition>,
    /// Attributes to sort by, and whether the greatest comes first.
    pub order: Vec<(String, bool)>,
}

/// What a change shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returning {
    /// The item after rather than before.
    pub new: bool,
    /// All of it rather than what was changed.
    pub all: bool,
}

impl Statement {
    /// The table that it is about.
    pub fn table(&self) -> &str {
        match self {
            Statement::Select(select) | Statement::Exists(select) => &select.table,
            Statement::Insert { table, .. }
            | Statement::Update { table, .. }
            | Statement::Delete { table, .. } => table,
        }
    }

    /// Whether it only reads.
    pub fn is_read(&self) -> bool {
        matches!(self, Statement::Select(_))
    }
}

/// Reads a statement; `parameters` stand where it has question marks.
pub fn parse(text: &str, parameters: Vec<Value>) -> Parsed<Statement> {
    if text.len() > MAX_TEXT {
        return Err(not_well_formed("the statement is too long"));
    }
    let tokens = lexer::lex(text)?;
    parser::Parser::new(tokens, parameters).statement()
}

fn not_well_formed(what: impl std::fmt::Display) -> StatementError {
    StatementError(format!("Statement wasn't well formed, can't be processed: {what}"))
}
