//! Updates with their meaning: what is done to which path.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html>

use super::bind::Binder;
use super::parser::{Node, RawUpdate};
use super::path::{Path, check_overlaps};
use super::{Kind, Parsed};
use crate::value::Value;

/// What is done to an item. Everything is computed from the item as it was before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Update {
    /// One action for each path, in the order in which they were given.
    pub actions: Vec<(Path, Action)>,
    /// It comes from older parameters, of which some errors speak in other words.
    pub older: bool,
}

/// What is done to one path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// It becomes this.
    Set(Source),
    /// It goes.
    Remove,
    /// A number is added, or parts of a set.
    Add(Value),
    /// Parts of a set go.
    Delete(Value),
    /// A list grows by these: only older parameters can say so of a list that need not be there.
    Append(Vec<Value>),
}

/// Where a new value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A value.
    Value(Value),
    /// What is at a path.
    Path(Path),
    /// What is at a path, or else another.
    IfNotExists(Path, Box<Source>),
    /// Two lists, joined.
    ListAppend(Box<Source>, Box<Source>),
    /// A sum.
    Plus(Box<Source>, Box<Source>),
    /// A difference.
    Minus(Box<Source>, Box<Source>),
}

pub(super) fn bind(binder: &mut Binder<'_>, raw: &RawUpdate<'_>) -> Parsed<Update> {
    let mut actions = Vec::new();
    for (path, node) in &raw.set {
        let path = binder.path(path)?;
        actions.push((path, Action::Set(source(binder, node)?)));
    }
    for path in &raw.remove {
        actions.push((binder.path(path)?, Action::Remove));
    }
    for (path, key) in &raw.add {
        let path = binder.path(path)?;
        let value = binder.value(key)?;
        let fits = matches!(value, Value::N(_) | Value::Ss(_) | Value::Ns(_) | Value::Bs(_));
        check_operand(binder, "ADD", &value, fits)?;
        actions.push((path, Action::Add(value)));
    }
    for (path, key) in &raw.delete {
        let path = binder.path(path)?;
        let value = binder.value(key)?;
        let fits = matches!(value, Value::Ss(_) | Value::Ns(_) | Value::Bs(_));
        check_operand(binder, "DELETE", &value, fits)?;
        actions.push((path, Action::Delete(value)));
    }
    check_overlaps(Kind::Update, actions.iter().map(|(path, _)| path))?;
    Ok(Update { actions, older: false })
}

fn check_operand(binder: &Binder<'_>, operator: &str, value: &Value, fits: bool) -> Parsed<()> {
    if fits {
        return Ok(());
    }
    Err(binder.refuse(format_args!(
        "Incorrect operand type for operator or function; operator: {operator}, operand type: {}, \
         typeSet: ALLOWED_FOR_{operator}_OPERAND",
        in_words(value)
    )))
}

/// The name of a value's type where AWS spells it out.
fn in_words(value: &Value) -> &'static str {
    match value {
        Value::S(_) => "STRING",
        Value::N(_) => "NUMBER",
        Value::B(_) => "BINARY",
        Value::Bool(_) => "BOOLEAN",
        Value::Null => "NULL",
        Value::Ss(_) => "STRING_SET",
        Value::Ns(_) => "NUMBER_SET",
        Value::Bs(_) => "BINARY_SET",
        Value::L(_) => "LIST",
        Value::M(_) => "MAP",
    }
}

fn source(binder: &mut Binder<'_>, node: &Node<'_>) -> Parsed<Source> {
    match node {
        Node::Paren(inner) => {
            let inner = binder.unwrapped(inner)?;
            source(binder, inner)
        }
        Node::Path(path) => Ok(Source::Path(binder.path(path)?)),
        Node::Value(key) => Ok(Source::Value(binder.value(key)?)),
        Node::Arithmetic(sign, left, right) => {
            let (left, right) = (source(binder, left)?, source(binder, right)?);
            for side in [&left, &right] {
                check_source(binder, sign, side, |v| matches!(v, Value::N(_)))?;
            }
            let (left, right) = (Box::new(left), Box::new(right));
            Ok(if *sign == "+" { Source::Plus(left, right) } else { Source::Minus(left, right) })
        }
        Node::Call(name, arguments) => call(binder, name, arguments),
        _ => Err(binder.refuse("Syntax error")),
    }
}

fn call(binder: &mut Binder<'_>, name: &str, arguments: &[Node<'_>]) -> Parsed<Source> {
    match name {
        "if_not_exists" | "list_append" => {}
        "attribute_exists"
        | "attribute_not_exists"
        | "attribute_type"
        | "begins_with"
        | "contains"
        | "size" => {
            return Err(binder.refuse(format_args!(
                "The function is not allowed in an update expression; function: {name}"
            )));
        }
        _ => return Err(binder.refuse(format_args!("Invalid function name; function: {name}"))),
    }
    let mut sources = Vec::with_capacity(2);
    for argument in arguments {
        sources.push(source(binder, argument)?);
    }
    let count = sources.len();
    let (Some(second), Some(first), true) = (sources.pop(), sources.pop(), sources.is_empty())
    else {
        return Err(binder.wrong_count(name, count));
    };
    if name == "list_append" {
        for side in [&first, &second] {
            check_source(binder, name, side, |v| matches!(v, Value::L(_)))?;
        }
        return Ok(Source::ListAppend(Box::new(first), Box::new(second)));
    }
    match first {
        Source::Path(path) => Ok(Source::IfNotExists(path, Box::new(second))),
        _ => Err(binder.needs_path(name)),
    }
}

/// What is known to be of a wrong type is refused before any item is looked at.
fn check_source(
    binder: &Binder<'_>,
    operator: &str,
    source: &Source,
    fits: impl Fn(&Value) -> bool,
) -> Parsed<()> {
    let sum = Value::N(crate::Number::ZERO);
    let list = Value::L(Vec::new());
    let known = match source {
        Source::Value(value) => value,
        Source::Plus(..) | Source::Minus(..) => &sum,
        Source::ListAppend(..) => &list,
        Source::Path(_) | Source::IfNotExists(..) => return Ok(()),
    };
    if fits(known) { Ok(()) } else { Err(binder.wrong_type(operator, known)) }
}
