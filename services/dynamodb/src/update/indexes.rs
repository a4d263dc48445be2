//! Changes of indexes: one, global or of vectors, may come or go at a time; other global ones may have other throughput.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html>

use gen_dynamodb::{
    AttributeDefinition, CreateGlobalSecondaryIndexAction, GlobalSecondaryIndex,
    GlobalSecondaryIndexUpdate, UpdateGlobalSecondaryIndexAction, UpdateTableInput,
};
use kernel::{ApiError, ApiResult, Cx, Timestamp};

use super::{billing, throughput, vectors};
use crate::definition::throughput::{Of, check_bounds};
use crate::definition::{indexes, keys};
use crate::errors;
use crate::limits;
use crate::table::{IndexRow, ProjectionRow, TableRow, TableStatus};
use crate::table_input::{self, Attributes};

/// What comes or goes by a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Changes {
    pub(crate) created: Option<String>,
    pub(crate) deleted: Option<IndexRow>,
    pub(crate) updated: Vec<String>,
}

/// Changes the indexes of `table` as the request says. A new one is to be filled, a deleted one's rows are to be
/// removed.
pub(crate) fn apply(
    cx: &Cx<'_>,
    table: &mut TableRow,
    input: &UpdateTableInput,
) -> ApiResult<Changes> {
    let updates = input.global_secondary_index_updates.as_deref().unwrap_or_default();
    let of_vectors = vectors::updates(input)?;
    check_list(table, updates, &of_vectors)?;
    let mut changes = Changes::default();
    for one in updates {
        if let Some(action) = &one.create {
            create(cx, table, action, input.attribute_definitions.as_deref())?;
            changes.created = Some(action.index_name.clone());
        }
        if let Some(action) = &one.delete {
            changes.deleted = Some(delete(table, &action.index_name)?);
        }
        if let Some(action) = &one.update {
            update(table, action, cx.now())?;
            changes.updated.push(action.index_name.clone());
        }
    }
    for one in of_vectors {
        vectors::apply(cx, table, &one, input.attribute_definitions.as_deref(), &mut changes)?;
    }
    require_units(table)?;
    Ok(changes)
}

/// In a provisioned table every global index has its own throughput.
fn require_units(table: &TableRow) -> ApiResult<()> {
    if table.is_on_demand() {
        return Ok(());
    }
    match table.global_indexes().find(|index| index.throughput.is_none()) {
        Some(index) => Err(errors::refused(format!(
            "ProvisionedThroughput must be specified for index: {}",
            index.name
        ))),
        None => Ok(()),
    }
}

fn check_list(
    table: &TableRow,
    updates: &[GlobalSecondaryIndexUpdate],
    vectors: &[vectors::Update<'_>],
) -> ApiResult<()> {
    let mut names: Vec<&str> = vectors.iter().map(vectors::Update::name).collect();
    let mut come_or_go = vectors.len();
    for one in updates {
        let actions = [
            one.create.as_ref().map(|action| action.index_name.as_str()),
            one.delete.as_ref().map(|action| action.index_name.as_str()),
            one.update.as_ref().map(|action| action.index_name.as_str()),
        ];
        let mut given = actions.into_iter().flatten();
        let name = given.next().ok_or_else(|| {
            errors::refused(
                "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, \
                 GlobalSecondaryIndexUpdate.Delete must not be null",
            )
        })?;
        if given.next().is_some() {
            return Err(errors::refused(
                "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object",
            ));
        }
        if names.contains(&name) {
            return Err(errors::refused(format!(
                "Only one global secondary index update per index is allowed simultaneously. Index: {name}"
            )));
        }
        names.push(name);
        come_or_go += usize::from(one.update.is_none());
    }
    let busy = table
        .indexes
        .iter()
        .any(|index| index.status != TableStatus::Active && !names.contains(&index.name.as_str()));
    if come_or_go > 1 || (come_or_go == 1 && busy) {
        return Err(errors::subscriber_limit(
            "Only 1 online index can be created or deleted simultaneously per table",
        ));
    }
    Ok(())
}

fn create(
    cx: &Cx<'_>,
    table: &mut TableRow,
    action: &CreateGlobalSecondaryIndexAction,
    given: Option<&[AttributeDefinition]>,
) -> ApiResult<()> {
    let name = &action.index_name;
    if table.index(name).is_some() {
        return Err(errors::validation("Attempting to create an index which already exists"));
    }
    if table.global_indexes().count() >= limits::GLOBAL_INDEXES {
        return Err(errors::subscriber_limit(format!(
            "Number of global secondary indexes exceeds per-table limit of {}",
            limits::GLOBAL_INDEXES
        )));
    }
    let given = given.ok_or_else(|| {
        errors::refused(format!("AttributeDefinitions is not specified for index: {name}"))
    })?;
    let definitions = definitions(table, given)?;
    keys::check_defined(&action.key_schema, &definitions)?;
    keys::check_index(&action.key_schema, keys::MOST_IN_GLOBAL)?;
    let projected = indexes::check_projection(&action.projection)?;
    indexes::check_projected(projected + named(table))?;
    check_capacity(table, action)?;
    let index = GlobalSecondaryIndex {
        index_name: name.clone(),
        key_schema: action.key_schema.clone(),
        projection: action.projection.clone(),
        provisioned_throughput: action.provisioned_throughput.clone(),
        on_demand_throughput: action.on_demand_throughput.clone(),
        warm_throughput: action.warm_throughput.clone(),
    };
    let attributes = table_input::attributes(&definitions)?;
    let index = table_input::global_index(cx, &index, &attributes)?;
    let index = IndexRow { status: TableStatus::Creating, ..index };
    add(table, index, attributes);
    Ok(())
}

/// The types of attributes with those that a request gives. What the table defines already stays as it is.
pub(super) fn definitions(
    table: &TableRow,
    given: &[AttributeDefinition],
) -> ApiResult<Vec<AttributeDefinition>> {
    let mut definitions = known(table);
    let is_new = |one: &&AttributeDefinition| {
        !table.attributes.iter().any(|(known, _)| *known == one.attribute_name)
    };
    definitions.extend(given.iter().filter(is_new).cloned());
    keys::check_definitions(&definitions)?;
    Ok(definitions)
}

/// Adds an index, and the types that it needs.
pub(super) fn add(table: &mut TableRow, index: IndexRow, attributes: Attributes) {
    for (attribute, kind) in attributes {
        let known = table.attributes.iter().any(|(known, _)| *known == attribute);
        if index.needs(&attribute) && !known {
            table.attributes.push((attribute, kind));
        }
    }
    table.indexes.push(index);
}

fn check_capacity(table: &TableRow, action: &CreateGlobalSecondaryIndexAction) -> ApiResult<()> {
    let name = &action.index_name;
    match (table.is_on_demand(), &action.provisioned_throughput) {
        (true, Some(_)) => Err(no_units(name)),
        (false, None) => Err(errors::refused(format!(
            "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: {name}"
        ))),
        (false, Some(units)) => check_bounds(units),
        (true, None) => Ok(()),
    }
}

fn no_units(index: &str) -> ApiError {
    errors::refused(format!(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: {index} when BillingMode is \
         PAY_PER_REQUEST"
    ))
}

fn known(table: &TableRow) -> Vec<AttributeDefinition> {
    let one = |(name, kind): &(String, crate::table::AttributeType)| AttributeDefinition {
        attribute_name: name.clone(),
        attribute_type: kind.as_str().to_owned(),
    };
    table.attributes.iter().map(one).collect()
}

/// Attributes that the projections of a table name. Vectors, and their filters, count where others are named.
pub(super) fn named(table: &TableRow) -> usize {
    let one = |index: &IndexRow| match index.shows() {
        ProjectionRow::Include(names) => {
            names.len() + index.vector().map_or(0, |vector| 1 + vector.filters.len())
        }
        _ => 0,
    };
    table.indexes.iter().map(one).sum()
}

fn position(table: &TableRow, name: &str, verb: &str) -> ApiResult<usize> {
    let at = table.indexes.iter().position(|index| index.name == name);
    let at = at.ok_or_else(|| errors::no_index(name, table.name.as_str()))?;
    match table.indexes[at].is_global() {
        false => Err(errors::validation(format!(
            "Cannot {verb} an index that is not a GlobalSecondaryIndex: {name}"
        ))),
        true => Ok(at),
    }
}

fn delete(table: &mut TableRow, name: &str) -> ApiResult<IndexRow> {
    let at = position(table, name, "delete")?;
    take(table, at)
}

/// Takes an index away, and the types that only it needed.
pub(super) fn take(table: &mut TableRow, at: usize) -> ApiResult<IndexRow> {
    let index = &table.indexes[at];
    if index.status == TableStatus::Creating && !index.backfilling {
        return Err(errors::in_use(format!(
            "Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index is \
             active. Table: {} Index: {}",
            table.name, index.name
        )));
    }
    let index = table.indexes.remove(at);
    let (key, indexes) = (&table.key, &table.indexes);
    table
        .attributes
        .retain(|(name, _)| key.has(name) || indexes.iter().any(|index| index.needs(name)));
    Ok(index)
}

fn update(
    table: &mut TableRow,
    action: &UpdateGlobalSecondaryIndexAction,
    now: Timestamp,
) -> ApiResult<()> {
    let name = &action.index_name;
    let on_demand = table.is_on_demand();
    let of = Of::Index(name);
    if let Some(warm) = &action.warm_throughput
        && warm.read_units_per_second.is_none()
        && warm.write_units_per_second.is_none()
    {
        return Err(errors::refused(format!(
            "WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: {name}"
        )));
    }
    let at = position(table, name, "update")?;
    let index = &mut table.indexes[at];
    match (on_demand, &action.provisioned_throughput) {
        (true, Some(_)) => return Err(no_units(name)),
        (false, Some(units)) => {
            check_bounds(units)?;
            index.throughput = Some(match &index.throughput {
                Some(current) => throughput::change(current, units, of, now)?,
                None => table_input::throughput(units),
            });
            index.warm = index.warm.at_least(units.read_capacity_units, units.write_capacity_units);
        }
        (_, None) => {}
    }
    if let Some(asked) = &action.on_demand_throughput {
        index.maximum = billing::maximum(index.maximum, asked, on_demand, of)?;
    }
    if let Some(asked) = &action.warm_throughput {
        index.warm = billing::warm(index.warm, asked, of)?;
    }
    let nothing = action.provisioned_throughput.is_none()
        && action.on_demand_throughput.is_none()
        && action.warm_throughput.is_none();
    if !nothing {
        return Ok(());
    }
    Err(errors::refused(match on_demand {
        true => format!(
            "The only Updates for index: {name} when TableThroughputMode is PAY_PER_REQUEST can be to \
             OnDemandThroughput, WarmThroughput"
        ),
        false => format!(
            "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: {name}"
        ),
    }))
}
