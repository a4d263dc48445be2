//! Reads of single items by their keys, as every call that reads makes them: throttled, as they are or as they were a
//! moment ago, and counted.

use kernel::{ApiError, ApiResult, Cx};
use lang_dynamodb::{Item, codec};

use crate::capacity::{Tally, read_halves};
use crate::table::TableRow;
use crate::tables::ItemKey;
use crate::throttle::{Action, Meter, Use};
use crate::{item_write, recent};

/// How an item is read.
#[derive(Clone, Copy)]
pub(crate) struct How {
    pub(crate) consistent: bool,
    /// How often it counts: twice in transactions.
    pub(crate) times: usize,
}

impl How {
    /// Alone.
    pub(crate) fn alone(consistent: Option<bool>) -> How {
        How { consistent: consistent == Some(true), times: 1 }
    }

    /// In a transaction.
    pub(crate) const IN_TRANSACTION: How = How { consistent: true, times: 2 };
}

/// Reads the item under `key`.
pub(crate) async fn item(
    cx: &mut Cx<'_>,
    meter: &mut Meter,
    table: &TableRow,
    key: &ItemKey,
    how: How,
    tally: &mut Tally,
) -> ApiResult<Option<Item>> {
    let what = Use::of(table, None, Action::Read, &key.bytes);
    meter.admit(cx, what)?;
    let item = shown(cx, key, how.consistent).await?;
    let halves = read_halves(item.as_ref().map_or(0, Item::size), how.consistent) * how.times;
    meter.take(what, halves);
    tally.add_table(halves);
    Ok(item)
}

/// What a read shows of an item: what it was, when reads are behind that need not be consistent.
pub(crate) async fn shown(
    cx: &mut Cx<'_>,
    key: &ItemKey,
    consistent: bool,
) -> ApiResult<Option<Item>> {
    let moment = recent::moment(cx, consistent);
    match moment.and_then(|moment| recent::row_at(cx, key, moment)) {
        Some(before) => {
            let before = before.map(|row| codec::decode(&row.0));
            before.transpose().map_err(ApiError::bug)
        }
        None => item_write::read(cx, key).await,
    }
}
