//! IAM Access Analyzer: who from outside can reach what, what access nobody uses, and what a policy is worth.
//!
//! Start reading at [`ops`], the table of operations. [`scan`] looks at resources and keeps their findings; [`external`]
//! and [`unused`] say what is found. [`validate`] checks policies, [`compare`] decides what they grant beside each
//! other, [`generation`] writes new ones from what was seen.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/Welcome.html>
//!
//! Deviation: external access is found of SQS queues, IAM roles, KMS keys, secrets, functions and DynamoDB tables by their policies; grants of keys, policies of versions, aliases and streams, and S3 buckets are not looked at.
//! Deviation: internal access analyzers cannot be made.
//! Deviation: findings tell whether resource control policies are there (`APPLICABLE`), as AWS does, without asking them.

mod access;
mod analyzer;
mod archive_rule;
mod compare;
mod configuration;
mod create;
mod criteria;
mod document;
mod errors;
mod external;
mod facts;
mod finding;
mod findings;
mod generation;
mod iam;
mod limits;
mod ops;
mod page;
mod permissions;
mod preview;
mod recommendation;
mod render;
mod resource;
mod scan;
mod show;
mod sources;
mod statistics;
mod tables;
mod unused;
mod validate;
mod zone;

use kernel::{Service, Wording};

/// What the kernel needs to know of Access Analyzer.
pub fn service() -> Service {
    Service {
        jobs: scan::JOBS,
        access: Some(access::access),
        wording: Wording::Standard,
        ..Service::new(&gen_accessanalyzer::SCHEMA, ops::TABLE)
    }
}
