//! What tells of an operation that has ended: a summary, and a line for each file of its reports.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/BulkPutItems.Output.html>

use bytes::Bytes;
use kernel::{ApiResult, Cx, Timestamp, WaitCx, transact};

use super::BulkRow;
use super::report::{self, ReportFile};
use crate::export::manifest::Object;
use crate::tables::BULK_FILES;

/// Lines read at once.
const LINES: usize = 1_000;

/// Writes both, of an operation that ends then.
pub(super) async fn write(wx: &mut WaitCx<'_>, row: &BulkRow, ended: Timestamp) -> ApiResult<()> {
    let files = transact!(wx, cx => files(cx, row).await)?;
    let key = report::own_key(row, "manifest-files.json");
    report::put(wx, row, key.clone(), Bytes::from(files)).await?;
    let summary = summary(row, &key, ended);
    let key = report::own_key(row, "manifest-summary.json");
    report::put(wx, row, key, Bytes::from(summary)).await.map(drop)
}

async fn files(cx: &mut Cx<'_>, row: &BulkRow) -> ApiResult<String> {
    let mut out = String::new();
    let mut range = cx.rows(&BULK_FILES).prefix(&row.id);
    loop {
        let rows = cx.range(&BULK_FILES, &range, LINES).await?;
        rows.iter().for_each(|(_, file)| push_file(&mut out, file));
        let Some((last, _)) = rows.last().filter(|_| rows.len() == LINES) else { return Ok(out) };
        range = range.after(last);
    }
}

fn push_file(out: &mut String, file: &ReportFile) {
    let mut object = Object::begin(out);
    object.text("outputType", file.kind.as_str());
    object.number("itemCount", number(file.count));
    object.text("md5Checksum", &file.md5);
    object.text("etag", &file.etag);
    object.text("dataFileS3Key", &file.key);
    object.end();
    out.push('\n');
}

fn summary(row: &BulkRow, files: &str, ended: Timestamp) -> String {
    let ended_row = BulkRow { ended: Some(ended), ..row.clone() };
    let mut out = String::with_capacity(1024);
    let mut object = Object::begin(&mut out);
    object.text("bulkOperationArn", &row.arn());
    object.text("bulkOperationStatus", ended_row.status());
    object.maybe("failureCode", row.failure.as_ref().map(|(code, _)| code.as_str()));
    object.maybe("failureMessage", row.failure.as_ref().map(|(_, message)| message.as_str()));
    object.text("startTime", &row.started.iso8601_millis());
    object.text("endTime", &ended.iso8601_millis());
    object.text("tableArn", &row.table_arn);
    object.text("tableId", &row.table_uuid);
    object.text("inputS3Bucket", &row.input.bucket);
    object.maybe("inputS3KeyPrefix", row.input.prefix.as_deref());
    object.text("manifestFilesS3Key", files);
    object.number("processedItemCount", number(row.counts.processed));
    object.number("failedItemCount", number(row.counts.failed));
    object.number("conditionCheckFailureCount", number(row.counts.refused));
    object.number("processedInputBytes", number(row.counts.bytes));
    object.number("bulkPutBytes", number(row.usage.total()));
    object.end();
    out
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
