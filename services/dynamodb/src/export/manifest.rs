//! What tells of an export when all of its data is there: a summary, and a line for each file of data.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::Timestamp;
use lang_dynamodb::json::push_string;
use md5::Md5;

use super::{DataFile, ExportRow, What, view};

/// The digest that manifests and their checksum files show.
pub(crate) fn md5(bytes: &[u8]) -> String {
    STANDARD.encode(Md5::digest(bytes))
}

/// A line of `manifest-files.json`.
pub(super) fn push_file(out: &mut String, file: &DataFile) {
    let mut object = Object::begin(out);
    object.number("itemCount", file.items);
    object.text("md5Checksum", &file.md5);
    object.text("etag", &file.etag);
    object.text("dataFileS3Key", &file.key);
    object.end();
    out.push('\n');
}

/// `manifest-summary.json`.
pub(super) fn summary(row: &ExportRow, ended: Timestamp) -> String {
    let mut out = String::with_capacity(1024);
    let mut object = Object::begin(&mut out);
    object.text("version", "2023-08-01");
    object.text("exportArn", &row.arn());
    object.text("startTime", &row.started.iso8601_millis());
    object.text("endTime", &ended.iso8601_millis());
    object.text("tableArn", &row.table_arn);
    object.text("tableId", &row.table_uuid);
    match row.what {
        What::Full(at) => object.text("exportTime", &at.iso8601_millis()),
        What::Incremental { from, to, .. } => {
            object.text("exportFromTime", &from.iso8601_millis());
            object.text("exportToTime", &to.iso8601_millis());
        }
    }
    object.text("s3Bucket", &row.bucket);
    object.maybe("s3Prefix", row.prefix.as_deref());
    object.text("s3SseAlgorithm", row.sse.as_deref().unwrap_or("AES256"));
    object.maybe("s3SseKmsKeyId", row.sse_key.as_deref());
    object.text("manifestFilesS3Key", &row.own_key("manifest-files.json"));
    object.number("billedSizeBytes", row.bytes);
    object.number("itemCount", row.items);
    object.text("outputFormat", row.format());
    if let What::Incremental { old, .. } = row.what {
        object.text("outputView", view(old));
    }
    object.text("exportType", row.what.kind());
    object.end();
    out
}

/// An object of JSON that is being written, without blanks.
pub(crate) struct Object<'o> {
    out: &'o mut String,
    first: bool,
}

impl<'o> Object<'o> {
    pub(crate) fn begin(out: &'o mut String) -> Object<'o> {
        out.push('{');
        Object { out, first: true }
    }

    pub(crate) fn name(&mut self, name: &str) {
        if !std::mem::replace(&mut self.first, false) {
            self.out.push(',');
        }
        push_string(self.out, name);
        self.out.push(':');
    }

    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.maybe(name, Some(text));
    }

    pub(crate) fn maybe(&mut self, name: &str, text: Option<&str>) {
        self.name(name);
        match text {
            Some(text) => push_string(self.out, text),
            None => self.out.push_str("null"),
        }
    }

    pub(crate) fn number(&mut self, name: &str, number: i64) {
        self.name(name);
        self.out.push_str(&number.to_string());
    }

    /// A member that the caller writes.
    pub(crate) fn raw(&mut self, name: &str, write: impl FnOnce(&mut String)) {
        self.name(name);
        write(self.out);
    }

    pub(crate) fn end(self) {
        self.out.push('}');
    }
}
