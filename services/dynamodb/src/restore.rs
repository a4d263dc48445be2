//! A table made of a backup, or of another table as it was at some second: everything about it is decided at once;
//! its items come in the background, some at a time, and with the last it becomes active.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/backuprestore_HowItWorks.html>

mod overrides;

use kernel::{ApiResult, Cx, Job};
use serde::{Deserialize, Serialize};

use gen_dynamodb::errors as modelled;

use crate::encryption::{self, Asked};
use crate::history::{self, Moment};
use crate::replica::follow;
use crate::settings::{Restored, Settings};
use crate::table::{self, IndexRow, TableClass, TableRow, TableStatus};
use crate::table_name::TableName;
use crate::tables::{BACKUPS, TABLES};
use crate::ttl_rules::TtlRow;
use crate::write::{Cause, write_item};
use crate::{backup, size, vault};

pub(crate) use overrides::{Overrides, apply};

/// Fills the table of this restore some more.
pub(crate) static FILL: Job<Fill> = Job::new("dynamodb.restore");

/// Items that one transaction writes.
const AT_ONCE: usize = 100;

/// A restore, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fill {
    target: TableName,
    number: u64,
    source: Source,
    after: Option<Vec<u8>>,
}

/// Where the items come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Source {
    Backup { id: String, number: u64, table: u64 },
    Table { name: TableName, number: u64, moment: Moment },
}

impl Source {
    /// The number of the table whose data key seals the items.
    fn table(&self) -> u64 {
        match self {
            Source::Backup { table, .. } => *table,
            Source::Table { number, .. } => *number,
        }
    }
}

/// The table that a restore of `source` makes, before overrides: streams, time to live, recovery, tags, protection,
/// policy and class are not restored.
pub(crate) fn target(
    cx: &Cx<'_>,
    source: &TableRow,
    name: TableName,
    restored: Restored,
) -> TableRow {
    let indexes = source.indexes.iter().map(|index| IndexRow {
        number: cx.next_sequence(),
        status: TableStatus::Active,
        backfilling: false,
        ..index.clone()
    });
    TableRow {
        name,
        number: cx.next_sequence(),
        uuid: cx.random().uuid(),
        status: TableStatus::Creating,
        created: cx.now(),
        indexes: indexes.collect(),
        stream: None,
        class: TableClass::Standard,
        deletion_protection: false,
        settings: Settings {
            maximum: source.settings.maximum,
            warm: source.settings.warm,
            on_demand_since: source.is_on_demand().then(|| cx.now()),
            ttl: TtlRow::default(),
            restored: Some(restored),
            ..Settings::default()
        },
        ..source.clone()
    }
}

/// The name of a table that does not exist yet.
pub(crate) async fn require_free(cx: &mut Cx<'_>, name: &TableName) -> ApiResult<()> {
    let Some(row) = cx.get_shared(&TABLES, name).await? else { return Ok(()) };
    Err(match &row.settings.restored {
        Some(Restored { backup: Some(arn), .. }) => modelled::table_in_use_exception(format!(
            "Table: {name} is already being restored from backup: {arn}"
        )),
        Some(_) => {
            modelled::table_in_use_exception(format!("Table: {name} is already being restored"))
        }
        None => modelled::table_already_exists_exception(format!("Table already exists: {name}")),
    })
}

/// Begins to fill `target`. Small tables are full at once.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    mut target: TableRow,
    source: Source,
    key: &Asked,
) -> ApiResult<TableRow> {
    encryption::begin(cx, &target, key).await?;
    size::watch(cx, &target).await?;
    table::save(cx, &target);
    follow::placed(cx, &target);
    let answer = target.clone();
    let mut fill = Fill { target: target.name.clone(), number: target.number, source, after: None };
    if fill_some(cx, &mut target, &mut fill).await? {
        table::save(cx, &target);
        return Ok(answer);
    }
    hold(cx, &fill.source).await?;
    go_on(cx, &fill).await?;
    Ok(answer)
}

async fn go_on(cx: &mut Cx<'_>, fill: &Fill) -> ApiResult<()> {
    let now = cx.now();
    cx.schedule(&FILL, fill.target.as_str(), now, fill).await
}

/// Some more items.
pub(crate) async fn step(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let mut fill = FILL.payload(raw)?;
    let target = cx.get(&TABLES, &fill.target).await?.filter(|row| row.number == fill.number);
    let Some(mut target) = target else { return release(cx, &fill.source).await };
    if !fill_some(cx, &mut target, &mut fill).await? {
        return go_on(cx, &fill).await;
    }
    table::save(cx, &target);
    release(cx, &fill.source).await
}

/// Writes a page; whether it was the last, with which the table becomes active.
async fn fill_some(cx: &mut Cx<'_>, target: &mut TableRow, fill: &mut Fill) -> ApiResult<bool> {
    let after = fill.after.take();
    let vault = vault::of(cx, fill.source.table()).await?;
    let page = match &fill.source {
        Source::Backup { number, .. } => backup::page(cx, *number, after, AT_ONCE).await?,
        Source::Table { number, moment, .. } => {
            history::page(cx, *number, *moment, after.as_deref(), AT_ONCE).await?
        }
    };
    for (_, stored) in page.items {
        let item = vault.open(&stored.0)?;
        write_item(cx, target, None, Some(&item), Cause::Fill).await?;
    }
    fill.after = page.next;
    if fill.after.is_some() {
        return Ok(false);
    }
    target.status = TableStatus::Active;
    target.settings.restored = None;
    Ok(true)
}

/// Keeps what a restore reads for as long as it does.
async fn hold(cx: &mut Cx<'_>, source: &Source) -> ApiResult<()> {
    match source {
        Source::Backup { id, .. } => {
            if let Some(mut row) = cx.get(&BACKUPS, id).await? {
                row.restoring += 1;
                cx.put(&BACKUPS, id, &row);
            }
        }
        Source::Table { name, number, .. } => {
            let row = cx.get(&TABLES, name).await?.filter(|row| row.number == *number);
            if let Some(mut row) = row {
                row.settings.recovery.copies += 1;
                table::save(cx, &row);
            }
        }
    }
    Ok(())
}

async fn release(cx: &mut Cx<'_>, source: &Source) -> ApiResult<()> {
    match source {
        Source::Backup { id, .. } => {
            if let Some(mut row) = cx.get(&BACKUPS, id).await? {
                row.restoring = row.restoring.saturating_sub(1);
                cx.put(&BACKUPS, id, &row);
            }
            Ok(())
        }
        Source::Table { name, number, .. } => backup::copied(cx, name, *number).await,
    }
}
