//! Policies are compiled once: the same text is the same policy, whoever holds it.

use std::sync::Arc;

use hashbrown::HashMap;
use parking_lot::RwLock;
use policy::{Attached, Compiled, PolicyDocument};
use schema::{ApiError, ApiResult};

use crate::directory::NamedPolicy;
use crate::kernel::Kernel;

/// How many texts stay compiled; when there are more, all are forgotten.
const KEPT: usize = 20_000;

/// Compiled policies by text.
#[derive(Default)]
pub(crate) struct CompiledPolicies(RwLock<HashMap<Box<str>, Arc<Compiled>>>);

impl CompiledPolicies {
    fn get(&self, text: &str) -> ApiResult<Arc<Compiled>> {
        if let Some(known) = self.0.read().get(text) {
            return Ok(known.clone());
        }
        // A policy was checked when it was stored. One that cannot be read must not be passed over: it may deny.
        let document = PolicyDocument::parse(text)
            .map_err(|error| ApiError::bug(format!("a stored policy cannot be read: {error}")))?;
        let compiled = Arc::new(Compiled::new(&document));
        let mut all = self.0.write();
        if all.len() >= KEPT {
            all.clear();
        }
        all.insert(text.into(), compiled.clone());
        Ok(compiled)
    }
}

impl Kernel {
    /// The policy with this text, ready for evaluation under `name` (an ARN, or an inline policy's name).
    pub fn compiled(&self, name: &str, text: &str) -> ApiResult<Attached> {
        Ok(Attached { name: name.into(), policy: self.0.compiled.get(text)? })
    }

    pub(super) fn compile_named(&self, named: &NamedPolicy) -> ApiResult<Attached> {
        Ok(Attached { name: named.name.clone(), policy: self.0.compiled.get(&named.document)? })
    }

    pub(super) fn compile_all(&self, named: &[NamedPolicy]) -> ApiResult<Vec<Attached>> {
        named.iter().map(|policy| self.compile_named(policy)).collect()
    }
}
