//! Amazon S3: buckets, and objects of any size with their versions.
//!
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html>
//! Start reading at [`ops`], the table of operations; then [`tables`] for how it is kept, [`bucket`] for how a call finds
//! its bucket, [`object`] for what an object is.

mod account_block;
mod acl;
mod acl_access;
mod acl_change;
mod bucket;
mod bucket_name;
mod bucket_policy;
mod by_id;
mod checksum;
mod configuration;
mod cors;
mod encryption;
mod encryption_rules;
mod errors;
mod etag;
mod kept;
mod lifecycle;
mod limits;
mod mfa_delete;
mod notification;
mod object;
mod object_key;
mod object_lock;
mod opaque_id;
mod ops;
mod owner;
mod public_access;
mod refusals;
mod regions;
mod replication;
mod storage_class;
mod tables;
mod tag_rules;
mod upload;
mod version_id;
mod website_rules;

use kernel::{Service, Wording};

/// The service, for the list in `app`.
pub fn service() -> Service {
    Service { wording: Wording::Own(errors::wording), ..Service::new(&gen_s3::SCHEMA, ops::TABLE) }
}
