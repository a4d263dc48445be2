//! AWS Identity and Access Management: who there is, and what they may do.
//!
//! Start reading at [`ops`], the table of operations; then [`entity`], what users, groups, roles, instance profiles and
//! policies have in common, and [`tables`] for how it is kept. [`directory`] tells the path of a call who somebody is.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html>
//!
//! Deviation: of the policies that AWS manages, only the default versions are known, under ids of our own.
//! Deviation: quotas are AWS's defaults; none can be raised.
//! Deviation: role templates, delegation requests and account properties are absent: templates are registered by AWS for its partners, and only topics carry the tokens.
//! Deviation: last-accessed reports track the single actions of the services that this cloud has.
//! Deviation: listings are in the order of names; AWS promises none.
//! Deviation: Nobody signs in: passwords are judged, kept as hashes, needed to change them and reported; SSH keys, signing and server certificates and service-specific credentials are only kept, as long as no service takes them.
//! Deviation: Only virtual MFA devices can be enabled; root enables its own by calling EnableMFADevice with the user name `root`.
//! Deviation: The root key that the cloud makes for itself is not listed among access keys.
//! Deviation: The URL of an OpenID Connect provider may have a port.

mod access;
mod access_keys;
mod access_target;
mod account;
mod account_alias;
mod account_settings;
mod account_summary;
mod attachments;
mod authorization_details;
mod boundary;
mod certificates;
mod credential_errors;
mod credential_report;
mod credentials;
mod dependents;
mod directory;
mod entity;
mod errors;
mod grants;
mod groups;
mod held;
mod identities;
mod inline;
mod instance_profiles;
mod jobs;
mod last_accessed;
mod limits;
mod managed;
mod mfa;
mod names;
mod oidc_providers;
mod ops;
mod organization_features;
mod organization_report;
mod owned;
mod owner;
mod page;
mod passwords;
mod policies;
mod policy_entities;
mod policy_listing;
mod policy_text;
mod providers;
mod review_errors;
mod roles;
mod saml_providers;
mod server_certificates;
mod service_credentials;
mod service_linked;
mod signing_certificates;
mod simulation;
mod ssh_key;
mod ssh_keys;
mod status;
mod tables;
mod tags;
mod trust;
mod users;

use kernel::{Service, Wording};

/// What the kernel needs to know of IAM.
pub fn service() -> Service {
    Service {
        jobs: jobs::JOBS,
        wording: Wording::Own(errors::wording),
        access: Some(access::access),
        directory: Some(&directory::Known),
        ..Service::new(&gen_iam::SCHEMA, ops::TABLE)
    }
}
