//! Quotas of S3.
//! Ref: <https://docs.aws.amazon.com/general/latest/gr/s3.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>

/// Longest key, in bytes.
pub(crate) const MAX_KEY: usize = 1_024;
/// General purpose buckets of an account.
pub(crate) const MAX_BUCKETS: u64 = 10_000;
/// Largest object that one PutObject writes, and largest part, in bytes.
pub(crate) const MAX_PUT: u64 = 5 * 1024 * 1024 * 1024;
/// Largest object, in bytes.
pub(crate) const MAX_OBJECT: u64 = 48_800 * 1024 * 1024 * 1024;
/// Smallest part of an upload, the last one excepted.
pub(crate) const MIN_PART: u64 = 5 * 1024 * 1024;
/// Highest part number.
pub(crate) const MAX_PARTS: i32 = 10_000;
/// Entries of a page of a listing.
pub(crate) const PAGE: usize = 1_000;
/// Keys of one DeleteObjects.
pub(crate) const MAX_DELETES: usize = 1_000;
/// Tags of an object.
pub(crate) const MAX_OBJECT_TAGS: usize = 10;
/// Annotations of a version.
pub(crate) const MAX_ANNOTATIONS: u32 = 1_000;
/// Longest name of an annotation, in bytes.
pub(crate) const MAX_ANNOTATION_NAME: usize = 512;
/// Largest payload of an annotation, in bytes.
pub(crate) const MAX_ANNOTATION: u64 = 1024 * 1024;
/// User metadata: names and values together, in bytes.
pub(crate) const MAX_METADATA: usize = 2 * 1024;
/// Bodies up to this size lie beside the rows, larger ones in files.
pub(crate) const INLINE: usize = 32 * 1024;
/// Access points of an account in a region.
pub(crate) const MAX_ACCESS_POINTS: usize = 10_000;
/// Object Lambda access points of an account in a region.
pub(crate) const MAX_LAMBDA_POINTS: usize = 1_000;
/// Tags of a job of Batch Operations.
pub(crate) const MAX_JOB_TAGS: usize = 50;
/// Jobs of an account in a region that are under way at once: AWS says nothing of a quota.
pub(crate) const MAX_RUNNING_JOBS: usize = 1_000;
/// Locations of Access Grants in an instance.
pub(crate) const MAX_GRANTS_LOCATIONS: usize = 1_000;
/// Multi-Region Access Points of an account.
pub(crate) const MAX_MRAPS: usize = 100;
/// Buckets of one.
pub(crate) const MAX_MRAP_REGIONS: usize = 20;
/// Grants in an instance.
pub(crate) const MAX_GRANTS: u64 = 100_000;
/// Grants of one user or role that are looked at.
pub(crate) const MAX_GRANTS_OF_ONE: usize = 10_000;
/// Configurations of Storage Lens that an account has in a region.
pub(crate) const MAX_LENSES: usize = 50;
/// Groups of Storage Lens that an account has in a region.
pub(crate) const MAX_LENS_GROUPS: usize = 50;
