//! Amazon S3: buckets, and objects of any size with their versions.
//!
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html>
//! Start reading at [`ops`], the table of operations; then [`tables`] for how it is kept, [`bucket`] for how a call finds
//! its bucket, [`object`] for what an object is.
//!
//! Deviation: of replication, metrics, time control and changes of replicas are kept without effect.
//! Deviation: of Object Lambda access points, CloudWatch metrics are kept without effect; functions see the host, the user
//! agent and the headers that S3 reads, not all that were sent.
//! Deviation: of inventories, the destination's account is kept without effect; only CSV is written.
//! Deviation: reads of objects of the class Intelligent-Tiering are noted once an hour, so that one may be archived an hour
//! early.
//! Deviation: while a bucket's ABAC is on, `PutBucketTagging` and `DeleteBucketTagging` are refused with `InvalidRequest`;
//! AWS does not say which error it is.
//! Deviation: `GetBucketLifecycle`, `PutBucketLifecycle`, `GetBucketNotification` and `PutBucketNotification` are absent
//! by name alone: on the wire they are the newer operations, which answer them in full.
//! Deviation: directory buckets (`CreateSession`, `ListDirectoryBuckets`, `RenameObject`) are absent: they are another
//! kind of bucket, with sessions and rules of its own.
//! Deviation: metadata tables are absent: they are Iceberg tables, which S3 Tables keeps and engines like Athena read,
//! and neither is there.
//! Deviation: an annotation of a version that Object Lock protects is not deleted, in governance mode by nobody: the model
//! of `DeleteObjectAnnotation` has no header to pass that over. A copy takes annotations along as they were at one moment,
//! where AWS fails it when they change meanwhile.
//! Deviation: `SelectObjectContent` is absent, which AWS closed to new customers in July 2024; `GetObjectTorrent` is
//! absent, which would need peers and a tracker.

mod acceleration;
mod access;
mod access_log;
mod access_point;
mod access_point_name;
mod account_block;
mod acl;
mod acl_access;
mod acl_change;
mod annotation_copy;
mod annotation_name;
mod annotations;
mod batch;
mod body;
mod bucket;
mod bucket_key;
mod bucket_name;
mod bucket_policy;
mod by_id;
mod changes;
mod checksum;
mod checksum_request;
mod cipher;
mod complete;
mod conditions;
mod configuration;
mod control;
mod control_errors;
mod copy_source;
mod cors;
mod delete;
mod digest;
mod encryption;
mod encryption_rules;
mod errors;
mod etag;
mod forgotten;
mod glance;
mod grants;
mod intelligent_tiering;
mod inventory;
mod kept;
mod kms_errors;
mod lifecycle;
mod limits;
mod listed;
mod listing;
mod logging_rules;
mod mfa_delete;
mod mrap;
mod new_object;
mod notification;
mod object;
mod object_change;
mod object_key;
mod object_lambda;
mod object_lock;
mod opaque_id;
mod ops;
mod own_object;
mod own_work;
mod owner;
mod pages;
mod percent;
mod policy_principals;
mod public_access;
mod range;
mod read;
mod reading;
mod refusals;
mod regions;
mod replication;
mod restore;
mod rewrap;
mod sources;
mod sse;
mod sse_kms;
mod storage_class;
mod storage_lens;
mod sweep;
mod tables;
mod tag_rules;
mod tagged;
mod tags;
mod upload;
mod version_id;
mod versions;
mod walk;
mod website;
mod website_rules;
mod words;
mod write;

pub use control::control;
use kernel::{JobEntry, LongJobEntry, Service, Wording};

/// All durable timers of the service.
static JOBS: &[JobEntry] = &[
    JobEntry { name: "s3.deliver-log", run: |cx, raw| Box::pin(access_log::deliver::run(cx, raw)) },
    forgotten::JOB,
    JobEntry { name: "s3.batch-step", run: |cx, raw| Box::pin(batch::run::run(cx, raw)) },
    JobEntry { name: "s3.lifecycle", run: |cx, raw| Box::pin(lifecycle::run::run(cx, raw)) },
    JobEntry { name: "s3.mrap-request", run: |cx, raw| Box::pin(mrap::request::run(cx, raw)) },
    JobEntry {
        name: "s3.notify",
        run: |cx, raw| Box::pin(notification::deliver::deliver(cx, raw)),
    },
    JobEntry {
        name: "s3.replicate-annotation",
        run: |cx, raw| Box::pin(replication::annotations::replicate(cx, raw)),
    },
    JobEntry {
        name: "s3.replicate",
        run: |cx, raw| Box::pin(replication::run::replicate(cx, raw)),
    },
    JobEntry { name: "s3.restored", run: |cx, raw| Box::pin(restore::restored(cx, raw)) },
    JobEntry {
        name: "s3.tiering",
        run: |cx, raw| Box::pin(intelligent_tiering::run::run(cx, raw)),
    },
    JobEntry {
        name: "s3.tiering-restored",
        run: |cx, raw| Box::pin(intelligent_tiering::restore::restored(cx, raw)),
    },
];

/// What takes its time.
static LONG_JOBS: &[LongJobEntry] = &[LongJobEntry {
    name: "s3.notify-function",
    run: |wx, raw| Box::pin(notification::function::call(wx, raw)),
}];

/// What reads whole buckets.
static SLOW_JOBS: &[LongJobEntry] = &[
    LongJobEntry { name: "s3.inventory", run: |wx, raw| Box::pin(inventory::run(wx, raw)) },
    LongJobEntry {
        name: "s3.storage-lens",
        run: |wx, raw| Box::pin(storage_lens::export::run(wx, raw)),
    },
];

/// The service, for the list in `app`.
pub fn service() -> Service {
    Service {
        access: Some(access::access),
        wording: Wording::Own(errors::wording),
        start: Some(sweep::start),
        jobs: JOBS,
        long_jobs: LONG_JOBS,
        slow_jobs: SLOW_JOBS,
        web: Some(&pages::Pages),
        log: Some(&access_log::AccessLog),
        ..Service::new(&gen_s3::SCHEMA, ops::TABLE)
    }
}
