//! The log of a stream: each write of an item appends a record, in the transaction that writes it.
//!
//! Writers of one stream follow each other: each reads the stream's tail and moves it, so that of two at the same
//! time one runs again. Thus records are committed in the order of their numbers, and no reader passes one by that
//! comes late.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>

use kernel::{ApiResult, Cx, wake_key};
use lang_dynamodb::{Item, codec};

use super::sequence;
use crate::item_key::only_key;
use crate::table::TableRow;
use crate::tables::{ChangeKind, STREAM_RECORDS, STREAM_TAILS, Stored, StreamRecord};
use crate::vault::Vault;
use crate::write::Cause;

/// Appends a write to the table's stream, if it has one.
pub(crate) async fn append(
    cx: &mut Cx<'_>,
    table: &TableRow,
    vault: &Vault,
    old: Option<&Item>,
    new: Option<&Item>,
    cause: Cause,
) -> ApiResult<()> {
    let Some(stream) = table.stream.as_ref().filter(|stream| stream.enabled) else { return Ok(()) };
    let Some(some) = new.or(old) else { return Ok(()) };
    let kind = match (old, new) {
        (None, _) => ChangeKind::Insert,
        (_, None) => ChangeKind::Remove,
        _ => ChangeKind::Modify,
    };
    let row = {
        let stored = |item: &Item| Stored(vault.seal_bytes(cx, codec::encode(item)));
        StreamRecord {
            kind,
            at: cx.now(),
            keys: stored(&only_key(table, some)),
            old: old.filter(|_| stream.view.has_old()).map(stored),
            new: new.filter(|_| stream.view.has_new()).map(stored),
            expired: cause == Cause::Expiry,
        }
    };
    let last = cx.get(&STREAM_TAILS, &stream.number).await?.unwrap_or(0);
    let sequence = sequence::next(last, cx.now());
    cx.put(&STREAM_TAILS, &stream.number, &sequence);
    cx.put(&STREAM_RECORDS, &(stream.number, sequence), &row);
    wake_readers(cx, table);
    Ok(())
}

/// Who reads the stream along (event source mappings of Lambda) waits for this key, which names the table.
fn wake_readers(cx: &mut Cx<'_>, table: &TableRow) {
    let region = cx.region().as_str();
    let key = wake_key(&["dynamodb-stream", cx.account().as_str(), region, table.name.as_str()]);
    cx.notify(key, usize::MAX);
}
