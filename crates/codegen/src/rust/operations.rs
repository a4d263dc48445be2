//! One marker type for each typed operation, and uniform names for inputs and outputs.

use std::collections::BTreeSet;

use super::header;
use super::plan::Plan;
use crate::names::type_name;

pub(super) fn emit(plan: &Plan<'_>) -> String {
    let service = &plan.model.name;
    let mut out = header(&format!("The typed operations of {service}."));
    for (index, (name, operation)) in plan.model.operations.iter().enumerate() {
        if !plan.operations.contains(&name.as_str()) {
            continue;
        }
        let input = path(operation.input.as_deref());
        let output = path(operation.output.as_deref());
        out.push_str(&format!(
            "/// `{name}`: `{} {}`.\n#[derive(Clone, Copy, Debug)]\npub struct {name};\n\n\
             impl schema::Operation for {name} {{\n\
             const SERVICE: &'static str = \"{service}\";\n\
             const NAME: &'static str = \"{name}\";\n\
             const INDEX: usize = {index};\n\
             type Input = {input};\ntype Output = {output};\n}}\n\n",
            operation.method, operation.uri
        ));
    }
    let aliases = aliases(plan);
    if !aliases.is_empty() {
        out.push_str(&format!(
            "/// `NameInput` and `NameOutput` for each operation whose shapes the model calls otherwise.\n\
             pub mod io {{\n{aliases}}}\n"
        ));
    }
    out
}

/// Whether the module `io` has anything.
pub(super) fn has_aliases(plan: &Plan<'_>) -> bool {
    !aliases(plan).is_empty()
}

fn aliases(plan: &Plan<'_>) -> String {
    let types: BTreeSet<String> = plan.structures().map(type_name).collect();
    let mut out = String::new();
    for name in &plan.operations {
        let operation = &plan.model.operations[*name];
        for (way, target) in [("Input", &operation.input), ("Output", &operation.output)] {
            let alias = format!("{name}{way}");
            if !types.contains(&alias) {
                let path = path(target.as_deref());
                let what = way.to_ascii_lowercase();
                out.push_str(&format!("/// The {what} of `{name}`.\npub type {alias} = {path};\n"));
            }
        }
    }
    out
}

/// Where the type of an input or output is.
fn path(shape: Option<&str>) -> String {
    shape.map_or_else(|| "schema::Empty".to_owned(), |name| format!("crate::{}", type_name(name)))
}
