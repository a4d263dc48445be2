//! Conditions with their meaning, and whether an item fulfils them.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html>

use std::borrow::Cow;
use std::cmp::Ordering;

use super::path::Path;
use crate::number::Number;
use crate::value::{Item, Value};

/// What an item fulfils or not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// All of them.
    And(Vec<Condition>),
    /// One of them.
    Or(Vec<Condition>),
    /// Not this one.
    Not(Box<Condition>),
    /// The operands stand in this order.
    Compare(Comparator, Operand, Operand),
    /// The first lies between the others, or is one of them.
    Between(Operand, Operand, Operand),
    /// The first equals one of the others.
    In(Operand, Vec<Operand>),
    /// There is something at the path.
    Exists(Path),
    /// There is nothing.
    NotExists(Path),
    /// The operand has the type with these letters.
    HasType(Operand, String),
    /// The first begins with the second.
    BeginsWith(Operand, Operand),
    /// The first contains the second.
    Contains(Operand, Operand),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparator {
    /// The comparator that this sign is.
    pub fn parse(sign: &str) -> Option<Comparator> {
        Some(match sign {
            "=" => Comparator::Equal,
            "<>" => Comparator::NotEqual,
            "<" => Comparator::Less,
            "<=" => Comparator::LessOrEqual,
            ">" => Comparator::Greater,
            ">=" => Comparator::GreaterOrEqual,
            _ => return None,
        })
    }

    /// Its sign.
    pub fn sign(self) -> &'static str {
        match self {
            Comparator::Equal => "=",
            Comparator::NotEqual => "<>",
            Comparator::Less => "<",
            Comparator::LessOrEqual => "<=",
            Comparator::Greater => ">",
            Comparator::GreaterOrEqual => ">=",
        }
    }

    /// Whether it asks for an order, which only strings, numbers and bytes have.
    pub fn is_order(self) -> bool {
        !matches!(self, Comparator::Equal | Comparator::NotEqual)
    }

    /// Whether `left` and `right` stand so; what is not there equals nothing.
    pub fn holds(self, left: Option<&Value>, right: Option<&Value>) -> bool {
        let (Some(left), Some(right)) = (left, right) else {
            return self == Comparator::NotEqual;
        };
        match self {
            Comparator::Equal => left == right,
            Comparator::NotEqual => left != right,
            _ => order(left, right).is_some_and(|order| match self {
                Comparator::Less => order == Ordering::Less,
                Comparator::LessOrEqual => order != Ordering::Greater,
                Comparator::Greater => order == Ordering::Greater,
                _ => order != Ordering::Less,
            }),
        }
    }
}

/// Something to compare.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// What is at a path.
    Path(Path),
    /// A value.
    Value(Value),
    /// The size of what another is.
    Size(Box<Operand>),
}

impl Operand {
    fn of<'i>(&'i self, item: &'i Item) -> Option<Cow<'i, Value>> {
        match self {
            Operand::Path(path) => path.find(item).map(Cow::Borrowed),
            Operand::Value(value) => Some(Cow::Borrowed(value)),
            Operand::Size(inner) => {
                let size = size(&*inner.of(item)?)?;
                let size = i64::try_from(size).unwrap_or(i64::MAX);
                Some(Cow::Owned(Value::N(Number::from_i64(size))))
            }
        }
    }
}

/// What the function `size` says: bytes or elements.
fn size(value: &Value) -> Option<usize> {
    Some(match value {
        Value::S(text) => text.len(),
        Value::B(bytes) => bytes.len(),
        Value::Ss(parts) => parts.len(),
        Value::Ns(parts) => parts.len(),
        Value::Bs(parts) => parts.len(),
        Value::L(parts) => parts.len(),
        Value::M(map) => map.len(),
        Value::N(_) | Value::Bool(_) | Value::Null => return None,
    })
}

/// The order of two values of one type that has one.
pub fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::S(left), Value::S(right)) => Some(left.as_bytes().cmp(right.as_bytes())),
        (Value::N(left), Value::N(right)) => Some(left.cmp(right)),
        (Value::B(left), Value::B(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn begins_with(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::S(whole), Value::S(part)) => whole.starts_with(part.as_str()),
        (Value::B(whole), Value::B(part)) => whole.starts_with(part),
        _ => false,
    }
}

fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::S(whole), Value::S(part)) => whole.contains(part.as_str()),
        (Value::B(whole), Value::B(part)) => {
            part.is_empty() || whole.windows(part.len()).any(|window| window == &part[..])
        }
        (Value::Ss(set), Value::S(part)) => set.binary_search(part).is_ok(),
        (Value::Ns(set), Value::N(part)) => set.binary_search(part).is_ok(),
        (Value::Bs(set), Value::B(part)) => set.binary_search(part).is_ok(),
        (Value::L(list), part) => list.contains(part),
        _ => false,
    }
}

impl Condition {
    /// Whether `item` fulfils it. An item that is not there has no attributes.
    pub fn holds(&self, item: &Item) -> bool {
        match self {
            Condition::And(parts) => parts.iter().all(|part| part.holds(item)),
            Condition::Or(parts) => parts.iter().any(|part| part.holds(item)),
            Condition::Not(inner) => !inner.holds(item),
            Condition::Compare(how, left, right) => {
                how.holds(left.of(item).as_deref(), right.of(item).as_deref())
            }
            Condition::Between(value, low, high) => {
                let (value, low, high) = (value.of(item), low.of(item), high.of(item));
                Comparator::GreaterOrEqual.holds(value.as_deref(), low.as_deref())
                    && Comparator::LessOrEqual.holds(value.as_deref(), high.as_deref())
            }
            Condition::In(value, list) => {
                let value = value.of(item);
                let equal = |other: &Operand| {
                    Comparator::Equal.holds(value.as_deref(), other.of(item).as_deref())
                };
                list.iter().any(equal)
            }
            Condition::Exists(path) => path.find(item).is_some(),
            Condition::NotExists(path) => path.find(item).is_none(),
            Condition::HasType(operand, name) => {
                operand.of(item).is_some_and(|value| value.type_name() == name)
            }
            Condition::BeginsWith(whole, part) => {
                matches!((whole.of(item), part.of(item)), (Some(w), Some(p)) if begins_with(&w, &p))
            }
            Condition::Contains(whole, part) => {
                matches!((whole.of(item), part.of(item)), (Some(w), Some(p)) if contains(&w, &p))
            }
        }
    }

    /// Hands every path in it to `see`.
    pub fn each_path<'c>(&'c self, see: &mut impl FnMut(&'c Path)) {
        use self::operand_paths as operand;
        match self {
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().for_each(|part| part.each_path(see));
            }
            Condition::Not(inner) => inner.each_path(see),
            Condition::Compare(_, a, b)
            | Condition::BeginsWith(a, b)
            | Condition::Contains(a, b) => {
                operand(a, see);
                operand(b, see);
            }
            Condition::Between(a, b, c) => {
                operand(a, see);
                operand(b, see);
                operand(c, see);
            }
            Condition::In(a, list) => {
                operand(a, see);
                list.iter().for_each(|other| operand(other, see));
            }
            Condition::Exists(path) | Condition::NotExists(path) => see(path),
            Condition::HasType(a, _) => operand(a, see),
        }
    }
}

fn operand_paths<'c>(operand: &'c Operand, see: &mut impl FnMut(&'c Path)) {
    match operand {
        Operand::Path(path) => see(path),
        Operand::Size(inner) => operand_paths(inner, see),
        Operand::Value(_) => {}
    }
}
