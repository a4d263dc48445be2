//! AWS Identity and Access Management: who there is, and what they may do.
//!
//! Start reading at [`ops`], the table of operations; then [`entity`], what users, groups, roles, instance profiles and
//! policies have in common, and [`tables`] for how it is kept. [`directory`] tells the path of a call who somebody is.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html>

mod access;
mod access_target;
mod account;
mod attachments;
mod boundary;
mod dependents;
mod directory;
mod entity;
mod errors;
mod groups;
mod inline;
mod instance_profiles;
mod limits;
mod managed;
mod names;
mod ops;
mod page;
mod policies;
mod policy_entities;
mod policy_listing;
mod policy_text;
mod roles;
mod tables;
mod tags;
mod trust;
mod users;

use kernel::{Service, Wording};

/// What the kernel needs to know of IAM.
pub fn service() -> Service {
    Service {
        wording: Wording::Own(errors::wording),
        access: Some(access::access),
        directory: Some(&directory::Known),
        ..Service::new(&gen_iam::SCHEMA, ops::TABLE)
    }
}
