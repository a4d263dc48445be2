//! AWS KMS: keys that never leave the service, who may use them, and what they encrypt, sign and derive.
//!
//! Start reading at [`ops`], the table of operations; then [`key_lookup`] and [`state`], which every operation begins
//! with, [`access`], who decides, and [`material`], what is done with keys.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html>
//! Invariant: no key material is on disk but sealed.
//! Deviation: there are no SM2 keys, which AWS has in its China regions.
//! Deviation: nothing is answered for attested Nitro enclaves (`Recipient`), since no attestation can be genuine here.
//! Deviation: key stores outside of AWS (`EXTERNAL_KEY_STORE`) are refused, since no proxy is called.
//! Deviation: GetKeyLastUsage names no event of CloudTrail, which is not here.
//! Deviation: a grant with the constraint `SourceArn` admits nobody; rates of requests are not limited.

mod access;
mod access_keys;
mod alias;
mod aliases;
mod crypto;
mod data_key;
mod deletion;
mod encryption;
mod errors;
mod grant;
mod grants;
mod import_token;
mod imported;
mod jobs;
mod key;
mod key_id;
mod key_lookup;
mod key_policy;
mod key_spec;
mod key_store;
mod key_stores;
mod limits;
mod managed;
mod material;
mod metadata;
mod names;
mod new_grant;
mod new_key;
mod ops;
mod page;
mod ready;
mod replicas;
mod retire;
mod rotation;
mod signing;
mod state;
mod tables;
mod tags;
mod usable;

use kernel::{Service, Wording};

/// The service, for the list in `app`.
pub fn service() -> Service {
    Service {
        access: Some(access::access),
        jobs: jobs::JOBS,
        wording: Wording::Own(errors::of_model),
        ..Service::new(&gen_kms::SCHEMA, ops::TABLE)
    }
}
