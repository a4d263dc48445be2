//! How true every operation is: what COMPAT.md and `/_stratus/fidelity` show.

use crate::kernel::Kernel;

/// One operation and its grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fidelity {
    /// Our name of the service.
    pub service: &'static str,
    /// AWS's name of the operation.
    pub operation: &'static str,
    /// `real`, `record` or `absent`.
    pub grade: &'static str,
}

impl Kernel {
    /// Every operation of every service, sorted by service and name.
    pub fn fidelity(&self) -> Vec<Fidelity> {
        let mut out = Vec::new();
        for registered in self.services() {
            let facts = registered.service.schema.facts();
            for (index, operation) in facts.operations.iter().enumerate() {
                let grade = match registered.entry(index) {
                    Some((_, entry)) => entry.grade.as_str(),
                    None => "absent",
                };
                out.push(Fidelity { service: facts.name, operation, grade });
            }
        }
        out.sort_by_key(|f| (f.service, f.operation));
        out
    }
}
