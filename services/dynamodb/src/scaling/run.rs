//! The job that scales a table: at the end of every minute it looks at what was consumed, and changes what is to be
//! changed. Decreases count for their day, as those that a request makes do; one too many waits.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html>

use gen_dynamodb::ProvisionedThroughput;
use kernel::{ApiResult, Cx, Job, Timestamp};

use super::consumed::Consumed;
use super::decide::{Seen, decide};
use super::{ScalingRow, global_index, watch};
use crate::definition::throughput::Of;
use crate::table::{self, Billing, TableRow, Throughput};
use crate::table_name::TableName;
use crate::tables::{SCALING, TABLES};
use crate::throttle::Action;
use crate::update::throughput;

/// Scales the table with this name and number.
pub(crate) static SCALE: Job<(TableName, u64)> = Job::new("dynamodb.scale");

/// Looks when the minute has ended.
pub(super) async fn later(cx: &mut Cx<'_>, table: &TableName, number: u64) -> ApiResult<()> {
    let due = Timestamp::from_secs((cx.now().as_secs().div_euclid(60) + 1) * 60);
    cx.schedule(&SCALE, &number.to_string(), due, &(table.clone(), number)).await
}

pub(super) async fn stop(cx: &mut Cx<'_>, number: u64) -> ApiResult<()> {
    cx.cancel(&SCALE, &number.to_string()).await
}

/// Looks, and scales.
pub(crate) async fn step(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (name, number) = SCALE.payload(raw)?;
    let Some(mut row) = cx.get(&SCALING, &number).await? else { return Ok(()) };
    let table = cx.get(&TABLES, &name).await?;
    if let Some(mut table) = table.filter(|table| table.number == number) {
        row.targets.retain(|target| target.owner(&table).is_some());
        watch(cx, &table, &row);
        let consumed = cx.kernel().memory::<Consumed>();
        if scale(&mut table, &mut row, &consumed, cx.now()) {
            table::save(cx, &table);
        }
        cx.put(&SCALING, &number, &row);
    }
    later(cx, &name, number).await
}

/// Scales a table and its indexes; whether anything changed.
fn scale(table: &mut TableRow, row: &mut ScalingRow, consumed: &Consumed, now: Timestamp) -> bool {
    if table.is_on_demand() {
        return false;
    }
    let indexes = table.global_indexes().map(|index| Some(index.name.clone()));
    let all: Vec<Option<String>> = indexes.chain([None]).collect();
    let mut changed = false;
    for index in all {
        let index = index.as_deref();
        let Some((current, owner)) = provisioned(table, index) else { continue };
        let wanted = |action, provisioned| {
            let target = row.target(index, action)?;
            let minutes = consumed.minutes((owner, action), now);
            let (scaled_in, scaled_out) = (target.scaled_in, target.scaled_out);
            let seen = Seen { provisioned, minutes: &minutes, scaled_in, scaled_out, now };
            decide(&target.rule, seen)
        };
        let read = wanted(Action::Read, current.read).unwrap_or(current.read);
        let write = wanted(Action::Write, current.write).unwrap_or(current.write);
        let Some(next) = changed_to(&current, read, write, index, now) else { continue };
        note(row, index, Action::Read, (current.read, next.read), now);
        note(row, index, Action::Write, (current.write, next.write), now);
        put(table, index, next);
        changed = true;
    }
    changed
}

/// What a table or an index has, and the number that it is consumed under.
fn provisioned(table: &TableRow, index: Option<&str>) -> Option<(Throughput, u64)> {
    match (index, &table.billing) {
        (None, Billing::Provisioned(units)) => Some((units.clone(), table.number)),
        (Some(name), _) => {
            let index = global_index(table, name)?;
            Some((index.throughput.clone()?, index.number))
        }
        _ => None,
    }
}

/// The throughput after a change, if there is one. What may not shrink today may still grow.
fn changed_to(
    current: &Throughput,
    read: i64,
    write: i64,
    index: Option<&str>,
    now: Timestamp,
) -> Option<Throughput> {
    let of = index.map_or(Of::Table, Of::Index);
    let change = |read, write| {
        let units =
            ProvisionedThroughput { read_capacity_units: read, write_capacity_units: write };
        throughput::change(current, &units, of, now).ok()
    };
    change(read, write).or_else(|| change(read.max(current.read), write.max(current.write)))
}

fn note(
    row: &mut ScalingRow,
    index: Option<&str>,
    action: Action,
    (before, after): (i64, i64),
    now: Timestamp,
) {
    for target in row.targets.iter_mut().filter(|target| target.is(index, action)) {
        if after > before {
            target.scaled_out = Some(now);
        } else if after < before {
            target.scaled_in = Some(now);
        }
    }
}

fn put(table: &mut TableRow, index: Option<&str>, next: Throughput) {
    match index {
        None => {
            table.settings.warm = table.settings.warm.at_least(next.read, next.write);
            table.billing = Billing::Provisioned(next);
        }
        Some(name) => {
            for index in table.indexes.iter_mut().filter(|index| index.name == name) {
                index.warm = index.warm.at_least(next.read, next.write);
                index.throughput = Some(next.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fifth_decrease_waits_and_growth_does_not() {
        let now = Timestamp::from_secs(1_799_971_200);
        let used_up = Throughput {
            read: 50,
            write: 50,
            decreased: Some(now),
            decreases_today: 4,
            ..Throughput::default()
        };
        let units = |next: Option<Throughput>| next.map(|next| (next.read, next.write));
        assert_eq!(units(changed_to(&used_up, 10, 50, None, now)), None);
        assert_eq!(units(changed_to(&used_up, 10, 60, None, now)), Some((50, 60)));
        let hour = now.plus(std::time::Duration::from_secs(3_600));
        assert_eq!(units(changed_to(&used_up, 10, 60, None, hour)), Some((10, 60)));
        assert_eq!(units(changed_to(&used_up, 50, 50, Some("i"), hour)), None);
    }
}
