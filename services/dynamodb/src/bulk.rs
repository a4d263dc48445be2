//! Bulk operations: items of objects in S3 put into a table that is there, each as PutItem would put it, with a condition of
//! its own if it has one. What the caller may read and write is decided with the request; a job that takes its time then reads
//! one object after the other, some items a transaction, and goes on after a crash where it was. What was not put is
//! reported to S3.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/BulkPutItems.Requesting.html>

mod manifest;
mod record;
mod report;
mod request;
mod run;
mod show;
mod step;
mod structs;

use gen_dynamodb::errors as modelled;
use kernel::{ApiResult, Arn, Cx, Job, Timestamp, WakeKey, wake_key};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::import::Compression;
use crate::table::TableRow;
use crate::table_name::TableName;
use crate::tables::{BULK_ACTIVE, BULK_TOKENS, BULKS};

pub(crate) use report::{ReportFile, ReportRow, started_key};
pub(crate) use request::{begin, check, known};
pub(crate) use run::{RUN, run};
pub(crate) use show::{describe, summary};

/// Forgets the operation with this id, which is old.
pub(crate) static FORGET: Job<String> = Job::new("dynamodb.forget-bulk");

/// A bulk operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct BulkRow {
    /// Begins with its time.
    pub(crate) id: String,
    pub(crate) table: TableName,
    /// The table as the request named it.
    named: String,
    table_arn: String,
    table_uuid: String,
    /// The table's number.
    number: u64,
    input: Source,
    output: Target,
    accelerated: bool,
    /// Write units a second, at most.
    most_units: Option<i64>,
    token: String,
    /// Of what the request asked.
    digest: [u8; 32],
    pub(crate) started: Timestamp,
    ended: Option<Timestamp>,
    cancelled: bool,
    failure: Option<(String, String)>,
    /// Bytes of all objects.
    total: Option<u64>,
    counts: Counts,
    usage: Usage,
    at: Position,
    /// Bytes of the objects before the one that is being read.
    before: u64,
    pace: Pace,
    /// Reports that wait to be written: of errors, of conditions that did not hold.
    waiting: [Waiting; 2],
    /// Files of reports that are written.
    files: u64,
}

/// Where the items are, and in what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Source {
    bucket: String,
    owner: Option<String>,
    prefix: Option<String>,
    ion: bool,
    compression: Compression,
}

/// Where reports are written, and which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Target {
    bucket: String,
    owner: Option<String>,
    prefix: Option<String>,
    sse: Option<String>,
    sse_key: Option<String>,
    errors: bool,
    conditions: bool,
}

/// What was done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    /// Bytes of objects that were read.
    bytes: u64,
    processed: u64,
    /// Records that were wrong.
    failed: u64,
    /// Items whose condition did not hold.
    refused: u64,
}

/// Bytes that were written to the table, and to its indexes by their name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Usage {
    table: u64,
    indexes: Vec<IndexUsage>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct IndexUsage {
    name: String,
    kind: IndexKind,
    bytes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum IndexKind {
    Local,
    Global,
    Vector,
}

/// How far an operation is: in which object, behind how many of its records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Position {
    object: u64,
    records: u64,
}

/// What was written in the second that is now, in half units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Pace {
    second: i64,
    halves: u64,
}

/// Reports of one kind that are no file yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    /// The number of the next row.
    next: u64,
    bytes: u64,
}

/// An object of an operation's source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BulkObject {
    key: String,
    /// It must not change meanwhile.
    etag: Option<String>,
    size: u64,
}

impl Usage {
    /// Of all, but for vector indexes: theirs are counted apart.
    fn total(&self) -> u64 {
        let secondary = self.indexes.iter().filter(|index| index.kind != IndexKind::Vector);
        self.table + secondary.map(|index| index.bytes).sum::<u64>()
    }
}

impl BulkRow {
    pub(crate) fn arn(&self) -> String {
        format!("{}/bulk-operation/{}", self.table_arn, self.id)
    }

    fn status(&self) -> &'static str {
        match (&self.failure, self.ended) {
            (_, Some(_)) if self.cancelled => "CANCELLED",
            (Some(_), Some(_)) => "FAILED",
            (None, Some(_)) if self.counts.failed > 0 => "COMPLETED_WITH_ERRORS",
            (None, Some(_)) => "COMPLETED",
            (_, None) if self.cancelled => "CANCELLING",
            (_, None) => "IN_PROGRESS",
        }
    }
}

/// What the operation with this id waits for when it waits.
fn woken_by(id: &str) -> WakeKey {
    wake_key(&["dynamodb", "bulk", id])
}

/// The operation with this ARN.
pub(crate) async fn find(cx: &mut Cx<'_>, text: &str) -> ApiResult<BulkRow> {
    let id = id_in(text).ok_or_else(|| errors::validation("Invalid BulkOperationArn"))?;
    let found = cx.get(&BULKS, &id).await?.filter(|row| row.arn() == text);
    found.ok_or_else(|| {
        modelled::resource_not_found_exception(format!("Bulk operation not found: {text}"))
    })
}

/// The id in an operation's ARN.
fn id_in(text: &str) -> Option<String> {
    let arn = text.parse::<Arn>().ok().filter(|arn| arn.service() == "dynamodb")?;
    let (_, id) = arn.resource().strip_prefix("table/")?.split_once("/bulk-operation/")?;
    (!id.is_empty() && !id.contains('/')).then(|| id.to_owned())
}

/// Whether items are put into the table by one.
pub(crate) async fn is_active(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<bool> {
    cx.has(&BULK_ACTIVE, &table.number).await
}

/// Has an operation end before its input does: what it wrote stays.
pub(crate) fn cancel(cx: &mut Cx<'_>, mut row: BulkRow) -> ApiResult<BulkRow> {
    if row.ended.is_some() {
        return Err(errors::validation(format!(
            "The bulk operation cannot be cancelled: its status is {}",
            row.status()
        )));
    }
    row.cancelled = true;
    cx.put(&BULKS, &row.id, &row);
    cx.notify(woken_by(&row.id), 1);
    Ok(row)
}

/// Nobody is told of an old operation any more.
pub(crate) async fn forget(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = FORGET.payload(raw)?;
    let Some(row) = cx.get(&BULKS, &id).await? else { return Ok(()) };
    if row.ended.is_none() {
        return request::forget_later(cx, &id).await;
    }
    cx.delete(&BULKS, &id);
    if cx.get(&BULK_TOKENS, &row.token).await?.as_ref() == Some(&id) {
        cx.delete(&BULK_TOKENS, &row.token);
    }
    Ok(())
}
