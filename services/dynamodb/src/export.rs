//! Exports of tables to S3: all items as they were at some second, or what became of them between two. A job writes one
//! file of data after the other, then the manifests; nothing is held but the file that is being written.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.HowItWorks.html>

mod content;
pub(crate) mod filter;
pub(crate) mod manifest;
mod request;
mod run;

use gen_dynamodb::{
    ExportDescription, ExportSummary, FilterSpecification, IncrementalExportSpecification,
};
use kernel::{ApiResult, Arn, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::table_name::TableName;
use crate::tables::EXPORTS;

pub(crate) use request::{begin, check, known};
pub(crate) use run::{failure_of, step};

/// An export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExportRow {
    /// Begins with its time.
    pub(crate) id: String,
    pub(crate) table: TableName,
    table_arn: String,
    table_uuid: String,
    /// The table's number.
    number: u64,
    key: crate::table::KeySchema,
    pub(crate) what: What,
    ion: bool,
    bucket: String,
    bucket_owner: Option<String>,
    prefix: Option<String>,
    sse: Option<String>,
    sse_key: Option<String>,
    pub(crate) token: Option<String>,
    started: Timestamp,
    ended: Option<Timestamp>,
    pub(crate) failure: Option<(String, String)>,
    items: i64,
    bytes: i64,
    /// Where the next file begins.
    after: Option<Vec<u8>>,
    /// Data files that are written, and the name of the next one.
    files: u64,
    next_file: String,
}

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum What {
    /// All items, as they were then.
    Full(Timestamp),
    /// What was written after the one and up to the other; with what was before.
    Incremental { from: Timestamp, to: Timestamp, old: bool },
}

/// A data file of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DataFile {
    key: String,
    items: i64,
    md5: String,
    etag: String,
}

impl What {
    fn kind(self) -> &'static str {
        match self {
            What::Full(_) => "FULL_EXPORT",
            What::Incremental { .. } => "INCREMENTAL_EXPORT",
        }
    }
}

fn view(old: bool) -> &'static str {
    if old { "NEW_AND_OLD_IMAGES" } else { "NEW_IMAGE" }
}

impl ExportRow {
    pub(crate) fn arn(&self) -> String {
        format!("{}/export/{}", self.table_arn, self.id)
    }

    /// Whether the table with this ARN is exported.
    pub(crate) fn is_of(&self, table_arn: &str) -> bool {
        self.table_arn == table_arn
    }

    fn format(&self) -> &'static str {
        if self.ion { "ION" } else { "DYNAMODB_JSON" }
    }

    fn status(&self) -> &'static str {
        match (&self.failure, self.ended) {
            (Some(_), _) => "FAILED",
            (None, Some(_)) => "COMPLETED",
            (None, None) => "IN_PROGRESS",
        }
    }

    fn place(&self, name: &str) -> String {
        place(self.prefix.as_deref(), name)
    }

    /// The data files of full exports lie with their manifests, those of incremental ones side by side.
    fn data_key(&self) -> String {
        let extension = if self.ion { "ion" } else { "json" };
        let folder = match self.what {
            What::Full(_) => format!("{}/data", self.id),
            What::Incremental { .. } => "data".to_owned(),
        };
        self.place(&format!("{folder}/{}.{extension}.gz", self.next_file))
    }

    fn own_key(&self, name: &str) -> String {
        self.place(&format!("{}/{name}", self.id))
    }
}

/// Where a file of an export lies: `prefix/AWSDynamoDB/...`.
pub(crate) fn place(prefix: Option<&str>, name: &str) -> String {
    match prefix.map(|prefix| prefix.trim_end_matches('/')) {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}/AWSDynamoDB/{name}"),
        _ => format!("AWSDynamoDB/{name}"),
    }
}

/// The empty file that says that an export has begun.
pub(crate) fn started_key(prefix: Option<&str>, id: &str) -> String {
    place(prefix, &format!("{id}/_started"))
}

/// `ExportDescription`, with the filter that the export has.
pub(crate) fn describe(row: &ExportRow, filter: Option<FilterSpecification>) -> ExportDescription {
    let done = row.ended.is_some() && row.failure.is_none();
    let (time, incremental) = match row.what {
        What::Full(at) => (Some(at), None),
        What::Incremental { from, to, old } => {
            let specification = IncrementalExportSpecification {
                export_from_time: Some(from),
                export_to_time: Some(to),
                export_view_type: Some(view(old).to_owned()),
            };
            (None, Some(specification))
        }
    };
    ExportDescription {
        export_arn: Some(row.arn()),
        export_status: Some(row.status().to_owned()),
        start_time: Some(row.started),
        end_time: row.ended,
        export_manifest: done.then(|| row.own_key("manifest-summary.json")),
        table_arn: Some(row.table_arn.clone()),
        table_id: Some(row.table_uuid.clone()),
        export_time: time,
        client_token: row.token.clone(),
        s3_bucket: Some(row.bucket.clone()),
        s3_bucket_owner: row.bucket_owner.clone(),
        s3_prefix: row.prefix.clone(),
        s3_sse_algorithm: Some(row.sse.clone().unwrap_or_else(|| "AES256".to_owned())),
        s3_sse_kms_key_id: row.sse_key.clone(),
        failure_code: row.failure.as_ref().map(|(code, _)| code.clone()),
        failure_message: row.failure.as_ref().map(|(_, message)| message.clone()),
        export_format: Some(row.format().to_owned()),
        billed_size_bytes: done.then_some(row.bytes),
        item_count: done.then_some(row.items),
        export_type: Some(row.what.kind().to_owned()),
        incremental_export_specification: incremental,
        filter_specification: filter,
    }
}

/// `ExportSummary`.
pub(crate) fn summary(row: &ExportRow) -> ExportSummary {
    ExportSummary {
        export_arn: Some(row.arn()),
        export_status: Some(row.status().to_owned()),
        export_type: Some(row.what.kind().to_owned()),
    }
}

/// The export with this ARN.
pub(crate) async fn find(cx: &mut Cx<'_>, text: &str) -> ApiResult<ExportRow> {
    let id = id_in(text).ok_or_else(|| crate::errors::validation("Invalid ExportArn"))?;
    let found = cx.get(&EXPORTS, &id).await?.filter(|row| row.arn() == text);
    found.ok_or_else(|| {
        gen_dynamodb::errors::export_not_found_exception(format!("Export not found: {text}"))
    })
}

/// The id in an export's ARN.
fn id_in(text: &str) -> Option<String> {
    let arn = text.parse::<Arn>().ok().filter(|arn| arn.service() == "dynamodb")?;
    let (_, id) = arn.resource().strip_prefix("table/")?.split_once("/export/")?;
    (!id.is_empty() && !id.contains('/')).then(|| id.to_owned())
}
