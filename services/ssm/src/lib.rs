//! Parameter Store of AWS Systems Manager: parameters with versions, labels, policies, tags, tiers and sharing.
//!
//! Start reading at [`ops`], the table of operations; then [`name`] and [`mod@reference`], how parameters are named,
//! [`put`], what a new version becomes, [`read`], how one is found, and [`tables`] for how all is kept.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html>
//!
//! Deviation: the high-throughput setting is stored and shown; nothing is throttled.
//! Deviation: values of the type `aws:ec2:image` are checked for their form; there are no images to look up.

mod access;
mod envelope;
mod errors;
mod events;
mod expiry;
mod filters;
mod labels;
mod limits;
mod name;
mod ops;
mod page;
mod parameter;
mod policies;
mod public;
mod put;
mod read;
mod reference;
mod remove;
mod resource_policy;
mod secrets;
mod secure;
mod settings;
mod tables;
mod tags;
mod tier;
mod values;
mod walk;

use kernel::{Service, Wording};

/// What the kernel needs to know of Parameter Store.
pub fn service() -> Service {
    Service {
        jobs: expiry::JOBS,
        wording: Wording::Standard,
        access: Some(access::access),
        ..Service::new(&gen_ssm::SCHEMA, ops::TABLE)
    }
}
