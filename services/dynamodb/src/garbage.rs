//! What lies under numbers that nobody has any more: it is out of sight at once, and removed in the background, some
//! rows at a time.

use kernel::{ApiResult, Cx, Job};
use serde::{Deserialize, Serialize};
use store::{Key, Row, Table};

use crate::tables::{
    BACKUP_ITEMS, EXPIRIES, HISTORY, HISTORY_TIMES, INDEX_ITEMS, ITEMS, OUTBOX, STAMPS,
    STREAM_RECORDS,
};

/// Removes some of this, and goes on until nothing is left.
pub(crate) static SWEEP: Job<Garbage> = Job::new("dynamodb.sweep");

/// Rows that one transaction removes.
const AT_ONCE: usize = 500;

/// What is to be removed, by the number that it lies under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Garbage {
    Items(u64),
    Index(u64),
    History(u64),
    Expiries(u64),
    Stamps(u64),
    Backup(u64),
    /// Records of a stream before this one.
    Records(u64, u64),
    /// Changes for the region where this is thrown away, of a global table that it is none of any more.
    Outbox(u64),
}

impl Garbage {
    fn key(self) -> String {
        match self {
            Garbage::Items(number) => format!("items-{number}"),
            Garbage::Index(number) => format!("index-{number}"),
            Garbage::History(number) => format!("history-{number}"),
            Garbage::Expiries(number) => format!("expiries-{number}"),
            Garbage::Stamps(number) => format!("stamps-{number}"),
            Garbage::Backup(number) => format!("backup-{number}"),
            Garbage::Records(number, _) => format!("records-{number}"),
            Garbage::Outbox(number) => format!("outbox-{number}"),
        }
    }
}

/// Has this removed.
pub(crate) async fn throw_away(cx: &mut Cx<'_>, garbage: Garbage) -> ApiResult<()> {
    let now = cx.now();
    cx.schedule(&SWEEP, &garbage.key(), now, &garbage).await
}

/// Removes some, and says to go on when there may be more.
pub(crate) async fn step(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let garbage = SWEEP.payload(raw)?;
    sweep(cx, garbage).await
}

/// The same at once: what is little is gone with the transaction.
pub(crate) async fn sweep(cx: &mut Cx<'_>, garbage: Garbage) -> ApiResult<()> {
    let removed = match garbage {
        Garbage::Items(number) => clear(cx, &ITEMS, number, true).await?,
        Garbage::Index(number) => clear(cx, &INDEX_ITEMS, number, true).await?,
        Garbage::Backup(number) => clear(cx, &BACKUP_ITEMS, number, false).await?,
        Garbage::Expiries(number) => clear(cx, &EXPIRIES, number, false).await?,
        Garbage::Stamps(number) => clear(cx, &STAMPS, number, false).await?,
        Garbage::History(number) => clear(cx, &HISTORY_TIMES, number, false)
            .await?
            .max(clear(cx, &HISTORY, number, false).await?),
        Garbage::Records(number, before) => records(cx, number, before).await?,
        Garbage::Outbox(number) => outbox(cx, number).await?,
    };
    if removed == AT_ONCE { throw_away(cx, garbage).await } else { Ok(()) }
}

async fn clear<K: Key, R: Row>(
    cx: &mut Cx<'_>,
    table: &Table<K, R>,
    number: u64,
    counted: bool,
) -> ApiResult<usize> {
    let range = cx.rows(table).prefix(&number);
    let rows = cx.range(table, &range, AT_ONCE).await?;
    for (key, _) in &rows {
        cx.delete(table, key);
    }
    if counted && !rows.is_empty() {
        cx.add_rows(table, &number, -i64::try_from(rows.len()).unwrap_or(i64::MAX));
    }
    Ok(rows.len())
}

async fn records(cx: &mut Cx<'_>, stream: u64, before: u64) -> ApiResult<usize> {
    let range = cx.rows(&STREAM_RECORDS).prefix(&stream).before(&(stream, before));
    let rows = cx.head(&STREAM_RECORDS, &range, AT_ONCE).await?;
    for (key, _) in &rows {
        cx.delete(&STREAM_RECORDS, key);
    }
    Ok(rows.len())
}

async fn outbox(cx: &mut Cx<'_>, group: u64) -> ApiResult<usize> {
    let range = cx.rows(&OUTBOX).prefix(&(cx.region().to_string(), group));
    let rows = cx.head(&OUTBOX, &range, AT_ONCE).await?;
    for (key, _) in &rows {
        cx.delete(&OUTBOX, key);
    }
    Ok(rows.len())
}
