//! The history of a table's items, kept while something may want to go back: point-in-time recovery, backups and
//! restores that are being made. Each write notes what was before; what an item was at a time is what the first write
//! after it found.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html>

use std::time::Duration;

use bytes::Bytes;
use kernel::{ApiResult, Cx, Job, Timestamp};
use lang_dynamodb::{Item, codec};
use serde::{Deserialize, Serialize};

use crate::garbage::{self, Garbage};
use crate::table::TableRow;
use crate::table_name::TableName;
use crate::tables::{Before, HISTORY, HISTORY_TIMES, ITEMS, ItemKey, Stored, StoredItem, TABLES};
use crate::vault::Vault;

/// Forgets what is older than the recovery period of the table with this name and number.
pub(crate) static TRIM: Job<(TableName, u64)> = Job::new("dynamodb.trim-history");

const EVERY: Duration = Duration::from_secs(3_600);
/// Entries that one transaction forgets.
const AT_ONCE: usize = 500;

/// A moment in a table's history: what was written up to it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Moment {
    at: i64,
    sequence: u64,
}

impl Moment {
    /// Now, after everything that was committed.
    pub(crate) fn now(cx: &Cx<'_>) -> Moment {
        Moment { at: cx.now().as_micros(), sequence: cx.next_sequence() }
    }

    /// A time, with all that was written at it.
    pub(crate) fn of(at: Timestamp) -> Moment {
        Moment { at: at.as_micros(), sequence: u64::MAX }
    }
}

/// Notes what a write replaces.
pub(crate) fn note(
    cx: &mut Cx<'_>,
    table: &TableRow,
    vault: &Vault,
    key: &ItemKey,
    old: Option<&Item>,
) {
    if !table.settings.recovery.keeps_history() {
        return;
    }
    let (at, sequence) = (cx.now().as_micros(), cx.next_sequence());
    let before = Before(old.map(|item| Stored(vault.seal_bytes(cx, codec::encode(item)))));
    cx.put(&HISTORY, &(table.number, key.bytes.clone(), at, sequence), &before);
    cx.put(&HISTORY_TIMES, &(table.number, at, sequence, key.bytes.clone()), &());
}

/// Some items of a table as they were at a moment, in the order of their keys.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) items: Vec<(Vec<u8>, StoredItem)>,
    /// Where the next page begins; `None` at the end.
    pub(crate) next: Option<Vec<u8>>,
}

/// Reads up to `limit` items as of `moment`, those after `after`.
pub(crate) async fn page(
    cx: &mut Cx<'_>,
    number: u64,
    moment: Moment,
    after: Option<&[u8]>,
    limit: usize,
) -> ApiResult<Page> {
    let mut range = cx.rows(&ITEMS).prefix(&number);
    if let Some(after) = after {
        range = range.after(&ItemKey { owner: number, bytes: after.to_vec() });
    }
    let living = cx.range(&ITEMS, &range, limit).await?;
    let written = written_keys(cx, number, after, limit).await?;
    // Beyond the last key of a full page of either kind, the other kind cannot tell.
    let living_end =
        (living.len() == limit).then(|| living.last().map(|(key, _)| key.bytes.clone()));
    let written_end = (written.len() == limit).then(|| written.last().cloned());
    let end = [living_end.flatten(), written_end.flatten()].into_iter().flatten().min();
    let mut all: std::collections::BTreeMap<Vec<u8>, Option<StoredItem>> =
        written.into_iter().map(|key| (key, None)).collect();
    for (key, item) in living {
        all.insert(key.bytes, Some(item));
    }
    let mut items = Vec::new();
    for (key, current) in all {
        if end.as_ref().is_some_and(|end| key > *end) {
            break;
        }
        if let Some(item) = at_moment(cx, number, &key, moment, current).await? {
            items.push((key, item));
        }
    }
    Ok(Page { items, next: end })
}

/// Up to `limit` keys that history knows, those after `after`.
async fn written_keys(
    cx: &mut Cx<'_>,
    number: u64,
    after: Option<&[u8]>,
    limit: usize,
) -> ApiResult<Vec<Vec<u8>>> {
    let mut keys: Vec<Vec<u8>> = Vec::new();
    let mut last = after.map(<[u8]>::to_vec);
    while keys.len() < limit {
        let mut range = cx.rows(&HISTORY).prefix(&number);
        if let Some(last) = &last {
            range = range.after(&(number, last.clone(), i64::MAX, u64::MAX));
        }
        let Some(((_, key, ..), _)) = cx.range(&HISTORY, &range, 1).await?.pop() else { break };
        last = Some(key.clone());
        keys.push(key);
    }
    Ok(keys)
}

/// What became of an item between two moments.
pub(crate) struct Changed {
    /// When it was written last, in microseconds.
    pub(crate) at: i64,
    pub(crate) old: Option<StoredItem>,
    pub(crate) new: Option<StoredItem>,
}

/// What was written after the first and up to the second of two moments: up to `limit` keys are looked at, those after
/// `after`; and where the next page begins.
pub(crate) async fn changes(
    cx: &mut Cx<'_>,
    number: u64,
    (from, to): (Moment, Moment),
    after: Option<&[u8]>,
    limit: usize,
) -> ApiResult<(Vec<Changed>, Option<Vec<u8>>)> {
    let keys = written_keys(cx, number, after, limit).await?;
    let next = keys.last().filter(|_| keys.len() == limit).cloned();
    let mut out = Vec::new();
    for key in keys {
        let of_key = cx.rows(&HISTORY).prefix(&(number, key.clone()));
        let within = of_key.after(&(number, key.clone(), from.at, from.sequence)).through(&(
            number,
            key.clone(),
            to.at,
            to.sequence,
        ));
        let Some(((_, _, at, _), _)) = cx.range(&HISTORY, &within.reversed(), 1).await?.pop()
        else {
            continue;
        };
        let current = cx.get(&ITEMS, &ItemKey { owner: number, bytes: key.clone() }).await?;
        let old = at_moment(cx, number, &key, from, current.clone()).await?;
        let new = at_moment(cx, number, &key, to, current).await?;
        out.push(Changed { at, old, new });
    }
    Ok((out, next))
}

async fn at_moment(
    cx: &mut Cx<'_>,
    number: u64,
    key: &[u8],
    moment: Moment,
    current: Option<StoredItem>,
) -> ApiResult<Option<StoredItem>> {
    let key = key.to_vec();
    let range = cx.rows(&HISTORY).prefix(&(number, key.clone())).after(&(
        number,
        key,
        moment.at,
        moment.sequence,
    ));
    let first = cx.range(&HISTORY, &range, 1).await?.pop();
    Ok(match first {
        Some((_, Before(old))) => old.map(|stored| StoredItem(Bytes::from(stored.0))),
        None => current,
    })
}

/// Has the history trimmed from now on: point-in-time recovery was switched on.
pub(crate) async fn watch(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    let due = cx.now().plus(EVERY);
    cx.schedule(&TRIM, table.name.as_str(), due, &(table.name.clone(), table.number)).await
}

/// Forgets everything.
pub(crate) async fn stop(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    cx.cancel(&TRIM, table.name.as_str()).await?;
    garbage::throw_away(cx, Garbage::History(table.number)).await
}

/// Forgets some of what is too old.
pub(crate) async fn trim(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (name, number) = TRIM.payload(raw)?;
    let row = cx.get_shared(&TABLES, &name).await?;
    let Some(row) = row.filter(|row| row.number == number) else { return Ok(()) };
    let Some((_, days)) = row.settings.recovery.enabled else { return Ok(()) };
    let mut due = cx.now().plus(EVERY);
    // What a copy needs that is being made stays.
    if row.settings.recovery.copies == 0 {
        let oldest = cx.now().minus(Duration::from_secs(86_400 * u64::from(days)));
        let range = cx.rows(&HISTORY_TIMES).prefix(&number).before(&(number, oldest.as_micros()));
        let old = cx.head(&HISTORY_TIMES, &range, AT_ONCE).await?;
        if old.len() == AT_ONCE {
            due = cx.now();
        }
        for (key, ()) in old {
            let (_, at, sequence, bytes) = key.clone();
            cx.delete(&HISTORY_TIMES, &key);
            cx.delete(&HISTORY, &(number, bytes, at, sequence));
        }
    }
    cx.schedule(&TRIM, name.as_str(), due, &(name.clone(), number)).await
}
