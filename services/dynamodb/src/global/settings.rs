//! What UpdateGlobalTableSettings changes in the table of one region. Pure.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateGlobalTableSettings.html>

use gen_dynamodb::values::billing_mode;
use gen_dynamodb::{ProvisionedThroughput, UpdateGlobalTableSettingsInput};
use kernel::{ApiResult, Timestamp};

use crate::definition::throughput::{Of, check_bounds, check_quota};
use crate::scaling::{self, global_index};
use crate::settings::Maximum;
use crate::table::{Billing, TableRow, Throughput};
use crate::throttle::Action;
use crate::update::{billing, classes, throughput};
use crate::{errors, table_input};

/// What a request says of the table of one region.
#[derive(Default)]
pub(crate) struct Asked<'a> {
    billing: Option<&'a str>,
    class: Option<&'a str>,
    units: Vec<(Option<&'a str>, Action, i64)>,
    pub(crate) scaling: Vec<scaling::Asked<'a>>,
}

/// A request says something, and nothing twice.
pub(crate) fn check(input: &UpdateGlobalTableSettingsInput) -> ApiResult<()> {
    let says = input.global_table_billing_mode.is_some()
        || input.global_table_provisioned_write_capacity_units.is_some()
        || input.global_table_provisioned_write_capacity_auto_scaling_settings_update.is_some()
        || input.global_table_global_secondary_index_settings_update.is_some()
        || input.replica_settings_update.is_some();
    if !says {
        return Err(errors::validation(
            "At least one of GlobalTableBillingMode, GlobalTableProvisionedWriteCapacityUnits, \
             GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate, GlobalTableGlobalSecondaryIndexSettingsUpdate \
             or ReplicaSettingsUpdate is required",
        ));
    }
    let updates = input.replica_settings_update.iter().flatten();
    let mut regions: Vec<_> = updates.map(|update| update.region_name.as_str()).collect();
    regions.sort_unstable();
    match regions.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => {
            Err(errors::validation(format!("Region {} is given more than once.", pair[0])))
        }
        None => Ok(()),
    }
}

impl<'a> Asked<'a> {
    pub(crate) fn of(input: &'a UpdateGlobalTableSettingsInput, region: &str) -> Asked<'a> {
        let mut all =
            Asked { billing: input.global_table_billing_mode.as_deref(), ..Asked::default() };
        all.add(
            (None, Action::Write),
            input.global_table_provisioned_write_capacity_units,
            input.global_table_provisioned_write_capacity_auto_scaling_settings_update.as_ref(),
        );
        for index in input.global_table_global_secondary_index_settings_update.iter().flatten() {
            all.add(
                (Some(&index.index_name), Action::Write),
                index.provisioned_write_capacity_units,
                index.provisioned_write_capacity_auto_scaling_settings_update.as_ref(),
            );
        }
        let updates = input.replica_settings_update.iter().flatten();
        for update in updates.filter(|update| update.region_name == region) {
            all.class = update.replica_table_class.as_deref();
            all.add(
                (None, Action::Read),
                update.replica_provisioned_read_capacity_units,
                update.replica_provisioned_read_capacity_auto_scaling_settings_update.as_ref(),
            );
            for index in update.replica_global_secondary_index_settings_update.iter().flatten() {
                all.add(
                    (Some(&index.index_name), Action::Read),
                    index.provisioned_read_capacity_units,
                    index.provisioned_read_capacity_auto_scaling_settings_update.as_ref(),
                );
            }
        }
        all
    }

    fn add(
        &mut self,
        (index, action): (Option<&'a str>, Action),
        units: Option<i64>,
        update: Option<&'a gen_dynamodb::AutoScalingSettingsUpdate>,
    ) {
        self.units.extend(units.map(|units| (index, action, units)));
        self.scaling.extend(update.map(|update| scaling::Asked { index, action, update }));
    }

    fn units(&self, index: Option<&str>, action: Action) -> Option<i64> {
        let found = self.units.iter().find(|(i, a, _)| *i == index && *a == action);
        found.map(|(_, _, units)| *units)
    }

    /// The indexes that are named.
    fn indexes(&self) -> impl Iterator<Item = &'a str> {
        let units = self.units.iter().filter_map(|(index, ..)| *index);
        units.chain(self.scaling.iter().filter_map(|asked| asked.index))
    }
}

/// Changes the table of `region`.
pub(crate) fn apply(
    table: &mut TableRow,
    asked: &Asked<'_>,
    region: &str,
    now: Timestamp,
) -> ApiResult<()> {
    if let Some(missing) = asked.indexes().find(|name| global_index(table, name).is_none()) {
        return Err(errors::no_index_of_replica(missing, table.name.as_str(), region));
    }
    if let Some(class) = asked.class {
        classes::apply(table, table_input::table_class(Some(class)), now)?;
    }
    if asked.billing == Some(billing_mode::PAY_PER_REQUEST) {
        billing::to_on_demand(table, now);
    }
    let fresh = table.is_on_demand() && asked.billing == Some(billing_mode::PROVISIONED);
    if fresh {
        billing::require_no_vectors(table)?;
    }
    if table.is_on_demand() && !fresh {
        return match asked.units.is_empty() {
            true => Ok(()),
            false => Err(errors::refused(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
            )),
        };
    }
    let current = match &table.billing {
        Billing::Provisioned(units) => Some(units.clone()),
        Billing::OnDemand { .. } => None,
    };
    let units = next(current.as_ref(), asked, Of::Table, region, now)?;
    table.settings.warm = table.settings.warm.at_least(units.read, units.write);
    table.billing = Billing::Provisioned(units);
    if fresh {
        table.settings.maximum = Maximum::default();
    }
    for index in table.indexes.iter_mut().filter(|index| index.is_global()) {
        let of = Of::Index(&index.name);
        let units = next(index.throughput.as_ref(), asked, of, region, now)?;
        index.warm = index.warm.at_least(units.read, units.write);
        index.throughput = Some(units);
        if fresh {
            index.maximum = Maximum::default();
        }
    }
    Ok(())
}

/// The throughput after a request.
fn next(
    current: Option<&Throughput>,
    asked: &Asked<'_>,
    of: Of<'_>,
    region: &str,
    now: Timestamp,
) -> ApiResult<Throughput> {
    let index = match of {
        Of::Table => None,
        Of::Index(name) => Some(name),
    };
    let one = |action, current: Option<i64>| asked.units(index, action).or(current);
    let read = one(Action::Read, current.map(|units| units.read));
    let write = one(Action::Write, current.map(|units| units.write));
    let (Some(read), Some(write)) = (read, write) else {
        return Err(errors::refused(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        ));
    };
    let units = ProvisionedThroughput { read_capacity_units: read, write_capacity_units: write };
    check_bounds(&units)?;
    check_quota(&units, region, of)?;
    match current {
        None => Ok(table_input::throughput(&units)),
        Some(current) if (current.read, current.write) == (read, write) => Ok(current.clone()),
        Some(current) => throughput::change(current, &units, of, now),
    }
}
