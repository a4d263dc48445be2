//! Key schemas: which attributes identify an item, and that their types are known.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html>

use gen_dynamodb::values::key_type;
use gen_dynamodb::{AttributeDefinition, KeySchemaElement};
use kernel::{ApiError, ApiResult};
use schema::{Rule, Violation};

use crate::{errors, limits};

/// No attribute is defined twice.
pub(crate) fn check_definitions(definitions: &[AttributeDefinition]) -> ApiResult<()> {
    for (at, one) in definitions.iter().enumerate() {
        if definitions[..at].iter().any(|other| other.attribute_name == one.attribute_name) {
            return Err(errors::validation(format!(
                "Attribute Name is duplicated: {}",
                one.attribute_name
            )));
        }
    }
    Ok(())
}

/// The keys of a table: one HASH, at most one RANGE.
pub(crate) fn check_table(
    schema: &[KeySchemaElement],
    definitions: &[AttributeDefinition],
) -> ApiResult<()> {
    check_defined(schema, definitions)?;
    if schema.len() > limits::TABLE_KEYS {
        return Err(too_many(schema));
    }
    check_first(schema)?;
    if let [first, second, ..] = schema {
        if first.attribute_name == second.attribute_name {
            return Err(errors::validation(
                "Both the Hash Key and the Range Key element in the KeySchema have the same name",
            ));
        }
        if !is_range(second) {
            return Err(errors::validation(
                "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
            ));
        }
    }
    check_counts(schema, 1)
}

/// More keys than a table has; the model allows as many as a global index has.
fn too_many(schema: &[KeySchemaElement]) -> ApiError {
    let shown = |key: &KeySchemaElement| {
        format!("KeySchemaElement(attributeName={}, keyType={})", key.attribute_name, key.key_type)
    };
    let shown: Vec<String> = schema.iter().take(8).map(shown).collect();
    let violation = Violation {
        path: "keySchema".to_owned(),
        value: Some(format!("[{}]", shown.join(", "))),
        rule: Rule::MaxLength(2.0),
    };
    errors::validation(Violation::sentence(&[violation]))
}

/// The keys of an index: for global ones up to four of each kind, HASH before RANGE.
pub(crate) fn check_index(schema: &[KeySchemaElement], most_of_each: usize) -> ApiResult<()> {
    check_first(schema)?;
    for (at, one) in schema.iter().enumerate() {
        if schema[..at].iter().any(|other| other.attribute_name == one.attribute_name) {
            return Err(match schema.len() {
                2 => errors::validation(
                    "Both the Hash Key and the Range Key element in the KeySchema have the same name",
                ),
                _ => errors::validation(
                    "The KeySchema contains multiple key attributes with the same name",
                ),
            });
        }
    }
    let ranges_from = schema.iter().position(is_range).unwrap_or(schema.len());
    if !schema[ranges_from..].iter().all(is_range) {
        return Err(errors::refused(
            "All HASH key attributes must precede RANGE key attributes in the KeySchema",
        ));
    }
    check_counts(schema, most_of_each)
}

fn check_first(schema: &[KeySchemaElement]) -> ApiResult<()> {
    match schema.first() {
        Some(first) if !is_range(first) => Ok(()),
        _ => Err(errors::validation(
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        )),
    }
}

fn check_counts(schema: &[KeySchemaElement], most: usize) -> ApiResult<()> {
    let ranges = schema.iter().filter(|one| is_range(one)).count();
    for (kind, count) in [("HASH", schema.len() - ranges), ("RANGE", ranges)] {
        if count > most {
            return Err(errors::refused(format!(
                "The KeySchema exceeds the maximum allowed number of {kind} key attributes"
            )));
        }
    }
    Ok(())
}

/// Every key attribute has a type.
pub(crate) fn check_defined(
    schema: &[KeySchemaElement],
    definitions: &[AttributeDefinition],
) -> ApiResult<()> {
    if definitions.is_empty() {
        return Err(errors::validation(
            "Invalid KeySchema: Some index key attribute have no definition",
        ));
    }
    let defined =
        |key: &KeySchemaElement| definitions.iter().any(|d| d.attribute_name == key.attribute_name);
    if schema.iter().all(defined) {
        return Ok(());
    }
    Err(errors::refused(format!(
        "Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], AttributeDefinitions: [{}]",
        names(schema.iter().map(|key| key.attribute_name.as_str())),
        names(definitions.iter().map(|one| one.attribute_name.as_str()))
    )))
}

/// Every attribute with a type is a key of something, or in a search schema.
pub(crate) fn check_all_used(
    table: &[KeySchemaElement],
    indexes: &[&[KeySchemaElement]],
    searched: &[&str],
    definitions: &[AttributeDefinition],
    has_indexes: bool,
) -> ApiResult<()> {
    if !has_indexes && table.len() != definitions.len() {
        return Err(errors::refused(
            "Number of attributes in KeySchema does not exactly match number of attributes defined in \
             AttributeDefinitions",
        ));
    }
    let keys = table.iter().chain(indexes.iter().copied().flatten());
    let mut used: Vec<&str> = Vec::new();
    for name in keys.map(|key| key.attribute_name.as_str()).chain(searched.iter().copied()) {
        if !used.contains(&name) {
            used.push(name);
        }
    }
    if definitions.iter().all(|one| used.contains(&one.attribute_name.as_str())) {
        return Ok(());
    }
    Err(errors::refused(format!(
        "Some AttributeDefinitions are not used. AttributeDefinitions: [{}], keys used: [{}]",
        names(definitions.iter().map(|one| one.attribute_name.as_str())),
        names(used.into_iter())
    )))
}

/// Most attributes of each kind in the key of a global index.
pub(crate) const MOST_IN_GLOBAL: usize = limits::KEY_ATTRIBUTES_OF_EACH_KIND;

pub(crate) fn is_range(key: &KeySchemaElement) -> bool {
    key.key_type == key_type::RANGE
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
