//! Imports from S3: a new table, filled with the items of objects in a bucket. What the caller may read is decided with the
//! request; a job that takes its time then reads one object after the other, some items a transaction, and goes on
//! after a crash where it was.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.HowItWorks.html>

mod csv;
pub(crate) mod json;
mod parse;
pub(crate) mod records;
mod report;
mod request;
mod run;
mod show;
pub(crate) mod source;
pub(crate) mod unpack;

use gen_dynamodb::errors as modelled;
use kernel::{ApiResult, Arn, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::table::TableRow;
use crate::tables::IMPORTS;

pub(crate) use request::{begin, check, known};
pub(crate) use run::{RUN, next_piece, run};
pub(crate) use show::{describe, summary};

/// The log group that is told of what could not be imported.
const LOG_GROUP: &str = "/aws-dynamodb/imports";

/// An import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ImportRow {
    /// Begins with its time.
    pub(crate) id: String,
    pub(crate) table_arn: String,
    /// The table as it began: what the request asked for.
    table: TableRow,
    encryption: Option<Encryption>,
    /// What the request said of capacity: a table on demand may have asked for none.
    billing_mode: Option<String>,
    bucket: String,
    bucket_owner: String,
    prefix: Option<String>,
    format: Format,
    csv: Option<Csv>,
    compression: Compression,
    token: String,
    /// Of what the request asked.
    digest: [u8; 32],
    /// Whether errors are logged.
    logs: bool,
    pub(crate) started: Timestamp,
    ended: Option<Timestamp>,
    failure: Option<(String, String)>,
    counts: Counts,
    at: Position,
}

/// What a request says of encryption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Encryption {
    enabled: Option<bool>,
    kind: Option<String>,
    key: Option<String>,
}

/// What has been imported so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    /// Bytes of the source, unpacked.
    bytes: u64,
    processed: u64,
    imported: u64,
    errors: u64,
}

/// How far an import is: in which object, behind how many of its items and bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Position {
    object: u64,
    items: u64,
    bytes: u64,
}

/// What an object of the source is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    Json,
    Ion,
    Csv,
}

/// How CSV is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Csv {
    delimiter: Option<String>,
    headers: Option<Vec<String>>,
}

/// How objects of the source are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstd,
}

/// An object of an import's source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SourceObject {
    key: String,
    /// It must not change meanwhile.
    etag: Option<String>,
}

impl ImportRow {
    pub(crate) fn arn(&self) -> String {
        format!("{}/import/{}", self.table_arn, self.id)
    }

    fn status(&self) -> &'static str {
        match (&self.failure, self.ended) {
            (Some(_), _) => "FAILED",
            (None, Some(_)) => "COMPLETED",
            (None, None) => "IN_PROGRESS",
        }
    }
}

/// The import with this ARN.
pub(crate) async fn find(cx: &mut Cx<'_>, text: &str) -> ApiResult<ImportRow> {
    let id = id_in(text).ok_or_else(|| errors::validation("Invalid ImportArn"))?;
    let found = cx.get(&IMPORTS, &id).await?.filter(|row| row.arn() == text);
    found.ok_or_else(|| modelled::import_not_found_exception(format!("Import not found: {text}")))
}

/// The id in an import's ARN.
fn id_in(text: &str) -> Option<String> {
    let arn = text.parse::<Arn>().ok().filter(|arn| arn.service() == "dynamodb")?;
    let (_, id) = arn.resource().strip_prefix("table/")?.split_once("/import/")?;
    (!id.is_empty() && !id.contains('/')).then(|| id.to_owned())
}
