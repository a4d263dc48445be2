//! Manifests as the objects of others hold them: a list as CSV, or an inventory with its lists. They are read as the job's
//! role, piece by piece.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/specify-batchjob-manifest.html>

use std::io::Write as _;

use flate2::write::GzDecoder;
use gen_s3::GetObjectInput;
use gen_s3control::JobManifest;
use kernel::{ApiError, ApiResult};
use serde::Deserialize;

use super::csv::Records;
use super::job::Task;
use super::prepare::Tasks;
use super::{Fault, Worker, check, place};
use crate::body;
use crate::copy_source::decode;

/// Largest description of an inventory that is read.
const MAX_DESCRIPTION: usize = 4 * 1024 * 1024;
/// How much of a packed list is unpacked at once.
const UNPACKED: usize = 4 * 1024;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Bucket,
    Key,
    VersionId,
    Ignored,
}

fn column(name: &str) -> Column {
    match name.trim() {
        "Bucket" => Column::Bucket,
        "Key" => Column::Key,
        "VersionId" => Column::VersionId,
        _ => Column::Ignored,
    }
}

/// What describes an inventory.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inventory {
    destination_bucket: String,
    file_format: String,
    file_schema: String,
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    key: String,
}

type Outcome = ApiResult<Result<(), Fault>>;

/// Reads a manifest into tasks.
pub(super) async fn read(
    worker: &Worker<'_>,
    manifest: &JobManifest,
    tasks: &mut Tasks<'_>,
) -> Outcome {
    let location = &manifest.location;
    let Some((bucket, key)) = place::object(&location.object_arn) else {
        return Ok(Err(Fault::new("InvalidManifest", "The manifest's location is invalid.")));
    };
    let input = GetObjectInput {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        version_id: location.object_version_id.clone(),
        if_match: Some(location.e_tag.clone()),
        ..GetObjectInput::default()
    };
    if manifest.spec.format == check::CSV {
        let fields = manifest.spec.fields.as_deref().unwrap_or_default();
        let columns: Vec<Column> = fields.iter().map(|name| column(name)).collect();
        return list(worker, input, &columns, false, tasks).await;
    }
    let inventory = match describe(worker, input).await? {
        Ok(inventory) => inventory,
        Err(fault) => return Ok(Err(fault)),
    };
    let columns: Vec<Column> = inventory.file_schema.split(',').map(column).collect();
    let Some(home) = place::bucket(&inventory.destination_bucket) else {
        return Ok(Err(Fault::new("InvalidManifest", "The inventory's bucket is invalid.")));
    };
    for file in &inventory.files {
        let input = GetObjectInput {
            bucket: home.to_owned(),
            key: file.key.clone(),
            ..GetObjectInput::default()
        };
        if let Err(fault) = list(worker, input, &columns, true, tasks).await? {
            return Ok(Err(fault));
        }
    }
    Ok(Ok(()))
}

/// An object that could not be read.
fn unread(error: &ApiError) -> Fault {
    let why = error.message().unwrap_or_default();
    Fault::new(error.code(), format!("The manifest could not be read: {why}"))
}

async fn describe(
    worker: &Worker<'_>,
    input: GetObjectInput,
) -> ApiResult<Result<Inventory, Fault>> {
    let broken = |why: &str| Ok(Err(Fault::new("InvalidManifest", why)));
    let output = match worker.call::<gen_s3::operations::GetObject>(input).await {
        Ok(output) => output,
        Err(error) => return Ok(Err(unread(&error))),
    };
    let Some(mut stream) = output.body.and_then(|body| body.take()) else {
        return broken("The manifest is empty.");
    };
    let mut text = Vec::new();
    while let Some(piece) = body::next(&mut stream).await? {
        if text.len() + piece.len() > MAX_DESCRIPTION {
            return broken("The description of the inventory is too large.");
        }
        text.extend_from_slice(&piece);
    }
    match serde_json::from_slice::<Inventory>(&text) {
        Ok(inventory) if inventory.file_format == "CSV" => Ok(Ok(inventory)),
        Ok(_) => broken("The inventory's format is not CSV."),
        Err(_) => broken("The manifest does not describe an inventory."),
    }
}

/// Reads one list. Its pieces go through `unpack`, when it is packed, and are cut into records.
async fn list(
    worker: &Worker<'_>,
    input: GetObjectInput,
    columns: &[Column],
    packed: bool,
    tasks: &mut Tasks<'_>,
) -> Outcome {
    let output = match worker.call::<gen_s3::operations::GetObject>(input).await {
        Ok(output) => output,
        Err(error) => return Ok(Err(unread(&error))),
    };
    let Some(mut stream) = output.body.and_then(|body| body.take()) else { return Ok(Ok(())) };
    let mut unpacking = packed.then(|| GzDecoder::new(Vec::new()));
    let mut records = Records::default();
    while let Some(piece) = body::next(&mut stream).await? {
        for small in piece.chunks(UNPACKED) {
            let bytes = match &mut unpacking {
                None => small.to_vec(),
                Some(decoder) => match decoder.write_all(small) {
                    Ok(()) => std::mem::take(decoder.get_mut()),
                    Err(_) => return Ok(Err(not_packed())),
                },
            };
            if let Err(fault) = take(&mut records, &bytes, columns, tasks).await? {
                return Ok(Err(fault));
            }
        }
    }
    if let Some(decoder) = unpacking {
        let Ok(rest) = decoder.finish() else { return Ok(Err(not_packed())) };
        if let Err(fault) = take(&mut records, &rest, columns, tasks).await? {
            return Ok(Err(fault));
        }
    }
    match records.end() {
        Some(record) => add(&record, columns, tasks).await,
        None => Ok(Ok(())),
    }
}

fn not_packed() -> Fault {
    Fault::new("InvalidManifest", "A list of the inventory is not compressed as GZIP.")
}

async fn take(
    records: &mut Records,
    bytes: &[u8],
    columns: &[Column],
    tasks: &mut Tasks<'_>,
) -> Outcome {
    let Ok(complete) = records.push(bytes) else {
        return Ok(Err(Fault::new("InvalidManifest", "A line of the manifest is too long.")));
    };
    for record in complete {
        if let Err(fault) = add(&record, columns, tasks).await? {
            return Ok(Err(fault));
        }
    }
    Ok(Ok(()))
}

async fn add(record: &[String], columns: &[Column], tasks: &mut Tasks<'_>) -> Outcome {
    match task(record, columns) {
        Some(task) => tasks.add(task).await,
        None => {
            let line = tasks.count() + 1;
            let why =
                format!("Line {line} of the manifest does not have the fields that it should.");
            Ok(Err(Fault::new("InvalidManifest", why)))
        }
    }
}

/// A record as a task; keys stand percent-encoded there.
fn task(record: &[String], columns: &[Column]) -> Option<Task> {
    if record.len() != columns.len() {
        return None;
    }
    let mut task = Task { bucket: String::new(), key: String::new(), version: None, outcome: None };
    for (value, column) in record.iter().zip(columns) {
        match column {
            Column::Bucket => task.bucket.clone_from(value),
            Column::Key => task.key = decode(value)?,
            Column::VersionId => task.version = Some(value.clone()).filter(|id| !id.is_empty()),
            Column::Ignored => {}
        }
    }
    (!task.bucket.is_empty() && !task.key.is_empty()).then_some(task)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_as_tasks() {
        let columns = [Column::Bucket, Column::Ignored, Column::Key, Column::VersionId];
        for (record, want) in [
            (&["b", "x", "k%2Fl+m", "v"][..], Some(("b", "k/l m", Some("v")))),
            (&["b", "x", "k", ""], Some(("b", "k", None))),
            (&["b", "x", "k"], None),
            (&["b", "x", "", "v"], None),
            (&["", "x", "k", "v"], None),
            (&["b", "x", "%zz", "v"], None),
        ] {
            let record: Vec<String> = record.iter().map(|text| (*text).to_owned()).collect();
            let found = task(&record, &columns);
            let shown =
                found.as_ref().map(|t| (t.bucket.as_str(), t.key.as_str(), t.version.as_deref()));
            assert_eq!(shown, want, "{record:?}");
        }
    }
}
