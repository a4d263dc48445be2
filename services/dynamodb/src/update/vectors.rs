//! Vector indexes come and go by UpdateTable, one at a time, and never together with another index.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_VectorIndexUpdate.html>

use gen_dynamodb::{
    AttributeDefinition, CreateVectorIndexAction, DeleteVectorIndexAction, UpdateTableInput,
    VectorIndex,
};
use kernel::{ApiResult, Cx};

use super::indexes::{self, Changes};
use crate::definition;
use crate::definition::throughput::Mode;
use crate::definition::vectors;
use crate::table::{IndexRow, TableRow, TableStatus};
use crate::{errors, limits, table_input};

/// What is to become of one index.
#[derive(Clone, Copy, Debug)]
pub(super) enum Update<'i> {
    Create(&'i CreateVectorIndexAction),
    Delete(&'i DeleteVectorIndexAction),
}

impl Update<'_> {
    pub(super) fn name(&self) -> &str {
        match self {
            Update::Create(action) => &action.index_name,
            Update::Delete(action) => &action.index_name,
        }
    }
}

/// What a request says of vector indexes.
pub(super) fn updates(input: &UpdateTableInput) -> ApiResult<Vec<Update<'_>>> {
    let Some(list) = &input.vector_index_updates else { return Ok(Vec::new()) };
    if list.is_empty() {
        return Err(errors::refused("List of VectorIndexUpdates is empty"));
    }
    let one = |update: &'_ gen_dynamodb::VectorIndexUpdate| match (&update.create, &update.delete) {
        (Some(_), Some(_)) => Err(errors::refused(
            "Only one vector index action is allowed per VectorIndexUpdate object",
        )),
        (None, None) => Err(errors::refused(
            "One of VectorIndexUpdate.Create, VectorIndexUpdate.Delete must not be null",
        )),
        _ => Ok(()),
    };
    list.iter().try_for_each(one)?;
    let create = list.iter().filter_map(|update| update.create.as_ref()).map(Update::Create);
    let delete = list.iter().filter_map(|update| update.delete.as_ref()).map(Update::Delete);
    Ok(create.chain(delete).collect())
}

/// Makes the change. A new index is to be filled, a deleted one's rows are to be removed.
pub(super) fn apply(
    cx: &Cx<'_>,
    table: &mut TableRow,
    update: &Update<'_>,
    given: Option<&[AttributeDefinition]>,
    changes: &mut Changes,
) -> ApiResult<()> {
    match update {
        Update::Create(action) => {
            create(cx, table, action, given.unwrap_or_default())?;
            changes.created = Some(action.index_name.clone());
        }
        Update::Delete(action) => changes.deleted = Some(delete(table, &action.index_name)?),
    }
    Ok(())
}

fn create(
    cx: &Cx<'_>,
    table: &mut TableRow,
    action: &CreateVectorIndexAction,
    given: &[AttributeDefinition],
) -> ApiResult<()> {
    let index = VectorIndex {
        index_name: action.index_name.clone(),
        vector_attribute: action.vector_attribute.clone(),
        search_schema: action.search_schema.clone(),
        projection: action.projection.clone(),
        dimensions: action.dimensions,
        distance_function: action.distance_function.clone(),
    };
    if table.index(&index.index_name).is_some() {
        return Err(errors::validation("Attempting to create an index which already exists"));
    }
    if table.vector_indexes().count() >= limits::VECTOR_INDEXES {
        return Err(errors::subscriber_limit(format!(
            "Number of vector indexes exceeds per-table limit of {}",
            limits::VECTOR_INDEXES
        )));
    }
    let definitions = indexes::definitions(table, given)?;
    vectors::check_defined(std::slice::from_ref(&index), &definitions)?;
    let key: Vec<&str> = keys_of(table);
    let mode = if table.is_on_demand() { Mode::OnDemand } else { Mode::Provisioned };
    let projected = vectors::check_one(&index, &key, mode)?;
    definition::indexes::check_projected(projected + indexes::named(table))?;
    for (_, other) in table.vector_indexes() {
        vectors::check_dimensions(&index, &other.attribute, other.dimensions.into())?;
    }
    let attributes = table_input::attributes(&definitions)?;
    let index = table_input::vector_index(cx, &index, &attributes)?;
    let index = IndexRow { status: TableStatus::Creating, ..index };
    indexes::add(table, index, attributes);
    Ok(())
}

fn keys_of(table: &TableRow) -> Vec<&str> {
    table.key.parts().map(|part| part.name.as_str()).collect()
}

fn delete(table: &mut TableRow, name: &str) -> ApiResult<IndexRow> {
    let at = table.indexes.iter().position(|index| index.name == name);
    let at = at.ok_or_else(|| errors::no_index(name, table.name.as_str()))?;
    if table.indexes[at].vector().is_none() {
        return Err(errors::validation(format!(
            "Cannot delete an index that is not a VectorIndex: {name}"
        )));
    }
    indexes::take(table, at)
}
