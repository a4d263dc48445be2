//! Secondary indexes: how many, of which keys, and what they project.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html>

use gen_dynamodb::values::projection_type;
use gen_dynamodb::{GlobalSecondaryIndex, KeySchemaElement, LocalSecondaryIndex, Projection};
use kernel::ApiResult;

use super::keys;
use super::throughput::{self, Mode};
use crate::{errors, limits};

/// The keys of all indexes of a request.
pub(crate) fn key_schemas<'a>(
    local: Option<&'a [LocalSecondaryIndex]>,
    global: Option<&'a [GlobalSecondaryIndex]>,
) -> Vec<&'a [KeySchemaElement]> {
    let local = local.unwrap_or_default().iter().map(|index| index.key_schema.as_slice());
    let global = global.unwrap_or_default().iter().map(|index| index.key_schema.as_slice());
    local.chain(global).collect()
}

/// What the indexes of a request are called, and how many attributes they name.
#[derive(Debug, Default)]
pub(crate) struct Named<'a> {
    names: Vec<&'a str>,
    pub(crate) projected: usize,
}

impl<'a> Named<'a> {
    /// Adds the name of one more.
    pub(crate) fn add(&mut self, name: &'a str) -> ApiResult<()> {
        check_name(&mut self.names, name)
    }
}

/// Checks the secondary indexes of a table that is created.
pub(crate) fn check<'a>(
    table: &[KeySchemaElement],
    local: Option<&'a [LocalSecondaryIndex]>,
    global: Option<&'a [GlobalSecondaryIndex]>,
    mode: Mode,
) -> ApiResult<Named<'a>> {
    let mut names: Vec<&str> = Vec::new();
    let mut projected = 0;
    if let Some(local) = local {
        check_local_list(table, local)?;
        for index in local {
            check_name(&mut names, &index.index_name)?;
            check_local(table, index)?;
            projected += check_projection(&index.projection)?;
        }
    }
    if let Some(global) = global {
        if global.is_empty() {
            return Err(errors::refused("List of GlobalSecondaryIndexes is empty"));
        }
        if global.len() > limits::GLOBAL_INDEXES {
            return Err(errors::refused(format!(
                "GlobalSecondaryIndex count exceeds the per-table limit of {}",
                limits::GLOBAL_INDEXES
            )));
        }
        for index in global {
            check_name(&mut names, &index.index_name)?;
            keys::check_index(&index.key_schema, keys::MOST_IN_GLOBAL)?;
            projected += check_projection(&index.projection)?;
            throughput::check_index(index, mode)?;
        }
    }
    check_projected(projected)?;
    Ok(Named { names, projected })
}

fn check_local_list(table: &[KeySchemaElement], local: &[LocalSecondaryIndex]) -> ApiResult<()> {
    if local.is_empty() {
        return Err(errors::refused("List of LocalSecondaryIndexes is empty"));
    }
    if !table.iter().any(keys::is_range) {
        return Err(errors::refused(
            "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
        ));
    }
    if local.len() > limits::LOCAL_INDEXES {
        return Err(errors::refused(format!(
            "Number of LocalSecondaryIndexes exceeds per-table limit of {}",
            limits::LOCAL_INDEXES
        )));
    }
    Ok(())
}

fn check_local(table: &[KeySchemaElement], index: &LocalSecondaryIndex) -> ApiResult<()> {
    keys::check_index(&index.key_schema, 1)?;
    let name = &index.index_name;
    if !index.key_schema.iter().any(keys::is_range) {
        return Err(errors::refused(format!(
            "Index KeySchema does not have a range key for index: {name}"
        )));
    }
    let hash = |schema: &[KeySchemaElement]| {
        schema.first().map_or_else(String::new, |key| key.attribute_name.clone())
    };
    let (own, tables) = (hash(&index.key_schema), hash(table));
    if own != tables {
        return Err(errors::refused(format!(
            "Index KeySchema does not have the same leading hash key as table KeySchema for index: {name}. index hash \
             key: {own}, table hash key: {tables}"
        )));
    }
    Ok(())
}

fn check_name<'a>(names: &mut Vec<&'a str>, name: &'a str) -> ApiResult<()> {
    if names.contains(&name) {
        return Err(errors::refused(format!("Duplicate index name: {name}")));
    }
    names.push(name);
    Ok(())
}

/// Checks a projection; returns how many attributes it names.
pub(crate) fn check_projection(projection: &Projection) -> ApiResult<usize> {
    let named = projection.non_key_attributes.as_deref();
    let kind = projection.projection_type.as_deref();
    match (kind, named) {
        (None, _) => Err(errors::refused("Unknown ProjectionType: null")),
        (Some(projection_type::INCLUDE), None) => {
            Err(errors::refused("ProjectionType is INCLUDE, but NonKeyAttributes is not specified"))
        }
        (Some(projection_type::INCLUDE), Some(named)) => {
            for (at, name) in named.iter().enumerate() {
                if named[..at].contains(name) {
                    return Err(errors::refused(format!(
                        "Duplicate element in NonKeyAttributes: {name}"
                    )));
                }
            }
            Ok(named.len())
        }
        (Some(kind), Some(_)) => Err(errors::refused(format!(
            "ProjectionType is {kind}, but NonKeyAttributes is specified"
        ))),
        (Some(_), None) => Ok(0),
    }
}

/// All indexes of a table together may name only so many attributes.
pub(crate) fn check_projected(named: usize) -> ApiResult<()> {
    if named > limits::PROJECTED_ATTRIBUTES {
        return Err(errors::refused(format!(
            "Number of attributes in NonKeyAttributes across all secondary indexes exceeds the limit of {}",
            limits::PROJECTED_ATTRIBUTES
        )));
    }
    Ok(())
}
