//! The work of a bulk operation: one object after the other, unpacked piece by piece, some items a transaction. Each
//! transaction notes how far the operation is, so that every item is put once, whatever happens.

use kernel::{ApiError, ApiResult, Cx, Job, Timestamp, WaitCx, transact};

use super::record::Reader;
use super::report::{self, FILE, KINDS, Kind};
use super::step::{Done, Entry, Step};
use super::{BulkObject, BulkRow, manifest, woken_by};
use crate::import::next_piece;
use crate::import::source::{self, failure_of};
use crate::import::unpack::{PIECE, Unpack};
use crate::limits;
use crate::pause::let_others_run;
use crate::tables::{BULK_ACTIVE, BULK_FILES, BULK_OBJECTS, BULK_REPORTS, BULKS};

/// Does the operation with this id.
pub(crate) static RUN: Job<String> = Job::new("dynamodb.run-bulk-put");

/// Records, and bytes of their items, that one transaction writes.
const AT_ONCE: usize = 25;
const BYTES_AT_ONCE: usize = 1 << 20;
/// Rows that one transaction clears away.
const CLEARED: usize = 1_000;

/// What comes next.
enum Next {
    Nothing,
    Report(Kind),
    Object(Box<BulkRow>, BulkObject),
    End(Box<BulkRow>),
}

/// Does an operation, from where it is.
pub(crate) async fn run(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = RUN.payload(raw)?;
    loop {
        let next = transact!(wx, cx => next(cx, &id).await)?;
        let done = match next {
            Next::Nothing => return Ok(()),
            Next::Report(kind) => report::write(wx, &id, kind).await,
            Next::Object(row, object) => one(wx, &row, &object).await,
            Next::End(row) => end(wx, &row).await,
        };
        match done {
            Ok(()) => {}
            Err(error) if error.status() < 500 => {
                let why = failure_of(&error);
                transact!(wx, cx => fail(cx, &id, why.clone()).await)?;
            }
            Err(error) => return Err(error),
        }
    }
}

async fn next(cx: &mut Cx<'_>, id: &String) -> ApiResult<Next> {
    let Some(row) = cx.get(&BULKS, id).await?.filter(|row| row.ended.is_none()) else {
        return Ok(Next::Nothing);
    };
    let object = match row.goes_on() {
        true => cx.get(&BULK_OBJECTS, &(id.clone(), row.at.object)).await?,
        false => None,
    };
    let enough = if object.is_some() { FILE } else { 1 };
    if let Some(kind) = KINDS.into_iter().find(|kind| row.waiting[kind.at()].bytes >= enough) {
        return Ok(Next::Report(kind));
    }
    let row = Box::new(row);
    Ok(match object {
        Some(object) => Next::Object(row, object),
        None => Next::End(row),
    })
}

/// Nothing more is read. An operation that cannot even report that has ended.
async fn fail(cx: &mut Cx<'_>, id: &String, why: (String, String)) -> ApiResult<()> {
    let Some(mut row) = cx.get(&BULKS, id).await?.filter(|row| row.ended.is_none()) else {
        return Ok(());
    };
    let reading = row.goes_on() && cx.has(&BULK_OBJECTS, &(id.clone(), row.at.object)).await?;
    let reporting = KINDS.iter().any(|kind| row.waiting[kind.at()].bytes >= FILE);
    row.failure = row.failure.or(Some(why));
    if reading && !reporting {
        cx.put(&BULKS, id, &row);
        return Ok(());
    }
    let now = cx.now();
    finish(cx, row, now).await
}

/// Ends an operation, once its manifests are there.
async fn end(wx: &mut WaitCx<'_>, row: &BulkRow) -> ApiResult<()> {
    let ended = wx.now();
    let mut row = row.clone();
    if row.cancelled {
        let why = "The bulk operation was cancelled by a call of CancelBulkOperation";
        row.failure = Some(("Cancelled".to_owned(), why.to_owned()));
    }
    manifest::write(wx, &row, ended).await?;
    transact!(wx, cx => finish(cx, row.clone(), ended).await)
}

async fn finish(cx: &mut Cx<'_>, row: BulkRow, ended: Timestamp) -> ApiResult<()> {
    let Some(now) = cx.get(&BULKS, &row.id).await?.filter(|now| now.ended.is_none()) else {
        return Ok(());
    };
    // A cancellation that came while the manifests were written came too late.
    let row = BulkRow { ended: Some(ended), cancelled: row.cancelled, failure: row.failure, ..now };
    cx.put(&BULKS, &row.id, &row);
    cx.delete(&BULK_ACTIVE, &row.number);
    let objects = cx.rows(&BULK_OBJECTS).prefix(&row.id);
    for (key, _) in cx.range(&BULK_OBJECTS, &objects, limits::IMPORT_OBJECTS).await? {
        cx.delete(&BULK_OBJECTS, &key);
    }
    let files = cx.rows(&BULK_FILES).prefix(&row.id);
    for (key, _) in cx.range(&BULK_FILES, &files, limits::IMPORT_OBJECTS).await? {
        cx.delete(&BULK_FILES, &key);
    }
    let reports = cx.rows(&BULK_REPORTS).prefix(&row.id);
    for (key, _) in cx.range(&BULK_REPORTS, &reports, CLEARED).await? {
        cx.delete(&BULK_REPORTS, &key);
    }
    Ok(())
}

/// Puts the rest of one object.
async fn one(wx: &mut WaitCx<'_>, row: &BulkRow, object: &BulkObject) -> ApiResult<()> {
    let etag = object.etag.as_deref();
    let mut body = source::open(wx, &row.input.bucket, &object.key, etag).await?;
    let mut reading = Reading::new(row);
    loop {
        let piece = next_piece(&mut body).await.map_err(ApiError::bug)?;
        let last = piece.is_none();
        let pieces = piece.as_ref().map_or(&[][..], |piece| piece);
        for piece in pieces.chunks(PIECE) {
            reading.push(Some(piece));
            while reading.fill(false) {
                if !write(wx, &row.id, object, &mut reading, false).await? {
                    return Ok(());
                }
            }
        }
        if last {
            reading.push(None);
            while reading.fill(true) {
                if !write(wx, &row.id, object, &mut reading, false).await? {
                    return Ok(());
                }
            }
        }
        if last || reading.broken {
            return write(wx, &row.id, object, &mut reading, true).await.map(drop);
        }
    }
}

/// An object that is being read.
struct Reading {
    unpack: Unpack,
    reader: Reader,
    /// Bytes that were read.
    bytes: u64,
    /// Records that were read, and those that were seen to before.
    index: u64,
    skip: u64,
    /// Nothing more can be read of it; and why, until that is noted.
    broken: bool,
    why: Option<String>,
    batch: Vec<Entry>,
    size: usize,
}

impl Reading {
    fn new(row: &BulkRow) -> Reading {
        Reading {
            unpack: Unpack::new(row.input.compression),
            reader: Reader::new(row.input.ion),
            bytes: 0,
            index: 0,
            skip: row.at.records,
            broken: false,
            why: None,
            batch: Vec::new(),
            size: 0,
        }
    }

    /// Unpacks a piece, or the end.
    fn push(&mut self, piece: Option<&[u8]>) {
        if self.broken {
            return;
        }
        let room = self.reader.room();
        let done = match piece {
            Some(piece) => {
                self.bytes += piece.len() as u64;
                self.unpack.push(piece, room)
            }
            None => self.unpack.finish(room),
        };
        if let Err(error) = done {
            self.give_up(format!("The object cannot be unpacked: {error}"));
        }
    }

    /// The rest of the object is skipped.
    fn give_up(&mut self, why: String) {
        self.broken = true;
        self.why = Some(why);
    }

    /// Takes records until the batch is full; whether it is.
    fn fill(&mut self, last: bool) -> bool {
        loop {
            if self.batch.len() >= AT_ONCE || self.size >= BYTES_AT_ONCE {
                return true;
            }
            match self.reader.next(last && !self.broken) {
                Ok(Some(record)) => self.take(record),
                Ok(None) => break,
                Err(_) => {
                    if !self.broken {
                        self.give_up("The record is longer than an item can be".to_owned());
                    }
                    break;
                }
            }
        }
        // Behind the records that could be read stands why there are no more.
        if let Some(why) = self.why.take() {
            self.take(Err(why));
        }
        false
    }

    fn take(&mut self, record: Result<super::record::Record, String>) {
        if self.index >= self.skip {
            self.size += record.as_ref().map_or(0, |record| record.item.size());
            self.batch.push((self.index, record));
        }
        self.index += 1;
    }
}

/// Writes the batch, however long that takes; whether the operation goes on.
async fn write(
    wx: &mut WaitCx<'_>,
    id: &String,
    object: &BulkObject,
    reading: &mut Reading,
    last: bool,
) -> ApiResult<bool> {
    let batch = std::mem::take(&mut reading.batch);
    reading.size = 0;
    let mut entries = &batch[..];
    loop {
        // Before the state is looked at: a cancellation that comes then is heard.
        let watcher = wx.watch(woken_by(id));
        let step = Step { object, entries, bytes: reading.bytes, last };
        let Done { taken, pause, over, full } = transact!(wx, cx => step.apply(cx, id).await)?;
        if over {
            return Ok(false);
        }
        entries = entries.get(taken..).unwrap_or_default();
        if let Some(kind) = full {
            report::write(wx, id, kind).await?;
        }
        if let Some(until) = pause
            && !wx.wait(&watcher, until).await
        {
            return Ok(false);
        }
        if entries.is_empty() {
            let_others_run().await;
            return Ok(true);
        }
    }
}
