//! `SearchConditionExpression`: which partition of a vector index is searched, and which of its rows count.
//!
//! Conditions are on whole attributes of the search schema, compared with values. That on the partition key, if the index
//! has one, is an equality which holds for all: it stands by itself, or is joined to the others by AND.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/VectorSearchFilterReference.html>
//!
//! Assumed: inline filters also take NOT, `attribute_exists`, `attribute_not_exists` and `begins_with`, and no other
//! function. The guide speaks of functions, but of which could not be read.

use std::fmt::Display;

use kernel::{ApiError, ApiResult};
use lang_dynamodb::Value;
use lang_dynamodb::expression::{Bindings, Comparator, Condition, Kind, Operand};

use crate::table::{IndexRow, KeyPart};
use crate::{errors, item_key, parameters};

/// What a condition says, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The value of the index's partition key, when it has one.
    pub(crate) partition: Option<Value>,
    /// What rows must fulfil besides.
    pub(crate) filter: Option<Condition>,
}

/// Reads a call's condition for `index`, which is one of vectors.
pub(crate) fn parse(
    text: Option<&str>,
    bindings: &mut Bindings,
    index: &IndexRow,
) -> ApiResult<Asked> {
    let hash = index.key.hash.first();
    if hash.is_some() && text.is_none() {
        return Err(errors::validation(
            "SearchConditionExpression must be provided when SearchSchema has a HASH key",
        ));
    }
    let mut rest = Vec::new();
    if let Some(condition) = parameters::condition(Kind::SearchCondition, text, bindings)? {
        check_shape(&condition)?;
        check_attributes(&condition, index)?;
        flatten(condition, &mut rest);
    }
    let Some(hash) = hash else { return Ok(Asked { partition: None, filter: joined(rest) }) };
    let (of_hash, rest): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|part| mentions(part, &hash.name));
    let mut of_hash = of_hash.into_iter();
    let partition = match (of_hash.next(), of_hash.next()) {
        (Some(one), None) => equal(one, hash)?,
        (None, _) => {
            return Err(refused(format_args!("No condition on the HASH key: {}", hash.name)));
        }
        (Some(_), Some(_)) => {
            return Err(refused(format_args!("Several conditions on the HASH key: {}", hash.name)));
        }
    };
    item_key::check_length(&index.key, hash, &partition)?;
    Ok(Asked { partition: Some(partition), filter: joined(rest) })
}

fn refused(what: impl Display) -> ApiError {
    errors::validation(format!("Invalid SearchConditionExpression: {what}"))
}

/// The conditions that all must hold.
fn flatten(condition: Condition, out: &mut Vec<Condition>) {
    match condition {
        Condition::And(parts) => parts.into_iter().for_each(|part| flatten(part, out)),
        one => out.push(one),
    }
}

fn joined(mut parts: Vec<Condition>) -> Option<Condition> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Condition::And(parts)),
    }
}

fn mentions(condition: &Condition, name: &str) -> bool {
    let mut found = false;
    condition.each_path(&mut |path| found |= path.root == name);
    found
}

/// Attributes are those of the search schema, and no parts of them.
fn check_attributes(condition: &Condition, index: &IndexRow) -> ApiResult<()> {
    let mut wrong = None;
    condition.each_path(&mut |path| {
        if !path.rest.is_empty() {
            wrong.get_or_insert(("Only top-level attributes can be used", &path.root));
        } else if !index.needs(&path.root) {
            wrong.get_or_insert(("The attribute is not in the SearchSchema", &path.root));
        }
    });
    match wrong {
        Some((what, name)) => Err(refused(format_args!("{what}: {name}"))),
        None => Ok(()),
    }
}

/// Operators and functions are those that a search has, with an attribute first and values after it.
fn check_shape(condition: &Condition) -> ApiResult<()> {
    let function = |name: &str| refused(format_args!("Invalid function used: {name}"));
    let sides = |first: &Operand, others: &[&Operand]| match first {
        Operand::Size(_) => Err(function("size")),
        Operand::Path(_) if others.iter().all(|other| matches!(other, Operand::Value(_))) => Ok(()),
        _ => Err(refused("A condition must compare an attribute with values")),
    };
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().try_for_each(check_shape),
        Condition::Not(inner) => check_shape(inner),
        Condition::Compare(_, left, right) | Condition::BeginsWith(left, right) => {
            sides(left, &[right])
        }
        Condition::Between(left, low, high) => sides(left, &[low, high]),
        Condition::In(left, list) => sides(left, &list.iter().collect::<Vec<_>>()),
        Condition::Exists(_) | Condition::NotExists(_) => Ok(()),
        Condition::HasType(..) => Err(function("attribute_type")),
        Condition::Contains(..) => Err(function("contains")),
    }
}

/// The value that the partition key must equal.
fn equal(condition: Condition, hash: &KeyPart) -> ApiResult<Value> {
    let value = match condition {
        Condition::Compare(Comparator::Equal, _, Operand::Value(value)) => value,
        Condition::Or(_) | Condition::Not(_) => {
            let name = &hash.name;
            return Err(refused(format_args!(
                "OR and NOT cannot be used with the HASH key: {name}"
            )));
        }
        _ => return Err(refused("Invalid comparator used in SearchConditionExpression")),
    };
    match hash.kind.key_type().fits(&value) {
        true => Ok(value),
        false => Err(errors::invalid("Condition parameter type does not match schema type")),
    }
}

#[cfg(test)]
mod tests {
    use lang_dynamodb::{Item, Number};

    use super::*;
    use crate::table::{AttributeType, KeySchema, ProjectionRow, TableStatus};
    use crate::vector::{Function, VectorRow};

    fn part(name: &str, kind: AttributeType) -> KeyPart {
        KeyPart { name: name.to_owned(), kind }
    }

    /// An index with the filters `brand` and `price`, and perhaps the partition key `kind`.
    fn index(hash: bool) -> IndexRow {
        let hash = hash.then(|| part("kind", AttributeType::S));
        IndexRow {
            name: "vec".to_owned(),
            number: 1,
            local: false,
            key: KeySchema { hash: hash.into_iter().collect(), range: Vec::new() },
            projection: ProjectionRow::Vector(Box::new(VectorRow {
                attribute: "e".to_owned(),
                dimensions: 2,
                function: Function::Cosine,
                filters: vec![part("brand", AttributeType::S), part("price", AttributeType::N)],
                shows: ProjectionRow::KeysOnly,
            })),
            status: TableStatus::Active,
            backfilling: false,
            throughput: None,
            maximum: crate::settings::Maximum::default(),
            warm: crate::settings::Warm::default(),
        }
    }

    fn text(value: &str) -> Value {
        Value::S(value.to_owned())
    }

    fn asked(hash: bool, expression: Option<&str>) -> Result<Asked, String> {
        let values = [
            (":a", text("a")),
            (":b", text("b")),
            (":n", Value::N(Number::from_i64(5))),
            (":m", Value::N(Number::from_i64(9))),
            (":e", text("")),
        ];
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let mut bindings = Bindings::new(vec![("#k".to_owned(), "kind".to_owned())], values);
        parse(expression, &mut bindings, &index(hash))
            .map_err(|error| error.message().unwrap_or_default().to_owned())
    }

    #[test]
    fn partitions_and_filters() {
        let none = Asked { partition: None, filter: None };
        assert_eq!(asked(false, None), Ok(none));
        let only = asked(true, Some("#k = :a")).expect("read");
        assert_eq!(only, Asked { partition: Some(text("a")), filter: None });
        let row = |brand: &str, price: i64| -> Item {
            let price = Value::N(Number::from_i64(price));
            [("brand", text(brand)), ("price", price)].into_iter().collect()
        };
        for (expression, holds) in [
            ("#k = :a AND brand = :a", [true, true, false]),
            ("(brand = :a AND #k = :a) AND price < :m", [true, false, false]),
            ("#k = :a AND price BETWEEN :n AND :m", [true, true, true]),
            ("#k = :a AND (brand IN (:b) OR price = :m)", [false, true, true]),
            ("#k = :a AND NOT brand <> :a", [true, true, false]),
            (
                "#k = :a AND attribute_exists(brand) AND begins_with(brand, :b)",
                [false, false, true],
            ),
        ] {
            let asked = asked(true, Some(expression)).expect(expression);
            assert_eq!(asked.partition, Some(text("a")), "{expression}");
            let filter = asked.filter.expect(expression);
            let found = [row("a", 5), row("a", 9), row("b", 7)].map(|row| filter.holds(&row));
            assert_eq!(found, holds, "{expression}");
        }
    }

    #[test]
    fn what_is_refused() {
        for (hash, expression, part) in [
            (true, None, "must be provided when SearchSchema has a HASH key"),
            (true, Some("brand = :a"), "No condition on the HASH key: kind"),
            (true, Some("#k = :a AND #k = :b"), "Several conditions on the HASH key"),
            (true, Some("#k > :a"), "Invalid comparator used in SearchConditionExpression"),
            (true, Some("#k IN (:a)"), "Invalid comparator used in SearchConditionExpression"),
            (true, Some("#k = :a OR brand = :a"), "OR and NOT cannot be used with the HASH key"),
            (true, Some("NOT #k = :a"), "OR and NOT cannot be used with the HASH key"),
            (true, Some("#k = :n"), "Condition parameter type does not match schema type"),
            (true, Some("#k = :e"), "cannot contain an empty string value"),
            (false, Some("#k = :a"), "The attribute is not in the SearchSchema: kind"),
            (false, Some("colour = :a"), "The attribute is not in the SearchSchema: colour"),
            (false, Some("brand.x = :a"), "Only top-level attributes can be used: brand"),
            (false, Some(":a = brand"), "must compare an attribute with values"),
            (false, Some("brand = price"), "must compare an attribute with values"),
            (false, Some("size(brand) = :n"), "Invalid function used: size"),
            (false, Some("contains(brand, :a)"), "Invalid function used: contains"),
            (false, Some("brand ="), "Invalid SearchConditionExpression: Syntax error"),
            (
                false,
                Some("brand = :none"),
                "Invalid SearchConditionExpression: An expression attribute",
            ),
        ] {
            let told = asked(hash, expression).expect_err(part);
            assert!(told.contains(part), "{expression:?}: {told}");
        }
    }
}
