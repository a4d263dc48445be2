//! What S3 keeps. Names are never used again for something else: see docs/state-keys.txt.
//!
//! Buckets are global in a partition, so every table is; what belongs to a bucket lies under the bucket's number,
//! which a new bucket of the same name does not share. [`OBJECTS`] holds the newest version of each key and [`OLDER`]
//! the others, so that listing objects never walks over old versions.

use bytes::Bytes;
use store::{Row, RowError, Scope, Table};

use crate::access_point::{AccessPoint, PointKey};
use crate::annotation_name::AnnotationName;
use crate::annotations::Annotation;
use crate::batch::job::{BatchJob, Task};
use crate::bucket::Bucket;
use crate::bucket_key::BucketKey;
use crate::bucket_name::BucketName;
use crate::glance::Glance;
use crate::grants::{EntryKey, Grant, Instance, InstanceKey, Location};
use crate::intelligent_tiering::Tiering;
use crate::mrap::request::Request;
use crate::mrap::{Mrap, MrapKey};
use crate::object::{ManifestPart, Version};
use crate::object_key::ObjectKey;
use crate::object_lambda::LambdaPoint;
use crate::public_access::PublicAccessBlock;
use crate::storage_lens::{Lens, LensGroup};
use crate::upload::{Completed, Part, Upload};

/// Lines of access logs that are to be delivered: (bucket, microseconds, sequence).
pub(crate) static ACCESS_LOG: Table<(u64, i64, u64), String> =
    Table::new("s3.access-log", Scope::Partition, 1).apart("s3-access-logs");

/// Bucket keys that serve: (bucket, digest of whom and what for).
pub(crate) static BUCKET_KEYS: Table<(u64, String), BucketKey> =
    Table::new("s3.bucket-key", Scope::Partition, 1);

/// Buckets by name.
pub(crate) static BUCKETS: Table<BucketName, Bucket> =
    Table::new("s3.bucket", Scope::Partition, 2).migrations(&[add_abac]);

/// Version 2 added `abac`, which is off for buckets that were there before.
fn add_abac(body: &[u8]) -> Result<Vec<u8>, RowError> {
    Ok([body, &[0]].concat())
}

/// Block Public Access of accounts, by account.
pub(crate) static ACCOUNT_BLOCKS: Table<String, PublicAccessBlock> =
    Table::new("s3.account-public-access", Scope::Partition, 1);

/// Whose buckets: (account, name); counted by account.
pub(crate) static BUCKETS_OF: Table<(String, BucketName), ()> =
    Table::new("s3.bucket-of", Scope::Partition, 1);

/// (bucket, kind, id): see [`crate::configuration`].
pub(crate) static CONFIGURATIONS: Table<(u64, String, String), Vec<u8>> =
    Table::new("s3.configuration", Scope::Partition, 1);

/// The newest version of each key, delete markers included: (bucket, key).
pub(crate) static OBJECTS: Table<(u64, ObjectKey), Version> =
    Table::new("s3.object", Scope::Partition, 1);

/// The same, as listings look at it.
pub(crate) static GLANCES: Table<(u64, ObjectKey), Glance> = OBJECTS.seen_as();

/// All other versions, newest first: (bucket, key, [`older`] of the version's number).
pub(crate) static OLDER: Table<(u64, ObjectKey, u64), Version> =
    Table::new("s3.older-version", Scope::Partition, 1);

/// The number of a key's null version when that lies in [`OLDER`]: (bucket, key).
pub(crate) static OLDER_NULL: Table<(u64, ObjectKey), u64> =
    Table::new("s3.older-null", Scope::Partition, 1);

/// Annotations of versions: (bucket, version's number, name).
pub(crate) static ANNOTATIONS: Table<(u64, u64, AnnotationName), Annotation> =
    Table::new("s3.annotation", Scope::Partition, 1);

/// When versions of the class Intelligent-Tiering were read, and which archive they lie in: (bucket, version's number).
pub(crate) static TIERINGS: Table<(u64, u64), Tiering> =
    Table::new("s3.version-tiering", Scope::Partition, 1);

/// How many annotations a version has that has any: (bucket, version's number).
pub(crate) static ANNOTATED: Table<(u64, u64), u32> =
    Table::new("s3.annotated", Scope::Partition, 1);

/// Small bodies, encrypted, by body number.
pub(crate) static BODIES: Table<u64, Body> =
    Table::new("s3.body", Scope::Partition, 1).apart("s3-bodies");

/// The parts of bodies that came in parts, by body number.
pub(crate) static MANIFESTS: Table<u64, Vec<ManifestPart>> =
    Table::new("s3.manifest", Scope::Partition, 1).apart("s3-manifests");

/// Files that rows name, by body number: what is not here when the cloud starts is swept away.
pub(crate) static FILES: Table<u64, ()> = Table::new("s3.file", Scope::Partition, 1);

/// Uploads in progress, as they are listed: (bucket, key, upload's number).
pub(crate) static UPLOADS: Table<(u64, ObjectKey, u64), Upload> =
    Table::new("s3.upload", Scope::Partition, 1);

/// Their parts: (upload's number, part number).
pub(crate) static PARTS: Table<(u64, u16), Part> = Table::new("s3.part", Scope::Partition, 1);

/// Uploads that were completed lately, so that completing again has the same answer: (bucket, key, upload's number).
pub(crate) static COMPLETED: Table<(u64, ObjectKey, u64), Completed> =
    Table::new("s3.completed-upload", Scope::Partition, 1);

/// Access points: (account, region, name).
pub(crate) static ACCESS_POINTS: Table<PointKey, AccessPoint> =
    Table::new("s3.access-point", Scope::Partition, 1);

/// Access Grants: (account, region).
pub(crate) static ACCESS_GRANTS_INSTANCES: Table<InstanceKey, Instance> =
    Table::new("s3.access-grants-instance", Scope::Partition, 1);

/// Locations of Access Grants: (account, region, id). Counted by instance.
pub(crate) static ACCESS_GRANTS_LOCATIONS: Table<EntryKey, Location> =
    Table::new("s3.access-grants-location", Scope::Partition, 1);

/// Grants: (account, region, id). Counted by instance.
pub(crate) static ACCESS_GRANTS: Table<EntryKey, Grant> =
    Table::new("s3.access-grant", Scope::Partition, 1);

/// Whom grants are for: (account, region, grantee, id).
pub(crate) static ACCESS_GRANTS_TO: Table<(String, String, String, String), ()> =
    Table::new("s3.access-grant-to", Scope::Partition, 1);

/// Which grants a location has: (account, region, location, id).
pub(crate) static ACCESS_GRANTS_IN: Table<(String, String, String, String), ()> =
    Table::new("s3.access-grant-in", Scope::Partition, 1);

/// Configurations of Storage Lens: (account, home region, id).
pub(crate) static LENSES: Table<EntryKey, Lens> =
    Table::new("s3.storage-lens", Scope::Partition, 1);

/// Groups of Storage Lens: (account, home region, name).
pub(crate) static LENS_GROUPS: Table<EntryKey, LensGroup> =
    Table::new("s3.storage-lens-group", Scope::Partition, 1);

/// Multi-Region Access Points: (account, name).
pub(crate) static MRAPS: Table<MrapKey, Mrap> = Table::new("s3.mrap", Scope::Partition, 1);

/// The same by alias.
pub(crate) static MRAP_ALIASES: Table<String, MrapKey> =
    Table::new("s3.mrap-alias", Scope::Partition, 1);

/// Requests that change them: (account, token).
pub(crate) static MRAP_REQUESTS: Table<(String, String), Request> =
    Table::new("s3.mrap-request-of", Scope::Partition, 1);

/// The requests' tokens by those of clients: (account, client's token).
pub(crate) static MRAP_TOKENS: Table<(String, String), String> =
    Table::new("s3.mrap-token", Scope::Partition, 1);

/// Access points by alias.
pub(crate) static ACCESS_POINT_ALIASES: Table<String, PointKey> =
    Table::new("s3.access-point-alias", Scope::Partition, 1);

/// Object Lambda access points: (account, region, name). Counted by account and region.
pub(crate) static LAMBDA_POINTS: Table<PointKey, LambdaPoint> =
    Table::new("s3.object-lambda-point", Scope::Partition, 1);

/// The same by alias.
pub(crate) static LAMBDA_POINT_ALIASES: Table<String, PointKey> =
    Table::new("s3.object-lambda-alias", Scope::Partition, 1);

/// Which access points a bucket has: (bucket, access point).
pub(crate) static ACCESS_POINTS_ON: Table<(u64, PointKey), ()> =
    Table::new("s3.access-point-on", Scope::Partition, 1);

/// Jobs of Batch Operations: (account, region, id).
pub(crate) static BATCH_JOBS: Table<JobKey, BatchJob> =
    Table::new("s3.batch-job", Scope::Partition, 1);

/// The same, newest first: (account, region, [`older`] of the job's number), with the id.
pub(crate) static BATCH_JOBS_OF: Table<(String, String, u64), String> =
    Table::new("s3.batch-job-of", Scope::Partition, 1);

/// Jobs that are under way, with their priority.
pub(crate) static BATCH_RUNNING: Table<JobKey, i32> =
    Table::new("s3.batch-running", Scope::Partition, 1);

/// Jobs by the tokens of the requests that made them: (account, region, token).
pub(crate) static BATCH_TOKENS: Table<JobKey, String> =
    Table::new("s3.batch-token", Scope::Partition, 1);

/// What jobs do: (job's number, place in the manifest).
pub(crate) static BATCH_TASKS: Table<(u64, u64), Task> =
    Table::new("s3.batch-task", Scope::Partition, 1).apart("s3-batch");

/// Account, region, and what is called by a name there.
pub(crate) type JobKey = (String, String, String);

/// A version's number as it stands in keys of [`OLDER`]; and back.
pub(crate) fn older(number: u64) -> u64 {
    u64::MAX - number
}

/// Bytes as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Body(pub(crate) Bytes);

impl Row for Body {
    fn encode_body(&self, out: &mut Vec<u8>) -> Result<(), RowError> {
        out.extend_from_slice(&self.0);
        Ok(())
    }

    fn decode_body(body: Bytes) -> Result<Body, RowError> {
        Ok(Body(body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_of_the_first_version_are_read() {
        let stored = b"\x01\x04mine\x07000000000000\tus-east-1\0\0\0\0\0\x01\0\0\0\0\0\0\x01\x01a\x01b\x01\0\0\0\0\0\0";
        let bucket = BUCKETS.decode_row(&Bytes::from_static(stored)).expect("a row");
        assert_eq!((bucket.name.as_str(), bucket.id, bucket.requester_pays), ("mine", 7, true));
        assert_eq!(bucket.tags, [("a".to_owned(), "b".to_owned())]);
        assert!(!bucket.abac);
    }
}
