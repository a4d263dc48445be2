//! What must be known of a service before its schema is loaded, and the schema that loads on first use.
//!
//! Routing needs names only: which protocols, which target prefix, which operations. Those are constants of
//! the generated crate ([`ServiceFacts`]); the shapes come from text the first time that somebody asks ([`Lazy`]).

use std::sync::OnceLock;

use crate::text;
use crate::{Protocol, Service};

/// Service-level facts, as constants.
#[derive(Debug)]
pub struct ServiceFacts {
    /// Our name: the folder's, such as `sqs`.
    pub name: &'static str,
    /// AWS's service id, such as `SQS`.
    pub id: &'static str,
    /// API version, such as `2012-11-05`.
    pub api_version: &'static str,
    /// Protocols, the preferred first.
    pub protocols: &'static [Protocol],
    /// What stands before the dot in `X-Amz-Target`; empty when the protocol has none.
    pub target_prefix: &'static str,
    /// `1.0` or `1.1` when the service speaks awsJson; else empty.
    pub json_version: &'static str,
    /// Default XML namespace; empty when there is none.
    pub xml_namespace: &'static str,
    /// The service part of a credential scope.
    pub signing_name: &'static str,
    /// The first label of the service's host names.
    pub endpoint_prefix: &'static str,
    /// Whether JSON errors carry the old query code in `x-amzn-query-error`.
    pub query_compatible: bool,
    /// Names of all operations, sorted: the position is the operation's index.
    pub operations: &'static [&'static str],
    /// REST services: method and URI pattern of each operation, in the order of `operations`; else empty.
    pub routes: &'static [(&'static str, &'static str)],
}

impl ServiceFacts {
    /// The index of the operation called `name`.
    pub fn operation_index(&self, name: &str) -> Option<usize> {
        self.operations.binary_search(&name).ok()
    }
}

/// A service's schema, loaded on first use and kept for the rest of the process.
pub struct Lazy {
    facts: &'static ServiceFacts,
    text: &'static str,
    hash: u64,
    loaded: OnceLock<&'static Service>,
}

impl Lazy {
    /// From the generated facts, the generated text, and the hash that the generated types were made with.
    pub const fn new(facts: &'static ServiceFacts, text: &'static str, hash: u64) -> Lazy {
        Lazy { facts, text, hash, loaded: OnceLock::new() }
    }

    /// What is known without loading.
    pub fn facts(&self) -> &'static ServiceFacts {
        self.facts
    }

    /// The schema; the first call loads it (about 7 us an operation: 6 ms for EC2).
    ///
    /// # Panics
    /// When text and types were not generated together, which a test of each generated crate excludes.
    pub fn get(&self) -> &'static Service {
        self.loaded.get_or_init(|| match self.try_load() {
            Ok(service) => service,
            Err(error) => panic!(
                "the schema of {}: {error}; run `cargo xtask codegen {}`",
                self.facts.name, self.facts.name
            ),
        })
    }

    fn try_load(&self) -> Result<&'static Service, text::TextError> {
        let service = text::load(self.text)?;
        if text::hash_of(service) == self.hash {
            return Ok(service);
        }
        Err(text::TextError::stale(self.hash))
    }
}
