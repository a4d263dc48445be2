//! Changes of the billing mode and of the table's own capacity.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-switching-capacity-modes.html>

use gen_dynamodb::values::billing_mode;
use gen_dynamodb::{OnDemandThroughput, UpdateTableInput, WarmThroughput};
use kernel::{ApiResult, Timestamp};

use super::throughput;
use crate::definition::throughput::{Of, check_bounds, neither_units, on_demand_range};
use crate::errors;
use crate::settings::{Maximum, Warm};
use crate::table::{Billing, TableRow};
use crate::table_input;

/// Changes billing mode and throughput of `table` as the request says. Indexes follow with their own updates.
pub(crate) fn apply(
    table: &mut TableRow,
    input: &UpdateTableInput,
    now: Timestamp,
) -> ApiResult<()> {
    let units = input.provisioned_throughput.as_ref();
    if let Some(units) = units {
        check_bounds(units)?;
    }
    match (input.billing_mode.as_deref(), units) {
        (Some(billing_mode::PAY_PER_REQUEST), Some(_)) => return Err(neither_units()),
        (Some(billing_mode::PAY_PER_REQUEST), None) => to_on_demand(table, now),
        (Some(_), None) => {
            return Err(errors::refused(
                "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
            ));
        }
        (mode, Some(units)) => match &table.billing {
            Billing::OnDemand { .. } if mode.is_none() => return Err(neither_units()),
            Billing::OnDemand { .. } => {
                require_no_vectors(table)?;
                table.billing = Billing::Provisioned(table_input::throughput(units));
                table.settings.maximum = Maximum::default();
                table.indexes.iter_mut().for_each(|index| index.maximum = Maximum::default());
            }
            Billing::Provisioned(current) => {
                table.billing =
                    Billing::Provisioned(throughput::change(current, units, Of::Table, now)?);
            }
        },
        (None, None) => {}
    }
    if let Billing::Provisioned(units) = &table.billing {
        table.settings.warm = table.settings.warm.at_least(units.read, units.write);
    }
    if let Some(asked) = &input.on_demand_throughput {
        table.settings.maximum =
            maximum(table.settings.maximum, asked, table.is_on_demand(), Of::Table)?;
    }
    Ok(())
}

/// Vector indexes are those of on-demand tables.
pub(crate) fn require_no_vectors(table: &TableRow) -> ApiResult<()> {
    match table.vector_indexes().next() {
        Some((index, _)) => Err(crate::definition::vectors::needs_on_demand(&index.name)),
        None => Ok(()),
    }
}

/// Changes a table to the on-demand mode.
pub(crate) fn to_on_demand(table: &mut TableRow, now: Timestamp) {
    if table.is_on_demand() {
        return;
    }
    let initial = Warm::default();
    table.billing = Billing::OnDemand { since: Some(now) };
    table.settings.on_demand_since = Some(now);
    table.settings.warm = table.settings.warm.at_least(initial.read, initial.write);
    for index in table.indexes.iter_mut().filter(|index| index.is_global()) {
        index.throughput = None;
        index.warm = index.warm.at_least(initial.read, initial.write);
    }
}

/// Maximums after a change; `-1` takes one away.
pub(crate) fn maximum(
    current: Maximum,
    asked: &OnDemandThroughput,
    on_demand: bool,
    of: Of<'_>,
) -> ApiResult<Maximum> {
    for (name, value) in [
        ("MaxReadRequestUnits", asked.max_read_request_units),
        ("MaxWriteRequestUnits", asked.max_write_request_units),
    ] {
        let Some(value) = value else { continue };
        if !on_demand {
            let index = match of {
                Of::Table => String::new(),
                Of::Index(name) => format!(" for index : {name}"),
            };
            return Err(errors::refused(format!(
                "{name} for OnDemandThroughput{index} cannot be specified when the table BillingMode is PROVISIONED"
            )));
        }
        if value < 1 && value != -1 {
            return Err(on_demand_range(name, of));
        }
    }
    Ok(current.with(asked))
}

/// Warm throughput after a change: it never sinks.
pub(crate) fn warm(current: Warm, asked: &WarmThroughput, of: Of<'_>) -> ApiResult<Warm> {
    let what = match of {
        Of::Table => "table".to_owned(),
        Of::Index(name) => format!("index {name}"),
    };
    for (name, value, now) in [
        ("ReadUnitsPerSecond", asked.read_units_per_second, current.read),
        ("WriteUnitsPerSecond", asked.write_units_per_second, current.write),
    ] {
        if value.is_some_and(|value| value < now) {
            return Err(errors::refused(format!(
                "Requested {name} for WarmThroughput for {what} is lower than current WarmThroughput, decreasing \
                 WarmThroughput is not supported"
            )));
        }
    }
    Ok(current.with(Some(asked)))
}
