//! What a restore may have otherwise than its source: billing, capacity, fewer indexes, or the same under another name.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableFromBackup.html>

use gen_dynamodb::{
    GlobalSecondaryIndex, KeySchemaElement, LocalSecondaryIndex, OnDemandThroughput, Projection,
    ProvisionedThroughput, SSESpecification, VectorIndex,
};
use kernel::{ApiError, ApiResult, Timestamp};

use crate::definition::throughput::Mode;
use crate::definition::vectors;
use crate::describe;
use crate::errors;
use crate::settings::Maximum;
use crate::table::{Billing, IndexRow, TableRow};
use crate::table_input;

/// What both restores can say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overrides<'a> {
    pub(crate) billing_mode: Option<&'a str>,
    pub(crate) global: Option<&'a [GlobalSecondaryIndex]>,
    pub(crate) local: Option<&'a [LocalSecondaryIndex]>,
    pub(crate) vectors: Option<&'a [VectorIndex]>,
    pub(crate) units: Option<&'a ProvisionedThroughput>,
    pub(crate) maximum: Option<&'a OnDemandThroughput>,
    pub(crate) encryption: Option<&'a SSESpecification>,
}

/// Changes `target`, made like its source, as the request says.
pub(crate) fn apply(target: &mut TableRow, asked: Overrides<'_>, now: Timestamp) -> ApiResult<()> {
    let mode = match asked.billing_mode {
        Some(mode) => Mode::of(Some(mode)),
        None if target.is_on_demand() => Mode::OnDemand,
        None => Mode::Provisioned,
    };
    check(target, asked, mode)?;
    match (mode, asked.units) {
        (Mode::Provisioned, Some(units)) => {
            target.billing = Billing::Provisioned(table_input::throughput(units));
        }
        (Mode::OnDemand, _) if !target.is_on_demand() => {
            target.billing = Billing::OnDemand { since: Some(now) };
            target.settings.on_demand_since = Some(now);
            target.indexes.iter_mut().for_each(|index| index.throughput = None);
        }
        _ => {}
    }
    match asked.maximum {
        Some(maximum) => {
            target.settings.maximum = target.settings.maximum.with(maximum);
        }
        None if mode == Mode::Provisioned => target.settings.maximum = Maximum::default(),
        None => {}
    }
    indexes(target, asked, mode)?;
    target.attributes = {
        let used = |name: &str| {
            target.key.has(name) || target.indexes.iter().any(|index| index.needs(name))
        };
        target.attributes.iter().filter(|(name, _)| used(name)).cloned().collect()
    };
    Ok(())
}

fn check(target: &TableRow, asked: Overrides<'_>, mode: Mode) -> ApiResult<()> {
    let to_on_demand = asked.billing_mode.is_some() && mode == Mode::OnDemand;
    if asked.units.is_some() && to_on_demand {
        return Err(errors::invalid_request(
            "Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST",
        ));
    }
    if asked.units.is_some() && mode == Mode::OnDemand {
        return Err(errors::invalid_request(
            "Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED",
        ));
    }
    if mode == Mode::Provisioned && target.is_on_demand() && asked.units.is_none() {
        return Err(errors::invalid_request(
            "Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED",
        ));
    }
    let Some(maximum) = asked.maximum else { return Ok(()) };
    for (name, value) in [
        ("MaxReadRequestUnits", maximum.max_read_request_units),
        ("MaxWriteRequestUnits", maximum.max_write_request_units),
    ] {
        let Some(value) = value else { continue };
        if mode == Mode::Provisioned {
            return Err(errors::invalid_request(format!(
                "Cannot override {name} for OnDemandThroughput unless BillingModeOverride is PAY_PER_REQUEST"
            )));
        }
        if value < 1 {
            return Err(errors::invalid_request(format!(
                "Requested {name} for OnDemandThroughput is outside of valid range"
            )));
        }
    }
    Ok(())
}

fn indexes(target: &mut TableRow, asked: Overrides<'_>, mode: Mode) -> ApiResult<()> {
    let (vectors, secondary): (Vec<IndexRow>, Vec<IndexRow>) =
        target.indexes.drain(..).partition(|index| index.vector().is_some());
    let (local, global): (Vec<IndexRow>, Vec<IndexRow>) =
        secondary.into_iter().partition(|index| index.local);
    let mut kept = match asked.local {
        None => local,
        Some(list) => list
            .iter()
            .map(|one| matching(&local, &one.index_name, &one.key_schema, &one.projection))
            .collect::<ApiResult<_>>()?,
    };
    let mut global = match asked.global {
        None => global,
        Some(list) => {
            list.iter().map(|one| global_index(&global, one, mode)).collect::<ApiResult<_>>()?
        }
    };
    if mode == Mode::Provisioned {
        for index in &global {
            if index.throughput.is_none() {
                return Err(must_have_units(&index.name));
            }
        }
    }
    kept.append(&mut global);
    let mut vectors = match asked.vectors {
        None => vectors,
        Some(list) => {
            list.iter().map(|one| vector_index(&vectors, one)).collect::<ApiResult<_>>()?
        }
    };
    if let (Mode::Provisioned, Some(index)) = (mode, vectors.first()) {
        return Err(errors::invalid_request(format!(
            "BillingMode must be PAY_PER_REQUEST for vector index {}",
            index.name
        )));
    }
    kept.append(&mut vectors);
    target.indexes = kept;
    Ok(())
}

fn global_index(
    known: &[IndexRow],
    asked: &GlobalSecondaryIndex,
    mode: Mode,
) -> ApiResult<IndexRow> {
    let name = &asked.index_name;
    let mut index = matching(known, name, &asked.key_schema, &asked.projection)?;
    match (mode, &asked.provisioned_throughput) {
        (Mode::OnDemand, Some(_)) => {
            return Err(errors::invalid_request(format!(
                "Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST for index {name}"
            )));
        }
        (Mode::Provisioned, None) => return Err(must_have_units(name)),
        (_, units) => index.throughput = units.as_ref().map(table_input::throughput),
    }
    Ok(index)
}

/// The source's vector index that is otherwise the same, under the name that is asked for.
fn vector_index(known: &[IndexRow], asked: &VectorIndex) -> ApiResult<IndexRow> {
    let name = &asked.index_name;
    let same = |index: &&IndexRow| {
        index.vector().is_some_and(|vector| {
            let defined = describe::vector_definition(index, vector);
            vectors::is_same(&VectorIndex { index_name: name.clone(), ..defined }, asked)
        })
    };
    let found = known.iter().find(same).ok_or_else(|| {
        errors::invalid_request(format!(
            "Index {name} does not match a vector index that existed in the source table and cannot be created during the \
             restore operation"
        ))
    })?;
    Ok(IndexRow { name: name.clone(), ..found.clone() })
}

fn must_have_units(name: &str) -> ApiError {
    errors::invalid_request(format!("Must specify provisioned throughput for index {name}"))
}

/// The source's index with these keys and this projection, under the name that is asked for.
fn matching(
    known: &[IndexRow],
    name: &str,
    keys: &[KeySchemaElement],
    projection: &Projection,
) -> ApiResult<IndexRow> {
    let wanted = table_input::projection(projection);
    let found = known
        .iter()
        .find(|index| describe::key_schema(&index.key) == keys && index.projection == wanted);
    let found = found.ok_or_else(|| {
        errors::invalid_request(format!(
            "Index {name} does not match a secondary index that existed in the source table and cannot be created during \
             the restore operation"
        ))
    })?;
    Ok(IndexRow { name: name.to_owned(), ..found.clone() })
}
