//! Inventories: lists of a bucket's objects, written into another bucket by the clock, every day or every week.
//!
//! Deviation: lists are written as CSV; ORC and Parquet are refused.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html>

use std::io::Write as _;
use std::sync::Arc;

use flate2::write::GzEncoder;
use gen_s3::InventoryConfiguration;
use kernel::{ApiError, ApiResult, Cx, Job, Timestamp, WaitCx, transact};
use serde::{Deserialize, Serialize};
use tracing::debug;

use crate::bucket::Bucket;
use crate::bucket_name::BucketName;
use crate::by_id::check_destination;
use crate::configuration;
use crate::encryption::Encryption;
use crate::intelligent_tiering;
use crate::kept::Kept;
use crate::listing::encode;
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::own_object::{self, Writer};
use crate::own_work::{DAY, Export, ExportKey, OwnWork, file_name, last_midnight, next_midnight};
use crate::tables::BUCKETS;
use crate::walk::Walk;

static LIST: Job<Listing> = Job::new("s3.inventory");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Listing {
    bucket: BucketName,
    id: u64,
    configuration: String,
}

/// Lines that one list has at most; an inventory may have many lists.
const LINES: usize = 100_000;

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
    let midnight = next_midnight(now);
    if frequency != "Weekly" {
        return midnight;
    }
    // 1970 began on a Thursday, so Sundays are the days whose number is 3 over a multiple of 7.
    let day = midnight.as_secs() / 86_400;
    let wait = u32::try_from((3 - day).rem_euclid(7)).unwrap_or(0);
    midnight.plus(DAY * wait)
}

/// The job. It is slow.
pub(crate) async fn run(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let listing = LIST.payload(raw)?;
    let work = OwnWork::of(wx);
    let mut look = work.look();
    let Some((bucket, configuration)) = find(&mut look, &listing).await? else { return Ok(()) };
    if configuration.is_enabled {
        write(&work, &mut look, &bucket, &configuration).await?;
    }
    drop(look);
    transact!(wx, cx => go_on(cx, &listing).await)
}

/// Has the next one written, as the configuration is by now.
async fn go_on(cx: &mut Cx<'_>, listing: &Listing) -> ApiResult<()> {
    let Some((_, configuration)) = find(cx, listing).await? else { return Ok(()) };
    let due = next(cx.now(), &configuration.schedule.frequency);
    schedule(cx, listing, due).await
}

/// The bucket and the configuration, if they are there.
async fn find(
    cx: &mut Cx<'_>,
    listing: &Listing,
) -> ApiResult<Option<(Arc<Bucket>, InventoryConfiguration)>> {
    let found = cx.get_shared(&BUCKETS, &listing.bucket).await?;
    let Some(bucket) = found.filter(|bucket| bucket.id == listing.id) else { return Ok(None) };
    let id = &listing.configuration;
    let kept = configuration::get::<Kept<InventoryConfiguration>>(cx, &bucket, id).await?;
    Ok(kept.map(|Kept(configuration)| (bucket, configuration)))
}

/// Writes the lists of what `look` sees, and at last what names them.
async fn write(
    work: &OwnWork<'_>,
    look: &mut Cx<'_>,
    bucket: &Bucket,
    configuration: &InventoryConfiguration,
) -> ApiResult<()> {
    let to = &configuration.destination.s3_bucket_destination;
    let name = check_destination(&to.bucket).and_then(BucketName::parse);
    let target = match name {
        Ok(name) => look.get_shared(&BUCKETS, &name).await?,
        Err(_) => None,
    };
    let Some(target) = target else { return Ok(()) };
    let prefix = to.prefix.as_deref().map(|p| format!("{p}/")).unwrap_or_default();
    let home = format!("{prefix}{}/{}", bucket.name, configuration.id);
    let (arn, owner) = (bucket.arn(), bucket.owner);
    let writer = Writer { service: "s3.amazonaws.com", source_arn: &arn, account: owner };
    if !own_object::may_write(look, &target, &format!("{home}/data/list.csv.gz"), &writer) {
        debug!(bucket = target.name.as_str(), "its policy does not let S3 write an inventory");
        return Ok(());
    }
    let asked = to.encryption.as_ref();
    let kms = asked.and_then(|asked| asked.ssekms.as_ref()).map(|kms| kms.key_id.as_str());
    let key = ExportKey::of(asked.is_some_and(|asked| asked.sses3.is_some()), kms);
    if !key.lets_in(look, &target, &writer).await? {
        debug!(key = kms, "the key's policy does not let S3 encrypt an inventory");
        return Ok(());
    }
    let at = look.now();
    let due = last_midnight(at).iso8601();
    let folder = due.get(..16).unwrap_or_default().replace(':', "-");
    let place = Place { work, target: &target, key: &key, home: &home, folder: &folder };
    let files = list(&place, look, bucket, configuration).await?;
    let manifest = Manifest {
        source_bucket: bucket.name.as_str(),
        destination_bucket: &to.bucket,
        version: "2016-11-30",
        creation_timestamp: at.as_millis().to_string(),
        file_format: "CSV",
        file_schema: fields(configuration).join(", "),
        files: &files,
    };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(ApiError::bug)?;
    let key = format!("{home}/{folder}Z/manifest.json");
    let sum = place.put(&key, manifest, "application/json").await?;
    let key = format!("{home}/{folder}Z/manifest.checksum");
    place.put(&key, sum.into_bytes(), BINARY).await.map(drop)
}

/// Where an inventory goes.
struct Place<'p> {
    work: &'p OwnWork<'p>,
    target: &'p Bucket,
    key: &'p ExportKey,
    home: &'p str,
    /// Named after the time that it was due, so that a crash on the way leaves no files that no manifest names.
    folder: &'p str,
}

const BINARY: &str = "application/octet-stream";

impl Place<'_> {
    /// Puts an object; answers its MD5.
    async fn put(&self, key: &str, bytes: Vec<u8>, kind: &'static str) -> ApiResult<String> {
        let export = Export { key: self.key, content_type: kind };
        let written = self.work.put(self.target, &export, key, bytes).await?;
        let etag = written.object.map(|object| object.etag.quoted()).unwrap_or_default();
        Ok(etag.trim_matches('"').to_owned())
    }

    /// Puts the list of this number.
    async fn put_list(&self, number: usize, list: GzEncoder<Vec<u8>>) -> ApiResult<File> {
        let packed = list.finish().map_err(ApiError::bug)?;
        let name = file_name(&format!("{}/{}/{number}", self.home, self.folder));
        let (size, key) = (packed.len(), format!("{}/data/{name}.csv.gz", self.home));
        let md5 = self.put(&key, packed, BINARY).await?;
        Ok(File { key, size, md5 })
    }
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
    files: &'a [File],
}

#[derive(Serialize)]
struct File {
    key: String,
    size: usize,
    #[serde(rename = "MD5checksum")]
    md5: String,
}

pub(crate) fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = packing();
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

/// The field that takes a look beside the version.
const TIER: &str = "IntelligentTieringAccessTier";

/// Puts the lists; one at least, which may be empty.
async fn list(
    place: &Place<'_>,
    look: &mut Cx<'_>,
    bucket: &Bucket,
    configuration: &InventoryConfiguration,
) -> ApiResult<Vec<File>> {
    let all = configuration.included_object_versions == "All";
    let prefix = configuration.filter.as_ref().map(|f| f.prefix.as_str()).unwrap_or_default();
    let fields = fields(configuration);
    let mut walk = Walk::new(look, bucket.id, prefix, all);
    let (mut files, mut list, mut lines) = (Vec::new(), packing(), 0);
    while let Some(seen) = walk.next(look).await? {
        if !all && seen.version.object.is_none() {
            continue;
        }
        if lines == LINES {
            let full = std::mem::replace(&mut list, packing());
            files.push(place.put_list(files.len(), full).await?);
            lines = 0;
        }
        let tier = match fields.contains(&TIER) {
            true => intelligent_tiering::in_inventory(look, bucket, &seen.version).await?,
            false => "",
        };
        let line = row(bucket, &seen.key, &seen.version, seen.latest, tier, &fields);
        list.write_all(line.as_bytes()).map_err(ApiError::bug)?;
        lines += 1;
    }
    if lines > 0 || files.is_empty() {
        files.push(place.put_list(files.len(), list).await?);
    }
    Ok(files)
}

fn packing() -> GzEncoder<Vec<u8>> {
    GzEncoder::new(Vec::new(), flate2::Compression::default())
}

fn row(
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    latest: bool,
    tier: &str,
    fields: &[&str],
) -> String {
    let cells: Vec<String> = fields
        .iter()
        .map(|field| {
            let cell = match *field {
                TIER => tier.to_owned(),
                field => cell(bucket, key, version, latest, field),
            };
            format!("\"{}\"", cell.replace('"', "\"\""))
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
    use std::time::Duration;

    use super::*;

    #[test]
    fn when_lists_are_written() {
        // 2026-01-01 was a Thursday.
        let new_year = Timestamp::from_secs(1_767_225_600);
        let day = |n: u32| new_year.plus(DAY * n);
        assert_eq!(next(new_year, "Daily"), day(1));
        assert_eq!(next(new_year.plus(Duration::from_secs(5)), "Daily"), day(1));
        assert_eq!(next(new_year, "Weekly"), day(3));
        assert_eq!(next(day(3), "Weekly"), day(10));
        for (now, due) in [(day(3), day(3)), (day(3).plus(Duration::from_secs(80_000)), day(3))] {
            assert_eq!(last_midnight(now), due);
        }
    }
}
