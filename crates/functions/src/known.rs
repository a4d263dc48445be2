//! What was looked up on the disk for functions that began: the next environment of the same revision need not look again.
//! A function of a folder of the user's, or of an image, is looked up each time.

use std::collections::HashMap;
use std::sync::Arc;

use crate::start::Prepared;
use crate::{Code, FunctionSpec};

/// Versions of functions, at the most.
const MAX_KNOWN: usize = 512;

/// By function and version: the revision, and what was found.
#[derive(Default)]
pub(crate) struct Known(HashMap<(String, String), (String, Arc<Prepared>)>);

impl Known {
    /// What was found for this revision, as long as it is there.
    pub(crate) fn get(&self, spec: &FunctionSpec) -> Option<Arc<Prepared>> {
        let (revision, prepared) = self.0.get(&(spec.arn.clone(), spec.version.clone()))?;
        (*revision == spec.revision && prepared.stands(spec)).then(|| prepared.clone())
    }

    pub(crate) fn put(&mut self, spec: &FunctionSpec, prepared: &Arc<Prepared>) {
        if !matches!(spec.code, Code::Package(_)) {
            return;
        }
        if self.0.len() >= MAX_KNOWN {
            self.0.clear();
        }
        let found = (spec.revision.clone(), prepared.clone());
        self.0.insert((spec.arn.clone(), spec.version.clone()), found);
    }

    /// Forgets a function, all versions (`version` is `None`) or one.
    pub(crate) fn forget(&mut self, arn: &str, version: Option<&str>) {
        self.0.retain(|(of, one), _| of != arn || version.is_some_and(|version| version != one));
    }
}
