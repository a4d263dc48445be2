//! Applies updates: from an item to the item after.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use thiserror::Error;

use super::path::{Path, PathPart};
use super::update::{Action, Source, Update};
use crate::number::NumberError;
use crate::value::{Item, MAX_DEPTH, Value};

/// An update that this item does not allow.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ApplyError {
    /// A path leads through something that is not there, or no map or list.
    #[error("The document path provided in the update expression is invalid for update")]
    InvalidPath,
    /// A value of another type was needed.
    #[error("An operand in the update expression has an incorrect data type")]
    OperandType,
    /// Likewise, of an update by older parameters.
    #[error("Type mismatch for attribute to update")]
    OlderOperandType,
    /// A value comes from what is not there.
    #[error("The provided expression refers to an attribute that does not exist in the item")]
    NoSuchAttribute,
    /// The item would be too deep.
    #[error(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
    )]
    TooDeep,
    /// A sum is no number of DynamoDB's.
    #[error(transparent)]
    Number(#[from] NumberError),
}

type Applied<T> = Result<T, ApplyError>;

/// What `update` makes of `item`.
pub fn apply(update: &Update, item: &Item) -> Applied<Item> {
    let mut out = item.clone();
    let mut values = Vec::new();
    let mut removals: Vec<&Path> = Vec::new();
    let mismatch =
        if update.older { ApplyError::OlderOperandType } else { ApplyError::OperandType };
    for (path, action) in &update.actions {
        match new_value(path, action, item, &mismatch)? {
            Outcome::Becomes(value) => values.push((path, value)),
            Outcome::Goes => removals.push(path),
            Outcome::Stays => {}
        }
    }
    // Elements behind a list's end are appended in the order of their indexes.
    values.sort_by(|a, b| a.0.rest.cmp(&b.0.rest));
    for (path, value) in values {
        if path.rest.len() + 1 + height(&value) > MAX_DEPTH {
            return Err(ApplyError::TooDeep);
        }
        set(&mut out, path, value)?;
    }
    // Indexes are those of the item before, so later elements go first.
    removals.sort_by_key(|path| Reverse(path.rest.clone()));
    for path in removals {
        remove(&mut out, path)?;
    }
    Ok(out)
}

/// The levels below a value.
fn height(value: &Value) -> usize {
    let below = |inner: &Value| 1 + height(inner);
    match value {
        Value::L(parts) => parts.iter().map(below).max().unwrap_or(0),
        Value::M(map) => map.iter().map(|(_, inner)| below(inner)).max().unwrap_or(0),
        _ => 0,
    }
}

enum Outcome {
    Becomes(Value),
    Goes,
    Stays,
}

fn new_value(path: &Path, action: &Action, item: &Item, mismatch: &ApplyError) -> Applied<Outcome> {
    let old = path.find(item);
    Ok(match action {
        Action::Set(source) => Outcome::Becomes(evaluate(source, item)?),
        Action::Remove => Outcome::Goes,
        Action::Add(value) => Outcome::Becomes(match (old, value) {
            (None, value) => value.clone(),
            (Some(Value::N(old)), Value::N(more)) => Value::N(old.plus(*more)?),
            (Some(Value::Ss(old)), Value::Ss(more)) => Value::Ss(union(old, more)),
            (Some(Value::Ns(old)), Value::Ns(more)) => Value::Ns(union(old, more)),
            (Some(Value::Bs(old)), Value::Bs(more)) => Value::Bs(union(old, more)),
            _ => return Err(mismatch.clone()),
        }),
        Action::Append(parts) => Outcome::Becomes(match old {
            None => Value::L(parts.clone()),
            Some(Value::L(old)) => Value::L(old.iter().chain(parts).cloned().collect()),
            Some(_) => return Err(mismatch.clone()),
        }),
        Action::Delete(value) => {
            let left = match (old, value) {
                // The way there must exist, as for a removal.
                (None, _) => return Ok(Outcome::Goes),
                (Some(Value::Ss(old)), Value::Ss(gone)) => Value::Ss(without(old, gone)),
                (Some(Value::Ns(old)), Value::Ns(gone)) => Value::Ns(without(old, gone)),
                (Some(Value::Bs(old)), Value::Bs(gone)) => Value::Bs(without(old, gone)),
                _ => return Err(mismatch.clone()),
            };
            let empty = match &left {
                Value::Ss(parts) => parts.is_empty(),
                Value::Ns(parts) => parts.is_empty(),
                Value::Bs(parts) => parts.is_empty(),
                _ => false,
            };
            if old == Some(&left) {
                Outcome::Stays
            } else if empty {
                Outcome::Goes
            } else {
                Outcome::Becomes(left)
            }
        }
    })
}

fn union<T: Ord + Clone>(old: &[T], more: &[T]) -> Vec<T> {
    let all: BTreeSet<&T> = old.iter().chain(more).collect();
    all.into_iter().cloned().collect()
}

fn without<T: Ord + Clone>(old: &[T], gone: &[T]) -> Vec<T> {
    old.iter().filter(|part| gone.binary_search(part).is_err()).cloned().collect()
}

fn evaluate(source: &Source, item: &Item) -> Applied<Value> {
    let number = |source| match evaluate(source, item)? {
        Value::N(number) => Ok(number),
        _ => Err(ApplyError::OperandType),
    };
    let list = |source| match evaluate(source, item)? {
        Value::L(parts) => Ok(parts),
        _ => Err(ApplyError::OperandType),
    };
    Ok(match source {
        Source::Value(value) => value.clone(),
        Source::Path(path) => path.find(item).cloned().ok_or(ApplyError::NoSuchAttribute)?,
        Source::IfNotExists(path, other) => match path.find(item) {
            Some(value) => value.clone(),
            None => evaluate(other, item)?,
        },
        Source::ListAppend(first, second) => {
            let mut parts = list(first)?;
            parts.extend(list(second)?);
            Value::L(parts)
        }
        Source::Plus(left, right) => Value::N(number(left)?.plus(number(right)?)?),
        Source::Minus(left, right) => Value::N(number(left)?.minus(number(right)?)?),
    })
}

/// What the path leads to but for its last step.
fn parent<'i>(item: &'i mut Item, path: &Path) -> Applied<&'i mut Value> {
    let mut value = item.get_mut(&path.root).ok_or(ApplyError::InvalidPath)?;
    for part in &path.rest[..path.rest.len() - 1] {
        let next = match (value, part) {
            (Value::M(map), PathPart::Name(name)) => map.get_mut(name),
            (Value::L(list), PathPart::Index(index)) => list.get_mut(*index),
            _ => None,
        };
        value = next.ok_or(ApplyError::InvalidPath)?;
    }
    Ok(value)
}

fn set(item: &mut Item, path: &Path, value: Value) -> Applied<()> {
    let Some(last) = path.rest.last() else {
        item.insert(path.root.as_str(), value);
        return Ok(());
    };
    match (parent(item, path)?, last) {
        (Value::M(map), PathPart::Name(name)) => map.insert(name.as_str(), value),
        (Value::L(list), PathPart::Index(index)) => match list.get_mut(*index) {
            Some(slot) => *slot = value,
            None => list.push(value),
        },
        _ => return Err(ApplyError::InvalidPath),
    }
    Ok(())
}

fn remove(item: &mut Item, path: &Path) -> Applied<()> {
    let Some(last) = path.rest.last() else {
        item.remove(&path.root);
        return Ok(());
    };
    match (parent(item, path)?, last) {
        (Value::M(map), PathPart::Name(name)) => {
            map.remove(name);
        }
        (Value::L(list), PathPart::Index(index)) => {
            if *index < list.len() {
                list.remove(*index);
            }
        }
        _ => return Err(ApplyError::InvalidPath),
    }
    Ok(())
}
