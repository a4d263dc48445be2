//! What must hold of a model before anything is made of it, and the removal of shapes that nothing uses.

use std::collections::BTreeSet;

use crate::CodegenError;
use crate::model::Model;

impl Model {
    /// Fails when an operation or a member leads to a shape that is not there.
    pub fn check(&self) -> Result<(), CodegenError> {
        let missing = |from: &str, target: &str| CodegenError::NoShape {
            service: self.name.clone(),
            from: from.to_owned(),
            target: target.to_owned(),
        };
        for (name, operation) in &self.operations {
            let edges = operation.input.iter().chain(&operation.output).chain(&operation.errors);
            if let Some(target) = edges.into_iter().find(|t| !self.shapes.contains_key(*t)) {
                return Err(missing(name, target));
            }
        }
        for (name, shape) in &self.shapes {
            for member in &shape.members {
                if !self.shapes.contains_key(&member.target) {
                    return Err(missing(name, &member.target));
                }
            }
        }
        Ok(())
    }

    /// Names of `roots` and of all shapes that they reach.
    pub fn reach<'a>(&'a self, roots: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut todo: Vec<&str> = roots.into_iter().collect();
        while let Some(name) = todo.pop() {
            if !found.insert(name) {
                continue;
            }
            if let Some(shape) = self.shapes.get(name) {
                todo.extend(shape.members.iter().map(|member| member.target.as_str()));
            }
        }
        found
    }

    /// Drops the shapes that no operation reaches, but for errors: services answer some that no operation
    /// lists (throttling, validation).
    pub fn prune(&mut self) {
        let of_operation = self
            .operations
            .values()
            .flat_map(|op| op.input.iter().chain(&op.output).chain(&op.errors));
        let errors = self.shapes.iter().filter(|(_, s)| s.error.is_some()).map(|(name, _)| name);
        let keep: BTreeSet<String> = self
            .reach(of_operation.chain(errors).map(String::as_str))
            .into_iter()
            .map(str::to_owned)
            .collect();
        self.shapes.retain(|name, _| keep.contains(name));
    }
}
