//! AWS KMS: keys that never leave the service, who may use them, and what they encrypt, sign and derive.
//!
//! Start reading at [`ops`], the table of operations; then [`key_lookup`] and [`state`], which every operation begins
//! with, [`access`], who decides, and [`material`], what is done with keys.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html>
//! Invariant: no key material is on disk but sealed.

#![allow(dead_code, reason = "the foundation; operations come to use all of it")]

mod alias;
mod crypto;
mod data_key;
mod encryption;
mod errors;
mod grant;
mod import_token;
mod imported;
mod key;
mod key_id;
mod key_lookup;
mod key_spec;
mod key_store;
mod limits;
mod material;
mod names;
mod ops;
mod ready;
mod signing;
mod state;
mod tables;
mod usable;

use kernel::{Service, Wording};

/// The service, for the list in `app`.
pub fn service() -> Service {
    Service {
        jobs: &[imported::EXPIRE_ENTRY],
        wording: Wording::Standard,
        ..Service::new(&gen_kms::SCHEMA, ops::TABLE)
    }
}
