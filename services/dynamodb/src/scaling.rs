//! Auto scaling: the provisioned capacity of tables and global indexes follows what is consumed, between a minimum and a
//! maximum, so that a share of it is used. A job looks every minute; what it does is decided in [`decide`].
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html>

pub(crate) mod consumed;
mod decide;
pub(crate) mod rule;
pub(crate) mod run;
pub(crate) mod show;

use gen_dynamodb::AutoScalingSettingsUpdate;
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::table::{IndexRow, TableRow};
use crate::tables::SCALING;
use crate::throttle::Action;
use consumed::Consumed;
use rule::Rule;

/// What of a table is scaled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ScalingRow {
    pub(crate) targets: Vec<Target>,
}

/// Reads or writes of a table, or of one of its global indexes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) index: Option<String>,
    pub(crate) action: Action,
    pub(crate) rule: Rule,
    pub(crate) scaled_in: Option<Timestamp>,
    pub(crate) scaled_out: Option<Timestamp>,
}

/// What a request says of one of them.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) index: Option<&'a str>,
    pub(crate) action: Action,
    pub(crate) update: &'a AutoScalingSettingsUpdate,
}

impl ScalingRow {
    /// The target of this name.
    pub(crate) fn target(&self, index: Option<&str>, action: Action) -> Option<&Target> {
        self.targets.iter().find(|target| target.is(index, action))
    }
}

impl Target {
    fn is(&self, index: Option<&str>, action: Action) -> bool {
        self.index.as_deref() == index && self.action == action
    }

    /// The number that is consumed under, if what it names is there.
    fn owner(&self, table: &TableRow) -> Option<u64> {
        match &self.index {
            None => Some(table.number),
            Some(name) => global_index(table, name).map(|index| index.number),
        }
    }
}

/// The global index of this name.
pub(crate) fn global_index<'t>(table: &'t TableRow, name: &str) -> Option<&'t IndexRow> {
    table.global_indexes().find(|index| index.name == name)
}

/// What is scaled of the table of this number.
pub(crate) async fn of(cx: &mut Cx<'_>, table: u64) -> ApiResult<ScalingRow> {
    Ok(cx.get(&SCALING, &table).await?.unwrap_or_default())
}

/// Whether the writes of a table, and of all its global indexes, are scaled.
pub(crate) async fn scales_writes(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<bool> {
    let row = of(cx, table.number).await?;
    let mut all = table.global_indexes().map(|index| Some(index.name.as_str())).chain([None]);
    Ok(all.all(|index| row.target(index, Action::Write).is_some()))
}

/// Scales a table of the region as a request says. Its indexes have been found.
pub(crate) async fn set(cx: &mut Cx<'_>, table: &TableRow, all: &[Asked<'_>]) -> ApiResult<()> {
    let mut row = of(cx, table.number).await?;
    for asked in all {
        let known = row.target(asked.index, asked.action).cloned();
        let name = rule::policy_name(table.name.as_str(), asked.index, asked.action);
        let rule = rule::merged(known.as_ref().map(|target| &target.rule), asked.update, name)?;
        if rule.is_some() && table.is_on_demand() {
            return Err(errors::validation(format!(
                "Auto scaling is not available for table {} because its billing mode is PAY_PER_REQUEST.",
                table.name
            )));
        }
        row.targets.retain(|target| !target.is(asked.index, asked.action));
        row.targets.extend(rule.map(|rule| Target {
            index: asked.index.map(str::to_owned),
            action: asked.action,
            rule,
            scaled_in: known.as_ref().and_then(|known| known.scaled_in),
            scaled_out: known.as_ref().and_then(|known| known.scaled_out),
        }));
    }
    keep(cx, table, &row).await
}

/// Scales a table like this from now on.
pub(crate) async fn keep(cx: &mut Cx<'_>, table: &TableRow, row: &ScalingRow) -> ApiResult<()> {
    if row.targets.is_empty() {
        return stop(cx, table).await;
    }
    cx.put(&SCALING, &table.number, row);
    watch(cx, table, row);
    run::later(cx, &table.name, table.number).await
}

/// Nothing of it is scaled any more.
pub(crate) async fn stop(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    cx.delete(&SCALING, &table.number);
    watch(cx, table, &ScalingRow::default());
    run::stop(cx, table.number).await
}

/// From the commit on, what is consumed of these is counted, and of no other index of the table.
fn watch(cx: &mut Cx<'_>, table: &TableRow, row: &ScalingRow) {
    let consumed = cx.kernel().memory::<Consumed>();
    let of_table: Vec<u64> =
        table.indexes.iter().map(|index| index.number).chain([table.number]).collect();
    let targets = row.targets.iter();
    let owners: Vec<_> =
        targets.filter_map(|target| Some((target.owner(table)?, target.action))).collect();
    cx.on_commit(move || consumed.watch(&of_table, &owners));
}
