//! Manifests that S3 makes by itself, of a bucket's objects that a filter lets through.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3JobManifestGenerator.html>

use std::fmt::Write as _;
use std::sync::Arc;

use gen_s3::{PutObjectInput, ReplicationConfiguration};
use gen_s3control::{
    GeneratedManifestEncryption, JobManifestGeneratorFilter, KeyNameConstraint,
    ObjectEncryptionFilter, S3JobManifestGenerator, S3ManifestOutputLocation,
};
use kernel::{ApiError, ApiResult, Cx, Required, transact};
use policy::ResourceRule;
use schema::ByteStream;
use serde::Serialize;

use super::job::{BatchJob, Task};
use super::prepare::Tasks;
use super::{Fault, Worker, place};
use crate::bucket::Bucket;
use crate::encryption::Encryption;
use crate::kept::Kept;
use crate::listing::encode;
use crate::object::{Object, Version};
use crate::object_key::ObjectKey;
use crate::tables::{OBJECTS, OLDER};
use crate::{access_point, bucket, configuration, replication};

/// Keys that one transaction reads.
const AT_ONCE: usize = 500;
/// Lines of one file of a manifest.
const LINES: usize = 50_000;

type Outcome<T> = ApiResult<Result<T, Fault>>;

/// Makes tasks of a bucket's objects; the manifest that is written besides, if one is asked for.
pub(super) async fn read(
    worker: &Worker<'_>,
    job: &BatchJob,
    generator: &S3JobManifestGenerator,
    tasks: &mut Tasks<'_>,
) -> Outcome<Option<(String, String)>> {
    let call = worker.own_call();
    let found = transact!(worker.kernel, &call, cx => source(cx, generator).await);
    let (source, rules) = match found {
        Ok(found) => found,
        Err(error) => {
            let why = error.message().unwrap_or_default();
            return Ok(Err(Fault::new(error.code(), why)));
        }
    };
    let filter = generator.filter.clone().unwrap_or_default();
    // Replication is of versions; anything else is of what the bucket shows.
    let all_versions = job.request.0.operation.s3_replicate_object.is_some();
    let output = generator.manifest_output_location.as_ref();
    let output = output.filter(|_| generator.enable_manifest_output);
    let mut files =
        Files { worker, job, to: output, text: String::new(), lines: 0, made: Vec::new() };
    let mut after: Option<ObjectKey> = None;
    loop {
        let range = |cx: &Cx<'_>| {
            let range = cx.rows(&OBJECTS).prefix(&source.id);
            match &after {
                Some(key) => range.after(&(source.id, key.clone())),
                None => range,
            }
        };
        let page = transact!(worker.kernel, &call, cx => page(cx, &source, range(cx), all_versions).await)?;
        let ended = page.keys < AT_ONCE;
        after = page.last;
        for (key, version) in page.versions {
            if !fits(&filter, rules.as_ref(), &key, &version) {
                continue;
            }
            let id = source.is_versioned().then(|| version.id().text());
            let task = Task {
                bucket: source.name.to_string(),
                key: key.as_str().to_owned(),
                version: id,
                outcome: None,
            };
            if let Err(fault) = files.add(&task).await? {
                return Ok(Err(fault));
            }
            if let Err(fault) = tasks.add(task).await? {
                return Ok(Err(fault));
            }
        }
        if ended {
            return files.finish().await;
        }
    }
}

/// The source, which the role may have inventoried; with the rules by which it is replicated.
async fn source(
    cx: &mut Cx<'_>,
    generator: &S3JobManifestGenerator,
) -> ApiResult<(Arc<Bucket>, Option<ReplicationConfiguration>)> {
    let name = place::bucket(&generator.source_bucket).unwrap_or_default();
    let owner = generator.expected_bucket_owner.as_deref();
    let bucket = bucket::find_anywhere(cx, name, owner).await?;
    let arn = bucket.arn();
    let mut required = Required::new("s3:PutInventoryConfiguration", arn.as_str());
    required = required.owned_by(bucket.owner);
    if let Some(text) = &bucket.policy {
        let policy = cx.kernel().compiled(&arn, text)?;
        required = required.with_policy(policy, ResourceRule::Either);
    }
    if !cx.would_be_allowed(required).await? {
        let message = "The role may not list the source: s3:PutInventoryConfiguration.";
        return Err(ApiError::new("AccessDenied", 403, message));
    }
    let kept = configuration::get::<Kept<ReplicationConfiguration>>(cx, &bucket, "").await?;
    Ok((bucket, kept.map(|kept| kept.0)))
}

struct Page {
    versions: Vec<(ObjectKey, Version)>,
    keys: usize,
    last: Option<ObjectKey>,
}

async fn page(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    range: store::RowRange<(u64, ObjectKey)>,
    all_versions: bool,
) -> ApiResult<Page> {
    let rows = cx.range(&OBJECTS, &range, AT_ONCE).await?;
    let (keys, last) = (rows.len(), rows.last().map(|((_, key), _)| key.clone()));
    let mut versions = Vec::with_capacity(keys);
    for ((_, key), newest) in rows {
        versions.push((key.clone(), newest));
        if all_versions {
            let older = cx.rows(&OLDER).prefix(&(bucket.id, key.clone()));
            let older = cx.range(&OLDER, &older, AT_ONCE).await?;
            versions.extend(older.into_iter().map(|(_, version)| (key.clone(), version)));
        }
    }
    // Delete markers hold nothing that could be worked on.
    versions.retain(|(_, version)| version.object.is_some());
    Ok(Page { versions, keys, last })
}

/// Whether the filter lets a version through.
fn fits(
    filter: &JobManifestGeneratorFilter,
    rules: Option<&ReplicationConfiguration>,
    key: &ObjectKey,
    version: &Version,
) -> bool {
    let Some(object) = &version.object else { return false };
    let size = i64::try_from(object.size).unwrap_or(i64::MAX);
    let status = object.replication.as_deref().unwrap_or("NONE");
    let among = |list: &Option<Vec<String>>, value: &str| {
        list.as_ref().is_none_or(|list| list.iter().any(|known| known == value))
    };
    let eligible = || {
        let facts = replication::Facts {
            key: key.as_str(),
            tags: &object.tags,
            marker: false,
            kms: object.encryption.is_kms(),
        };
        rules.is_some_and(|rules| !replication::rules_for(rules, &facts).is_empty())
    };
    filter.eligible_for_replication.is_none_or(|wanted| wanted == eligible())
        && filter.created_after.is_none_or(|after| version.modified > after)
        && filter.created_before.is_none_or(|before| version.modified < before)
        && among(&filter.object_replication_statuses, status)
        && among(&filter.match_any_storage_class, object.storage_class.as_str())
        && filter.object_size_greater_than_bytes.is_none_or(|least| size > least)
        && filter.object_size_less_than_bytes.is_none_or(|most| size < most)
        && filter.key_name_constraint.as_ref().is_none_or(|names| is_named(names, key.as_str()))
        && encrypted_so(filter, object)
}

/// Each list that is there must have one that fits.
fn is_named(names: &KeyNameConstraint, key: &str) -> bool {
    let any = |list: &Option<Vec<String>>, fits: &dyn Fn(&str) -> bool| {
        list.as_ref().is_none_or(|list| list.iter().any(|text| fits(text)))
    };
    any(&names.match_any_prefix, &|text| key.starts_with(text))
        && any(&names.match_any_suffix, &|text| key.ends_with(text))
        && any(&names.match_any_substring, &|text| key.contains(text))
}

fn encrypted_so(filter: &JobManifestGeneratorFilter, object: &Object) -> bool {
    let Some(wanted) = &filter.match_any_object_encryption else { return true };
    wanted.iter().any(|wanted| match (wanted, &object.encryption) {
        (ObjectEncryptionFilter::SSES3(_), Encryption::Managed { .. })
        | (ObjectEncryptionFilter::SSEC(_), Encryption::Customer { .. })
        | (ObjectEncryptionFilter::DSSEKMS(_), Encryption::Kms { dual: true, .. }) => true,
        (ObjectEncryptionFilter::SSEKMS(asked), Encryption::Kms { key, bucket_key, dual, .. }) => {
            !dual
                && asked.kms_key_arn.as_ref().is_none_or(|arn| arn == key)
                && asked.bucket_key_enabled.is_none_or(|wanted| wanted == *bucket_key)
        }
        (ObjectEncryptionFilter::SSEKMS(asked), Encryption::BucketKey { key, .. }) => {
            asked.kms_key_arn.as_ref().is_none_or(|arn| arn == key)
                && asked.bucket_key_enabled.is_none_or(|wanted| wanted)
        }
        _ => false,
    })
}

/// The manifest as it is written: lists, and a description that names them.
struct Files<'w, 'k> {
    worker: &'w Worker<'k>,
    job: &'w BatchJob,
    to: Option<&'w S3ManifestOutputLocation>,
    text: String,
    lines: usize,
    made: Vec<Made>,
}

#[derive(Serialize)]
struct Made {
    key: String,
    size: usize,
    #[serde(rename = "MD5checksum")]
    md5: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Description<'a> {
    source_bucket: &'a str,
    destination_bucket: &'a str,
    version: &'a str,
    creation_timestamp: String,
    file_format: &'a str,
    file_schema: &'a str,
    files: &'a [Made],
}

impl Files<'_, '_> {
    async fn add(&mut self, task: &Task) -> Outcome<()> {
        if self.to.is_none() {
            return Ok(Ok(()));
        }
        let version = task.version.as_deref().unwrap_or_default();
        // Writing into a string cannot fail.
        let _infallible =
            writeln!(self.text, "\"{}\",\"{}\",\"{version}\"", task.bucket, encode(&task.key));
        self.lines += 1;
        if self.lines < LINES { Ok(Ok(())) } else { self.write_list().await }
    }

    fn home(&self) -> String {
        let prefix = self.to.and_then(|to| to.manifest_prefix.as_deref());
        let prefix = prefix.map(|p| format!("{}/", p.trim_end_matches('/'))).unwrap_or_default();
        format!("{prefix}job-{}", self.job.id)
    }

    async fn write_list(&mut self) -> Outcome<()> {
        let key = format!("{}/data/{}.csv.gz", self.home(), self.worker.kernel.random().uuid());
        let packed = crate::inventory::gzip(self.text.as_bytes()).map_err(ApiError::bug)?;
        let size = packed.len();
        match self.put(&key, packed, "application/x-gzip").await? {
            Ok(md5) => self.made.push(Made { key, size, md5 }),
            Err(fault) => return Ok(Err(fault)),
        }
        self.text.clear();
        self.lines = 0;
        Ok(Ok(()))
    }

    async fn finish(mut self) -> Outcome<Option<(String, String)>> {
        let Some(to) = self.to else { return Ok(Ok(None)) };
        if self.lines > 0
            && let Err(fault) = self.write_list().await?
        {
            return Ok(Err(fault));
        }
        let generator = self.job.request.0.manifest_generator.as_ref();
        let source = match generator {
            Some(gen_s3control::JobManifestGenerator::S3JobManifestGenerator(g)) => {
                &g.source_bucket
            }
            _ => "",
        };
        let now = self.worker.kernel.clock().now();
        let description = Description {
            source_bucket: source.rsplit(':').next().unwrap_or_default(),
            destination_bucket: &to.bucket,
            version: "2021-11-30",
            creation_timestamp: now.as_millis().to_string(),
            file_format: "CSV",
            file_schema: "Bucket, Key, VersionId",
            files: &self.made,
        };
        let text = serde_json::to_vec_pretty(&description).map_err(ApiError::bug)?;
        let key = format!("{}/manifest.json", self.home());
        Ok(match self.put(&key, text, "application/json").await? {
            Ok(etag) => Ok(Some((object_arn(&to.bucket, &key), etag))),
            Err(fault) => Err(fault),
        })
    }

    /// Writes an object; its entity tag.
    async fn put(&self, key: &str, bytes: Vec<u8>, content_type: &str) -> Outcome<String> {
        let Some(to) = self.to else { return Ok(Ok(String::new())) };
        let (encryption, kms_key) = encrypted(to.manifest_encryption.as_ref());
        let input = PutObjectInput {
            bucket: place::bucket(&to.bucket).unwrap_or_default().to_owned(),
            key: key.to_owned(),
            body: Some(ByteStream::from_bytes(bytes.into())),
            content_type: Some(content_type.to_owned()),
            expected_bucket_owner: to.expected_manifest_bucket_owner.clone(),
            server_side_encryption: encryption,
            ssekms_key_id: kms_key,
            ..PutObjectInput::default()
        };
        match self.worker.call::<gen_s3::operations::PutObject>(input).await {
            Ok(output) => Ok(Ok(output.e_tag.unwrap_or_default().trim_matches('"').to_owned())),
            Err(error) => {
                let why = error.message().unwrap_or_default();
                let why = format!("The manifest could not be written: {why}");
                Ok(Err(Fault::new(error.code(), why)))
            }
        }
    }
}

fn encrypted(asked: Option<&GeneratedManifestEncryption>) -> (Option<String>, Option<String>) {
    let Some(asked) = asked else { return (None, None) };
    match &asked.ssekms {
        Some(kms) => (Some("aws:kms".to_owned()), Some(kms.key_id.clone())),
        None => (asked.sses3.as_ref().map(|_| "AES256".to_owned()), None),
    }
}

/// The ARN of an object in a bucket or access point with this ARN.
pub(super) fn object_arn(home: &str, key: &str) -> String {
    match access_point::is_arn(home) {
        true => format!("{home}/object/{key}"),
        false => format!("{home}/{key}"),
    }
}
