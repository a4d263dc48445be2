//! What is told of items that were not put: a line each, kept with the commit that found it and written to S3 some
//! megabytes at a time, each file under a name that a second try uses again.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/BulkPutItems.Output.html>

use bytes::Bytes;
use kernel::{ApiError, ApiResult, Cx, Kernel, WaitCx, transact};
use lang_dynamodb::{Item, json};
use serde::{Deserialize, Serialize};

use super::{BulkRow, Target};
use crate::export::{self, manifest};
use crate::s3::{self, Agent, Bucket, Encryption};
use crate::tables::{BULK_FILES, BULK_REPORTS, BULKS};

/// What lines are sealed for while they wait.
const SEAL: &str = "dynamodb.bulk-report";
/// Bytes of lines that a file has, about.
pub(super) const FILE: u64 = 8 << 20;
/// Rows read at once: each has a megabyte or two at most.
const ROWS: usize = 4;
/// Characters of a message.
const MESSAGE: usize = 1_000;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    Errors,
    Conditions,
}

pub(super) const KINDS: [Kind; 2] = [Kind::Errors, Kind::Conditions];

impl Kind {
    pub(super) fn at(self) -> usize {
        match self {
            Kind::Errors => 0,
            Kind::Conditions => 1,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Kind::Errors => "ERROR",
            Kind::Conditions => "CONDITION_CHECK_FAILURE",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Kind::Errors => "error",
            Kind::Conditions => "condition-check-failure",
        }
    }

    fn wanted(self, target: &Target) -> bool {
        match self {
            Kind::Errors => target.errors,
            Kind::Conditions => target.conditions,
        }
    }
}

/// Lines that are no file yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReportRow {
    count: u64,
    /// Bytes of the lines.
    size: u64,
    /// The lines, sealed.
    #[serde(with = "serde_bytes")]
    lines: Vec<u8>,
}

/// A file of lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReportFile {
    pub(super) kind: Kind,
    pub(super) key: String,
    pub(super) count: u64,
    pub(super) md5: String,
    pub(super) etag: String,
}

/// The lines that one transaction adds.
#[derive(Default)]
pub(super) struct Lines {
    of_kinds: [(u64, String); 2],
}

/// Where a record stands.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) bucket: &'a str,
    pub(super) key: &'a str,
    pub(super) index: u64,
}

impl Lines {
    /// Bytes of all of them.
    pub(super) fn len(&self) -> usize {
        self.of_kinds.iter().map(|(_, text)| text.len()).sum()
    }

    /// A record that is no item, or an item that the table does not take.
    pub(super) fn error(&mut self, target: &Target, at: At<'_>, why: &str, item: Option<&Item>) {
        let why: String = why.chars().take(MESSAGE).collect();
        self.add(Kind::Errors, target, at, |object| {
            object.text("ErrorCode", "ValidationException");
            object.text("ErrorMessage", &why);
            if let Some(item) = item {
                object.raw("Item", |out| json::push_item(out, item));
            }
        });
    }

    /// An item whose condition did not hold, and what was there.
    pub(super) fn condition(
        &mut self,
        target: &Target,
        at: At<'_>,
        item: &Item,
        there: Option<&Item>,
    ) {
        self.add(Kind::Conditions, target, at, |object| {
            object.text("ErrorCode", "ConditionalCheckFailedException");
            object.text("ErrorMessage", "The conditional request failed");
            object.raw("Item", |out| json::push_item(out, item));
            if let Some(there) = there {
                object.raw("ExistingItem", |out| json::push_item(out, there));
            }
        });
    }

    fn add(
        &mut self,
        kind: Kind,
        target: &Target,
        at: At<'_>,
        write: impl FnOnce(&mut manifest::Object<'_>),
    ) {
        if !kind.wanted(target) {
            return;
        }
        let (count, text) = &mut self.of_kinds[kind.at()];
        let mut object = manifest::Object::begin(text);
        object.text("S3Bucket", at.bucket);
        object.text("S3Key", at.key);
        object.raw("ItemIndex", |out| out.push_str(&at.index.to_string()));
        write(&mut object);
        object.end();
        text.push('\n');
        *count += 1;
    }

    /// Keeps them with the transaction. The caller writes the row.
    pub(super) fn keep(self, cx: &mut Cx<'_>, row: &mut BulkRow) {
        for (kind, (count, text)) in KINDS.into_iter().zip(self.of_kinds) {
            if count == 0 {
                continue;
            }
            let waiting = &mut row.waiting[kind.at()];
            let size = text.len() as u64;
            let lines = cx.kernel().seal(SEAL, text.as_bytes());
            let key = (row.id.clone(), kind.at() as u64, waiting.next);
            waiting.next += 1;
            waiting.bytes += size;
            cx.put(&BULK_REPORTS, &key, &ReportRow { count, size, lines });
        }
    }
}

/// What waits of one kind, as far as it makes a file.
struct Chunk {
    rows: Vec<(String, u64, u64)>,
    count: u64,
    size: u64,
    text: Vec<u8>,
}

/// Writes a file of what waits.
pub(super) async fn write(wx: &mut WaitCx<'_>, id: &String, kind: Kind) -> ApiResult<()> {
    let read = transact!(wx, cx => chunk(cx, id, kind).await)?;
    let Some((row, chunk)) = read else { return Ok(()) };
    let key = own_key(&row, &format!("{}/{:08}.json", kind.folder(), row.files));
    let md5 = manifest::md5(&chunk.text);
    let body = Bytes::from(chunk.text);
    let etag = put(wx, &row, key.clone(), body).await?;
    let etag = etag.trim_matches('"').to_owned();
    let file = ReportFile { kind, key, count: chunk.count, md5, etag };
    transact!(wx, cx => written(cx, id, &file, &chunk.rows, chunk.size).await)
}

async fn chunk(cx: &mut Cx<'_>, id: &String, kind: Kind) -> ApiResult<Option<(BulkRow, Chunk)>> {
    let Some(row) = cx.get(&BULKS, id).await? else { return Ok(None) };
    let mut chunk = Chunk { rows: Vec::new(), count: 0, size: 0, text: Vec::new() };
    let mut range = cx.rows(&BULK_REPORTS).prefix(&(id.clone(), kind.at() as u64));
    while chunk.size < FILE {
        let rows = cx.range(&BULK_REPORTS, &range, ROWS).await?;
        let ended = rows.len() < ROWS;
        if let Some((last, _)) = rows.last() {
            range = range.after(last);
        }
        for (key, report) in rows {
            let lines = cx.kernel().unseal(SEAL, &report.lines);
            let lines = lines.ok_or_else(|| ApiError::bug("a report cannot be unsealed"))?;
            chunk.text.extend_from_slice(&lines);
            chunk.rows.push(key);
            chunk.count += report.count;
            chunk.size += report.size;
        }
        if ended {
            break;
        }
    }
    Ok(Some((row, chunk)).filter(|(_, chunk)| !chunk.rows.is_empty()))
}

async fn written(
    cx: &mut Cx<'_>,
    id: &String,
    file: &ReportFile,
    rows: &[(String, u64, u64)],
    size: u64,
) -> ApiResult<()> {
    let Some(mut row) = cx.get(&BULKS, id).await?.filter(|row| row.ended.is_none()) else {
        return Ok(());
    };
    rows.iter().for_each(|key| cx.delete(&BULK_REPORTS, key));
    cx.put(&BULK_FILES, &(id.clone(), row.files), file);
    row.files += 1;
    let waiting = &mut row.waiting[file.kind.at()];
    waiting.bytes = waiting.bytes.saturating_sub(size);
    cx.put(&BULKS, id, &row);
    Ok(())
}

/// Writes an object for DynamoDB itself: the caller may write there.
pub(super) async fn put(
    wx: &WaitCx<'_>,
    row: &BulkRow,
    key: String,
    body: Bytes,
) -> ApiResult<String> {
    put_for(wx.kernel(), &Agent::of_work(wx), &row.output, &row.table_arn, key, body).await
}

async fn put_for(
    kernel: &Kernel,
    agent: &Agent,
    target: &Target,
    table_arn: &str,
    key: String,
    body: Bytes,
) -> ApiResult<String> {
    // The bucket is the requester's own unless the request says whose it is.
    let requester = table_arn.split(':').nth(4);
    let bucket = Bucket { name: &target.bucket, owner: target.owner.as_deref().or(requester) };
    let encryption =
        Encryption { algorithm: target.sse.as_deref(), key: target.sse_key.as_deref() };
    s3::put(kernel, agent, bucket, key, body, encryption).await
}

/// Where a file of an operation lies.
pub(super) fn own_key(row: &BulkRow, name: &str) -> String {
    export::place(row.output.prefix.as_deref(), &format!("{}/{name}", row.id))
}

/// The empty file that says that an operation has begun.
pub(crate) fn started_key(prefix: Option<&str>, id: &str) -> String {
    export::place(prefix, &format!("{id}/_started"))
}
