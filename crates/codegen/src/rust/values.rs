//! The values of enumerations as constants: the fields themselves are strings.

use std::collections::BTreeMap;

use super::header;
use super::plan::Plan;
use crate::names::{constant_name, field_name};

/// Enumerations longer than this have no constants: nobody names EC2's thousand instance types in code.
const MOST: usize = 200;

pub(super) fn emit(plan: &Plan<'_>) -> String {
    let mut out = header(&format!("The values of the enumerations of {}.", plan.model.name));
    for name in plan.uses.keys() {
        let shape = &plan.model.shapes[*name];
        if shape.values.is_empty() || shape.values.len() > MOST {
            continue;
        }
        out.push_str(&format!("/// Values of `{name}`.\npub mod {} {{\n", field_name(name)));
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for value in &shape.values {
            let mut constant = constant_name(value);
            let count = seen.entry(constant.clone()).or_default();
            *count += 1;
            if *count > 1 {
                constant = format!("{constant}_{count}");
            }
            out.push_str(&format!("/// `{value}`.\npub const {constant}: &str = {value:?};\n"));
        }
        out.push_str("}\n\n");
    }
    out
}
