//! Billing modes and throughput at creation: what goes with which mode, and what is warm from the start.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html>

use gen_dynamodb::values::billing_mode;
use gen_dynamodb::{
    CreateTableInput, GlobalSecondaryIndex, OnDemandThroughput, ProvisionedThroughput,
    WarmThroughput,
};
use kernel::{ApiError, ApiResult};

use crate::{errors, limits};

/// How a table is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Provisioned,
    OnDemand,
}

impl Mode {
    /// The mode that a request names; without one a new table is provisioned.
    pub(crate) fn of(text: Option<&str>) -> Mode {
        match text {
            Some(billing_mode::PAY_PER_REQUEST) => Mode::OnDemand,
            _ => Mode::Provisioned,
        }
    }
}

/// What of a table carries throughput: itself, or an index.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of<'a> {
    Table,
    Index(&'a str),
}

/// Checks the throughput of a table that is created.
pub(crate) fn check_table(input: &CreateTableInput) -> ApiResult<Mode> {
    let mode = Mode::of(input.billing_mode.as_deref());
    match (mode, &input.provisioned_throughput) {
        (Mode::OnDemand, Some(_)) => return Err(neither_units()),
        (Mode::Provisioned, None) => {
            return Err(errors::refused(
                "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
            ));
        }
        (Mode::Provisioned, Some(units)) => check_bounds(units)?,
        (Mode::OnDemand, None) => {}
    }
    check_on_demand(input.on_demand_throughput.as_ref(), mode, Of::Table)?;
    check_warm(input.warm_throughput.as_ref(), input.provisioned_throughput.as_ref(), Of::Table)?;
    Ok(mode)
}

/// Checks the throughput of a global index that is created, with its table or later.
pub(crate) fn check_index(index: &GlobalSecondaryIndex, mode: Mode) -> ApiResult<()> {
    let name = &index.index_name;
    match (mode, &index.provisioned_throughput) {
        (Mode::OnDemand, Some(_)) => {
            return Err(errors::refused(format!(
                "ProvisionedThroughput should not be specified for index: {name} when BillingMode is PAY_PER_REQUEST"
            )));
        }
        (Mode::Provisioned, None) => {
            return Err(errors::refused(format!(
                "ProvisionedThroughput is not specified for index: {name}"
            )));
        }
        (Mode::Provisioned, Some(units)) => check_bounds(units)?,
        (Mode::OnDemand, None) => {}
    }
    let of = Of::Index(name);
    check_on_demand(index.on_demand_throughput.as_ref(), mode, of)?;
    check_warm(index.warm_throughput.as_ref(), index.provisioned_throughput.as_ref(), of)
}

/// No on-demand table has units.
pub(crate) fn neither_units() -> ApiError {
    errors::refused(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    )
}

/// Units that no account can have.
pub(crate) fn check_bounds(units: &ProvisionedThroughput) -> ApiResult<()> {
    for (name, value) in [
        ("ReadCapacityUnits", units.read_capacity_units),
        ("WriteCapacityUnits", units.write_capacity_units),
    ] {
        if value > limits::LARGEST_UNITS {
            return Err(errors::validation(format!(
                "Given value {value} for {name} is out of bounds"
            )));
        }
    }
    Ok(())
}

/// More than the account's tables may have.
pub(crate) fn check_quota(
    units: &ProvisionedThroughput,
    region: &str,
    of: Of<'_>,
) -> ApiResult<()> {
    for (name, value) in [
        ("ReadCapacityUnits", units.read_capacity_units),
        ("WriteCapacityUnits", units.write_capacity_units),
    ] {
        if value <= limits::TABLE_UNITS {
            continue;
        }
        let (index, thing) = match of {
            Of::Table => (String::new(), "table"),
            Of::Index(name) => (format!(" for index {name}"), "index"),
        };
        return Err(errors::limit_exceeded(format!(
            "The requested {name}{index}, {value}, is above the per {thing} maximum for the account in {region}. Per \
             {thing} maximum: {}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request \
             higher limits.",
            limits::TABLE_UNITS
        )));
    }
    Ok(())
}

/// Maximums belong to on-demand tables, and are at least one.
pub(crate) fn check_on_demand(
    asked: Option<&OnDemandThroughput>,
    mode: Mode,
    of: Of<'_>,
) -> ApiResult<()> {
    let Some(asked) = asked else { return Ok(()) };
    for (name, value) in [
        ("MaxReadRequestUnits", asked.max_read_request_units),
        ("MaxWriteRequestUnits", asked.max_write_request_units),
    ] {
        let Some(value) = value else { continue };
        if mode == Mode::Provisioned {
            let index = match of {
                Of::Table => String::new(),
                Of::Index(name) => format!(" for index: {name}"),
            };
            return Err(errors::refused(format!(
                "{name} for OnDemandThroughput{index} cannot be specified when table BillingMode is PROVISIONED."
            )));
        }
        if value < 1 {
            return Err(on_demand_range(name, of));
        }
    }
    Ok(())
}

pub(crate) fn on_demand_range(name: &str, of: Of<'_>) -> ApiError {
    let what = match of {
        Of::Table => "table".to_owned(),
        Of::Index(name) => format!("index : {name}"),
    };
    errors::refused(format!(
        "Requested {name} for OnDemandThroughput for {what} is outside of valid range"
    ))
}

/// Nothing is colder than what it has from the start.
fn check_warm(
    asked: Option<&WarmThroughput>,
    units: Option<&ProvisionedThroughput>,
    of: Of<'_>,
) -> ApiResult<()> {
    let Some(asked) = asked else { return Ok(()) };
    let what = match of {
        Of::Table => "table".to_owned(),
        Of::Index(name) => format!("index {name}"),
    };
    let (read, write) = initial_warm(units);
    for (name, units_name, value, least) in [
        ("ReadUnitsPerSecond", "ReadCapacityUnits", asked.read_units_per_second, read),
        ("WriteUnitsPerSecond", "WriteCapacityUnits", asked.write_units_per_second, write),
    ] {
        if value.is_none_or(|value| value >= least) {
            continue;
        }
        let than = match units {
            Some(_) => format!("{units_name} of ProvisionedThroughput"),
            None => "initial throughput for OnDemand".to_owned(),
        };
        return Err(errors::refused(format!(
            "Requested {name} for WarmThroughput for {what} is lower than {than}"
        )));
    }
    Ok(())
}

/// Reads and writes a second that a new table or index can take at once.
pub(crate) fn initial_warm(units: Option<&ProvisionedThroughput>) -> (i64, i64) {
    units.map_or((limits::WARM_READS, limits::WARM_WRITES), |units| {
        (units.read_capacity_units, units.write_capacity_units)
    })
}
