//! The work of an import: one object after the other, unpacked piece by piece, some items a transaction. Each transaction
//! notes how far the import is, so that every item counts once, whatever happens.

use std::future::poll_fn;
use std::io;

use kernel::{ApiError, ApiResult, Cx, Job, WaitCx, transact};
use lang_dynamodb::Item;
use schema::{BoxStream, Bytes};

use super::parse::{Parsed, Parser};
use super::records::{Records, TooLong};
use super::report::{self, Wrong};
use super::source::{self, failure_of};
use super::unpack::{PIECE, Unpack};
use super::{Counts, ImportRow, Position, SourceObject};
use crate::pause::let_others_run;
use crate::table::{self, TableRow, TableStatus};
use crate::tables::{IMPORT_OBJECTS, IMPORTS, IMPORTS_RUNNING, TABLES};
use crate::write::{Cause, write_item};
use crate::{errors, item_key, item_write, limits};

/// Does the import with this id.
pub(crate) static RUN: Job<String> = Job::new("dynamodb.run-import");

/// Items, and bytes of items, that one transaction writes.
const AT_ONCE: usize = 100;
const BYTES_AT_ONCE: usize = 1 << 20;

/// Does an import, from where it is.
pub(crate) async fn run(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = RUN.payload(raw)?;
    loop {
        let next = transact!(wx, cx => next(cx, &id).await)?;
        let Some((row, object)) = next else { return Ok(()) };
        let Some(object) = object else {
            return transact!(wx, cx => end(cx, &id, None).await);
        };
        match one(wx, &row, &object).await {
            Ok(()) => {}
            Err(error) if error.status() < 500 => {
                let why = failure_of(&error);
                return transact!(wx, cx => end(cx, &id, Some(why.clone())).await);
            }
            Err(error) => return Err(error),
        }
    }
}

/// The import, unless it has ended, and its next object, if any is left.
async fn next(
    cx: &mut Cx<'_>,
    id: &String,
) -> ApiResult<Option<(ImportRow, Option<SourceObject>)>> {
    let Some(row) = cx.get(&IMPORTS, id).await?.filter(|row| row.ended.is_none()) else {
        return Ok(None);
    };
    let object = cx.get(&IMPORT_OBJECTS, &(id.clone(), row.at.object)).await?;
    Ok(Some((row, object)))
}

/// What was read of an object and is not written yet.
struct Batch {
    items: Vec<(u64, Item)>,
    wrong: Vec<Wrong>,
    bytes: usize,
}

/// Imports the rest of one object.
async fn one(wx: &mut WaitCx<'_>, row: &ImportRow, object: &SourceObject) -> ApiResult<()> {
    let etag = object.etag.as_deref();
    let mut body = source::open(wx, &row.bucket, &object.key, etag).await?;
    let mut reading = Reading::new(row);
    let mut ended = false;
    while !ended {
        let piece = next_piece(&mut body).await.map_err(ApiError::bug)?;
        let pieces = piece.as_ref().map_or(&[][..], |piece| piece);
        for piece in pieces.chunks(PIECE) {
            ended |= reading.push(Some(piece));
            while reading.fill(false) {
                write(wx, row, object, &mut reading, false).await?;
            }
        }
        if piece.is_none() {
            reading.push(None);
            while reading.fill(true) {
                write(wx, row, object, &mut reading, false).await?;
            }
            ended = true;
        }
    }
    write(wx, row, object, &mut reading, true).await
}

pub(crate) async fn next_piece(
    body: &mut BoxStream<io::Result<Bytes>>,
) -> io::Result<Option<Bytes>> {
    poll_fn(|waker| body.as_mut().poll_next(waker)).await.transpose()
}

/// An object that is being read.
struct Reading {
    unpack: Unpack,
    records: Records,
    parser: Parser,
    /// Items that were read, and those that were imported before.
    index: u64,
    skip: u64,
    /// Nothing more can be read of it; and why, until that is noted.
    broken: bool,
    why: Option<String>,
    batch: Batch,
}

impl Reading {
    fn new(row: &ImportRow) -> Reading {
        let parser = Parser::new(row);
        Reading {
            unpack: Unpack::new(row.compression),
            records: Records::new(parser.quotes()),
            parser,
            index: 0,
            skip: row.at.items,
            broken: false,
            why: None,
            batch: Batch { items: Vec::new(), wrong: Vec::new(), bytes: 0 },
        }
    }

    /// Unpacks a piece, or the end; whether nothing more can be read.
    fn push(&mut self, piece: Option<&[u8]>) -> bool {
        if self.broken {
            return true;
        }
        let room = self.records.room();
        let done = match piece {
            Some(piece) => self.unpack.push(piece, room),
            None => self.unpack.finish(room),
        };
        if let Err(error) = done {
            self.give_up(format!("The object cannot be unpacked: {error}"));
        }
        self.broken
    }

    /// The rest of the object is skipped.
    fn give_up(&mut self, why: String) {
        self.broken = true;
        self.why = Some(why);
    }

    /// Notes, behind the items that could be read, why there are no more.
    fn note(&mut self) {
        let Some(why) = self.why.take() else { return };
        self.batch.wrong.push(Wrong { index: self.index, why });
    }

    /// Takes records until the batch is full; whether it is.
    fn fill(&mut self, last: bool) -> bool {
        loop {
            let batch = &self.batch;
            if batch.items.len() + batch.wrong.len() >= AT_ONCE || batch.bytes >= BYTES_AT_ONCE {
                return true;
            }
            let parsed = match self.records.next() {
                Ok(Some(record)) => self.parser.record(record),
                Ok(None) if last && !self.broken => match self.records.last() {
                    Some(record) => self.parser.record(record),
                    None => return false,
                },
                Ok(None) => {
                    self.note();
                    return false;
                }
                Err(TooLong) => {
                    if !self.broken {
                        self.give_up("The record is longer than an item can be".to_owned());
                    }
                    self.note();
                    return false;
                }
            };
            self.take(parsed);
        }
    }

    fn take(&mut self, parsed: Parsed) {
        let index = self.index;
        let known = index < self.skip;
        match parsed {
            Parsed::Nothing => return,
            Parsed::Item(item) if !known => {
                self.batch.bytes += item.size();
                self.batch.items.push((index, item));
            }
            Parsed::Wrong(why) if !known => self.batch.wrong.push(Wrong { index, why }),
            Parsed::Item(_) | Parsed::Wrong(_) => {}
        }
        self.index += 1;
    }
}

/// Writes the batch; with the last of an object the import goes on to the next one.
async fn write(
    wx: &mut WaitCx<'_>,
    row: &ImportRow,
    object: &SourceObject,
    reading: &mut Reading,
    last: bool,
) -> ApiResult<()> {
    let Batch { items, mut wrong, .. } = std::mem::replace(
        &mut reading.batch,
        Batch { items: Vec::new(), wrong: Vec::new(), bytes: 0 },
    );
    let refused = items.iter().filter_map(|(index, item)| {
        let why = check(&row.table, item).err()?;
        let why = why.message().unwrap_or_default().to_owned();
        Some(Wrong { index: *index, why })
    });
    wrong.extend(refused);
    wrong.sort_by_key(|wrong| wrong.index);
    report::log(wx, row, object, &wrong).await?;
    let good: Vec<&Item> = items
        .iter()
        .filter(|(index, _)| wrong.binary_search_by_key(index, |wrong| wrong.index).is_err())
        .map(|(_, item)| item)
        .collect();
    let at = match last {
        true => Position { object: row.at.object + 1, items: 0, bytes: 0 },
        false => Position {
            object: row.at.object,
            items: reading.index.max(reading.skip),
            bytes: reading.records.taken(),
        },
    };
    let step = Step {
        at,
        items: reading.index,
        bytes: reading.records.taken(),
        errors: wrong.len() as u64,
        good,
    };
    transact!(wx, cx => step.apply(cx, &row.id).await)?;
    let_others_run().await;
    Ok(())
}

/// Whether the item may be in the table.
fn check(table: &TableRow, item: &Item) -> ApiResult<()> {
    item_key::of_item(table, item)?;
    if item.size() > limits::MAX_ITEM {
        return Err(errors::validation("Item size has exceeded the maximum allowed size"));
    }
    Ok(())
}

/// What one transaction does.
struct Step<'b> {
    at: Position,
    /// Items and bytes of the object that were read so far.
    items: u64,
    bytes: u64,
    errors: u64,
    good: Vec<&'b Item>,
}

impl Step<'_> {
    async fn apply(&self, cx: &mut Cx<'_>, id: &String) -> ApiResult<()> {
        let Some(mut row) = cx.get(&IMPORTS, id).await?.filter(|row| row.ended.is_none()) else {
            return Ok(());
        };
        let table = cx.get_shared(&TABLES, &row.table.name).await?;
        let Some(table) = table.filter(|table| table.number == row.table.number) else {
            return Ok(());
        };
        for item in &self.good {
            let key = item_key::bytes_of(&table, item);
            let old = item_write::read(cx, &key).await?;
            write_item(cx, &table, old.as_ref(), Some(item), Cause::Fill).await?;
        }
        let Counts { bytes, processed, imported, errors } = row.counts;
        row.counts = Counts {
            bytes: bytes + self.bytes.saturating_sub(row.at.bytes),
            processed: processed + self.items.saturating_sub(row.at.items),
            imported: imported + self.good.len() as u64,
            errors: errors + self.errors,
        };
        row.at = self.at;
        cx.put(&IMPORTS, id, &row);
        Ok(())
    }
}

/// Ends an import: its table, with what came into it, is there.
async fn end(cx: &mut Cx<'_>, id: &String, failure: Option<(String, String)>) -> ApiResult<()> {
    let Some(mut row) = cx.get(&IMPORTS, id).await?.filter(|row| row.ended.is_none()) else {
        return Ok(());
    };
    let wrong = || {
        let why = "Some of the items failed validation checks and were not imported. \
                   Please check CloudWatch error logs for more details.";
        ("ItemValidationError".to_owned(), why.to_owned())
    };
    row.ended = Some(cx.now());
    row.failure = failure.or_else(|| (row.counts.errors > 0).then(wrong));
    cx.put(&IMPORTS, id, &row);
    cx.delete(&IMPORTS_RUNNING, id);
    let objects = cx.rows(&IMPORT_OBJECTS).prefix(id);
    for (key, _) in cx.range(&IMPORT_OBJECTS, &objects, limits::IMPORT_OBJECTS).await? {
        cx.delete(&IMPORT_OBJECTS, &key);
    }
    let table = cx.get(&TABLES, &row.table.name).await?;
    if let Some(mut table) = table.filter(|table| table.number == row.table.number) {
        table.status = TableStatus::Active;
        table::save(cx, &table);
    }
    Ok(())
}
