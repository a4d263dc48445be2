//! Inventories: lists of a bucket's objects, written into another bucket by the clock, every day or every week.
//!
//! Deviation: lists are written as CSV; ORC and Parquet are refused.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html>
//! Deviation: an inventory that is to be under a KMS key of its own goes by the default encryption of the bucket it is written to.

use std::io::Write as _;
use std::time::Duration;

use gen_s3::InventoryConfiguration;
use kernel::{ApiError, ApiResult, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};
use tracing::debug;

use crate::bucket::Bucket;
use crate::bucket_name::BucketName;
use crate::by_id::check_destination;
use crate::configuration;
use crate::encryption::Encryption;
use crate::kept::Kept;
use crate::lifecycle::decide::after_days;
use crate::listing::encode;
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::own_object::{self, New, Writer};
use crate::tables::{BUCKETS, OBJECTS, OLDER};

static LIST: Job<Listing> = Job::new("s3.inventory");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Listing {
    bucket: BucketName,
    id: u64,
    configuration: String,
}

/// Rows that one list has at most: what is beyond needs a list of its own.
const MOST: usize = 1_000_000;
const PAGE: usize = 1_000;

/// Has the list written in time.
pub(crate) async fn plan(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    configuration: &InventoryConfiguration,
) -> ApiResult<()> {
    if configuration.destination.s3_bucket_destination.format != "CSV" {
        return Err(ApiError::not_implemented("inventories in formats other than CSV"));
    }
    let listing = Listing {
        bucket: bucket.name.clone(),
        id: bucket.id,
        configuration: configuration.id.clone(),
    };
    let due = next(cx.now(), &configuration.schedule.frequency);
    schedule(cx, &listing, due).await
}

async fn schedule(cx: &mut Cx<'_>, listing: &Listing, due: Timestamp) -> ApiResult<()> {
    let key = format!("{}/{}", listing.id, listing.configuration);
    cx.schedule(&LIST, &key, due, listing).await
}

/// The next midnight, or that between Saturday and Sunday.
fn next(now: Timestamp, frequency: &str) -> Timestamp {
    let midnight = after_days(now.plus(Duration::from_micros(1)), 0);
    if frequency != "Weekly" {
        return midnight;
    }
    // 1970 began on a Thursday, so Sundays are the days whose number is 3 over a multiple of 7.
    let day = midnight.as_secs() / 86_400;
    let wait = u64::try_from((3 - day).rem_euclid(7)).unwrap_or(0);
    midnight.plus(Duration::from_secs(86_400 * wait))
}

/// The job.
pub(crate) async fn run(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let listing = LIST.payload(raw)?;
    let found = cx.get_shared(&BUCKETS, &listing.bucket).await?;
    let Some(bucket) = found.filter(|bucket| bucket.id == listing.id) else { return Ok(()) };
    let id = &listing.configuration;
    let kept = configuration::get::<Kept<InventoryConfiguration>>(cx, &bucket, id).await?;
    let Some(Kept(configuration)) = kept else { return Ok(()) };
    if configuration.is_enabled {
        write(cx, &bucket, &configuration).await?;
    }
    let due = next(cx.now(), &configuration.schedule.frequency);
    schedule(cx, &listing, due).await
}

async fn write(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    configuration: &InventoryConfiguration,
) -> ApiResult<()> {
    let to = &configuration.destination.s3_bucket_destination;
    let name = check_destination(&to.bucket).and_then(BucketName::parse);
    let target = match name {
        Ok(name) => cx.get_shared(&BUCKETS, &name).await?,
        Err(_) => None,
    };
    let Some(target) = target else { return Ok(()) };
    let prefix = to.prefix.as_deref().map(|p| format!("{p}/")).unwrap_or_default();
    let home = format!("{prefix}{}/{}", bucket.name, configuration.id);
    let (arn, owner) = (bucket.arn(), bucket.owner);
    let writer = Writer { service: "s3.amazonaws.com", source_arn: &arn, account: owner };
    let data = format!("{home}/data/{}.csv.gz", cx.random().uuid());
    if !own_object::may_write(cx, &target, &data, &writer) {
        debug!(bucket = target.name.as_str(), "its policy does not let S3 write an inventory");
        return Ok(());
    }
    let text = list(cx, bucket, configuration).await?;
    let packed = gzip(text.as_bytes()).map_err(ApiError::bug)?;
    let size = packed.len();
    let sse = to.encryption.as_ref().is_some_and(|asked| asked.sses3.is_some());
    let sse = own_object::sse_s3(sse);
    let binary = "application/octet-stream";
    let new = New { sse, ..New::of(&data, packed, binary) };
    let file = own_object::put(cx, &target, new).await?;
    let digest = file.object.map(|object| object.etag.quoted()).unwrap_or_default();
    let digest = digest.trim_matches('"').to_owned();
    let manifest = Manifest {
        source_bucket: bucket.name.as_str(),
        destination_bucket: &to.bucket,
        version: "2016-11-30",
        creation_timestamp: cx.now().as_millis().to_string(),
        file_format: "CSV",
        file_schema: fields(configuration).join(", "),
        files: [File { key: &data, size, md5: &digest }],
    };
    let manifest = serde_json::to_string_pretty(&manifest).map_err(ApiError::bug)?;
    let at = cx.now().iso8601();
    let folder = format!("{home}/{}Z", at.get(..16).unwrap_or_default().replace(':', "-"));
    let key = format!("{folder}/manifest.json");
    let new = New { sse, ..New::of(&key, manifest.into_bytes(), "application/json") };
    let written = own_object::put(cx, &target, new).await?;
    let sum = written.object.map(|object| object.etag.quoted()).unwrap_or_default();
    let sum = sum.trim_matches('"').as_bytes().to_vec();
    let key = format!("{folder}/manifest.checksum");
    own_object::put(cx, &target, New { sse, ..New::of(&key, sum, binary) }).await.map(drop)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    source_bucket: &'a str,
    destination_bucket: &'a str,
    version: &'a str,
    creation_timestamp: String,
    file_format: &'a str,
    file_schema: String,
    files: [File<'a>; 1],
}

#[derive(Serialize)]
struct File<'a> {
    key: &'a str,
    size: usize,
    #[serde(rename = "MD5checksum")]
    md5: &'a str,
}

pub(crate) fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// The columns of a list.
fn fields(configuration: &InventoryConfiguration) -> Vec<&str> {
    let mut fields = vec!["Bucket", "Key"];
    if configuration.included_object_versions == "All" {
        fields.extend(["VersionId", "IsLatest", "IsDeleteMarker"]);
    }
    fields.extend(configuration.optional_fields.iter().flatten().map(String::as_str));
    fields
}

async fn list(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    configuration: &InventoryConfiguration,
) -> ApiResult<String> {
    let all = configuration.included_object_versions == "All";
    let prefix = configuration.filter.as_ref().map(|f| f.prefix.as_str()).unwrap_or_default();
    let fields = fields(configuration);
    let mut text = String::new();
    let mut range = cx.rows(&OBJECTS).prefix(&bucket.id);
    let mut count = 0;
    loop {
        let rows = cx.range(&OBJECTS, &range, PAGE).await?;
        let full = rows.len() == PAGE;
        let last = rows.last().map(|(place, _)| place.clone());
        for ((_, key), newest) in rows {
            if !key.as_str().starts_with(prefix) {
                continue;
            }
            if all || newest.object.is_some() {
                text.push_str(&row(bucket, &key, &newest, true, &fields));
                count += 1;
            }
            if all {
                let older = cx.rows(&OLDER).prefix(&(bucket.id, key.clone()));
                for (_, version) in cx.range(&OLDER, &older, PAGE).await? {
                    text.push_str(&row(bucket, &key, &version, false, &fields));
                    count += 1;
                }
            }
        }
        match last {
            Some(last) if full && count < MOST => range = range.after(&last),
            _ => return Ok(text),
        }
    }
}

fn row(
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    latest: bool,
    fields: &[&str],
) -> String {
    let cells: Vec<String> = fields
        .iter()
        .map(|field| {
            format!("\"{}\"", cell(bucket, key, version, latest, field).replace('"', "\"\""))
        })
        .collect();
    format!("{}\n", cells.join(","))
}

/// One value; empty where the version has none.
fn cell(bucket: &Bucket, key: &ObjectKey, version: &Version, latest: bool, field: &str) -> String {
    match field {
        "Bucket" => return bucket.name.to_string(),
        "Key" => return encode(key.as_str()),
        "VersionId" if version.null => return String::new(),
        "VersionId" => return version.id().text(),
        "IsLatest" => return latest.to_string(),
        "IsDeleteMarker" => return version.object.is_none().to_string(),
        "LastModifiedDate" => return version.modified.iso8601_millis(),
        "ObjectOwner" => return crate::owner::canonical_id(version.owner),
        _ => {}
    }
    let Some(object) = &version.object else { return String::new() };
    match field {
        "Size" => object.size.to_string(),
        "StorageClass" => object.storage_class.as_str().to_owned(),
        "ETag" => object.etag.quoted().trim_matches('"').to_owned(),
        "IsMultipartUploaded" => (object.etag.parts > 0).to_string(),
        "ReplicationStatus" => object.replication.clone().unwrap_or_default(),
        "EncryptionStatus" => match object.encryption {
            Encryption::Managed { .. } => "SSE-S3",
            Encryption::Kms { dual: true, .. } => "DSSE-KMS",
            Encryption::Kms { .. } | Encryption::BucketKey { .. } => "SSE-KMS",
            Encryption::Customer { .. } => "SSE-C",
        }
        .to_owned(),
        "BucketKeyStatus" => match object.encryption {
            Encryption::Kms { bucket_key: true, .. } | Encryption::BucketKey { .. } => "ENABLED",
            Encryption::Kms { .. } => "DISABLED",
            _ => "",
        }
        .to_owned(),
        "ObjectLockRetainUntilDate" => {
            object.lock.retention.map(|r| r.until.iso8601_millis()).unwrap_or_default()
        }
        "ObjectLockMode" => {
            object.lock.retention.map(|r| r.mode.as_str().to_owned()).unwrap_or_default()
        }
        "ObjectLockLegalHoldStatus" => match object.lock.legal_hold {
            Some(true) => "On".to_owned(),
            Some(false) => "Off".to_owned(),
            None => String::new(),
        },
        "ChecksumAlgorithm" => {
            object.checksum.as_ref().map(|c| c.algorithm.as_str().to_owned()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_lists_are_written() {
        // 2026-01-01 was a Thursday.
        let new_year = Timestamp::from_secs(1_767_225_600);
        let day = |n: u64| new_year.plus(Duration::from_secs(86_400 * n));
        assert_eq!(next(new_year, "Daily"), day(1));
        assert_eq!(next(new_year.plus(Duration::from_secs(5)), "Daily"), day(1));
        assert_eq!(next(new_year, "Weekly"), day(3));
        assert_eq!(next(day(3), "Weekly"), day(10));
    }
}
