//! Amazon S3: buckets, and objects of any size with their versions.
//!
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html>
//! Start reading at [`ops`], the table of operations; then [`tables`] for how it is kept, [`bucket`] for how a call finds
//! its bucket, [`object`] for what an object is.

mod account_block;
mod acl;
mod acl_access;
mod acl_change;
mod body;
mod bucket;
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
mod copy_source;
mod cors;
mod crc;
mod delete;
mod digest;
mod encryption;
mod encryption_rules;
mod errors;
mod etag;
mod forgotten;
mod kept;
mod kms_errors;
mod lifecycle;
mod limits;
mod listed;
mod listing;
mod mfa_delete;
mod new_object;
mod notification;
mod object;
mod object_key;
mod object_lock;
mod opaque_id;
mod ops;
mod owner;
mod public_access;
mod range;
mod read;
mod refusals;
mod regions;
mod replication;
mod sources;
mod sse;
mod storage_class;
mod sweep;
mod tables;
mod tag_rules;
mod tagged;
mod tags;
mod upload;
mod version_id;
mod versions;
mod website_rules;
mod write;

use kernel::{Service, Wording};

/// The service, for the list in `app`.
pub fn service() -> Service {
    Service {
        wording: Wording::Own(errors::wording),
        jobs: &[forgotten::JOB],
        start: Some(sweep::start),
        ..Service::new(&gen_s3::SCHEMA, ops::TABLE)
    }
}
