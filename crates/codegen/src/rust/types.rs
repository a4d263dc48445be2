//! Structs and enums, with the two impls by which codecs read and write them.

use schema::{Kind, Location};

use super::plan::Plan;
use super::{File, header, rust};
use crate::model::{Member, Shape};
use crate::names::{field_name, type_name};

/// Files are split where they pass this many lines.
const LINES: usize = 500;

/// All types: one file, or a folder of files by first letter.
pub(super) fn emit(plan: &Plan<'_>) -> Vec<File> {
    let shapes: Vec<(&str, String)> =
        plan.structures().map(|name| (name, structure(plan, name))).collect();
    if shapes.is_empty() {
        return Vec::new();
    }
    let parts = split(&shapes);
    if parts.len() <= 1 {
        let mut out = header(&format!("Inputs, outputs and what they hold: {}.", plan.model.name));
        out.push_str(&imports(&shapes));
        shapes.iter().for_each(|(_, code)| out.push_str(code));
        return vec![rust("src/types.rs", out)];
    }
    let mut root = header(&format!("Inputs, outputs and what they hold: {}.", plan.model.name));
    let mut files = Vec::new();
    for (module, part) in &parts {
        root.push_str(&format!("mod {module};\n"));
        let (first, last) = (part[0].0, part[part.len() - 1].0);
        let mut out =
            header(&format!("Types from `{}` to `{}`.", type_name(first), type_name(last)));
        out.push_str(&imports(part));
        out.push_str("#[allow(unused_imports, reason = \"not every part refers to another\")]\nuse super::*;\n\n");
        part.iter().for_each(|(_, code)| out.push_str(code));
        files.push(rust(&format!("src/types/{module}.rs"), out));
    }
    root.push('\n');
    for (module, _) in &parts {
        root.push_str(&format!("pub use {module}::*;\n"));
    }
    files.push(rust("src/types.rs", root));
    files
}

/// Neighbours in the alphabet share a file until it is full; a letter that alone is too long has several.
fn split<'s, 'a>(shapes: &'s [(&'a str, String)]) -> Vec<(String, &'s [(&'a str, String)])> {
    let mut parts: Vec<(String, &[(&str, String)])> = Vec::new();
    let mut start = 0;
    let mut lines = 0;
    for at in 0..shapes.len() {
        lines += shapes[at].1.lines().count();
        let last = at + 1 == shapes.len();
        if lines >= LINES || last {
            let part = &shapes[start..=at];
            let letter = |name: &str| type_name(name).to_ascii_lowercase()[..1].to_owned();
            let (from, to) = (letter(part[0].0), letter(part[part.len() - 1].0));
            let name = if from == to { from } else { format!("{from}_{to}") };
            let same = parts.iter().filter(|(n, _)| n.trim_end_matches(char::is_numeric) == name);
            let name = match same.count() {
                0 => name,
                n => format!("{name}{}", n + 1),
            };
            parts.push((name, part));
            start = at + 1;
            lines = 0;
        }
    }
    parts
}

/// The names that the code uses, so that nothing is imported in vain.
fn imports(shapes: &[(&str, String)]) -> String {
    let uses = |word: &str| shapes.iter().any(|(_, code)| code.contains(word));
    let mut names = vec!["Member"];
    if uses("dyn De)") {
        names.extend(["De", "DeResult", "ShapeDe"]);
    }
    if uses("ValDe::de(") {
        names.push("ValDe");
    }
    if uses("dyn Ser)") {
        names.extend(["Ser", "SerResult", "ShapeSer"]);
    }
    if uses(".ser(") {
        names.push("ValSer");
    }
    if uses("ser_field(") {
        names.push("ser_field");
    }
    if uses("shape_values!") {
        names.push("shape_values");
    }
    names.sort_unstable();
    format!("use schema::{{{}}};\n\n", names.join(", "))
}

fn structure(plan: &Plan<'_>, name: &str) -> String {
    let shape = &plan.model.shapes[name];
    let way = plan.uses[name];
    let mut out = match shape.kind {
        Kind::Union => union(plan, name, shape),
        _ => record(plan, name, shape),
    };
    if way.output {
        out.push_str(&write(plan, name, shape));
    }
    if way.input {
        out.push_str(&set(plan, name, shape));
    }
    if plan.nested.contains(name) && !(shape.kind == Kind::Union && shape.streaming) {
        let ty = type_name(name);
        out.push_str("shape_values! {\n");
        for (word, there) in [("ser", way.output), ("de", way.input)] {
            if there {
                out.push_str(&format!("{word} {ty};\n"));
            }
        }
        out.push_str("}\n\n");
    }
    out
}

fn derives(plan: &Plan<'_>, name: &str) -> &'static str {
    if plan.streams.contains(name) {
        "#[derive(Debug, Default)]\n"
    } else {
        "#[derive(Clone, Debug, Default, PartialEq)]\n"
    }
}

fn record(plan: &Plan<'_>, name: &str, shape: &Shape) -> String {
    let mut out = format!("/// {}\n{}", about(plan, name, shape), derives(plan, name));
    out.push_str(&format!("pub struct {} {{\n", type_name(name)));
    for member in &shape.members {
        let mut ty = plan.value_type(&member.target);
        if plan.boxed(name, member) {
            ty = format!("Box<{ty}>");
        }
        if !plan.plain(name, member) {
            ty = format!("Option<{ty}>");
        }
        out.push_str(&format!("/// {}\n", describe(plan, member)));
        out.push_str(&format!("pub {}: {ty},\n", field_name(&member.name)));
    }
    out.push_str("}\n\n");
    out
}

fn union(plan: &Plan<'_>, name: &str, shape: &Shape) -> String {
    let mut out = format!("/// {}\n{}", about(plan, name, shape), derives(plan, name));
    let large =
        |m: &Member| matches!(plan.model.shapes[&m.target].kind, Kind::Structure | Kind::Union);
    if shape.members.iter().any(large) {
        out.push_str(
            "#[allow(clippy::large_enum_variant, reason = \"few are alive at a time\")]\n",
        );
    }
    out.push_str(&format!("pub enum {} {{\n", type_name(name)));
    out.push_str("/// No member, or none that the model knows.\n#[default]\nUnset,\n");
    for member in &shape.members {
        let mut ty = plan.value_type(&member.target);
        if plan.boxed(name, member) {
            ty = format!("Box<{ty}>");
        }
        out.push_str(&format!("/// {}\n", describe(plan, member)));
        out.push_str(&format!("{}({ty}),\n", variant(&member.name)));
    }
    out.push_str("}\n\n");
    out
}

fn variant(member: &str) -> String {
    match member.trim_start_matches('_') {
        "Unset" => "UnsetMember".to_owned(),
        "Self" | "self" => "SelfMember".to_owned(),
        name if name.chars().all(|c| c.is_ascii_uppercase() || !c.is_alphabetic()) => {
            name.to_owned()
        }
        name => {
            let (first, rest) = name.split_at(1);
            first.to_ascii_uppercase() + rest
        }
    }
}

fn write(plan: &Plan<'_>, name: &str, shape: &Shape) -> String {
    let ty = type_name(name);
    if shape.members.is_empty() {
        return format!(
            "impl ShapeSer for {ty} {{\n\
             fn write(&self, _: &'static [Member], _: &mut dyn Ser) -> SerResult {{\nOk(())\n}}\n}}\n\n"
        );
    }
    let mut out = format!(
        "impl ShapeSer for {ty} {{\n\
         fn write(&self, m: &'static [Member], s: &mut dyn Ser) -> SerResult {{\n"
    );
    if shape.kind == Kind::Union {
        out.push_str("match self {\nSelf::Unset => Ok(()),\n");
        for (i, member) in shape.members.iter().enumerate() {
            let variant = variant(&member.name);
            out.push_str(&format!("Self::{variant}(v) => v.ser(&m[{i}], s),\n"));
        }
        out.push_str("}\n}\n}\n\n");
        return out;
    }
    for (i, member) in shape.members.iter().enumerate() {
        let field = field_name(&member.name);
        out.push_str(&if plan.plain(name, member) {
            format!("self.{field}.ser(&m[{i}], s)?;\n")
        } else {
            format!("ser_field(&self.{field}, &m[{i}], s)?;\n")
        });
    }
    out.push_str("Ok(())\n}\n}\n\n");
    out
}

fn set(plan: &Plan<'_>, name: &str, shape: &Shape) -> String {
    let ty = type_name(name);
    if shape.members.is_empty() {
        return format!(
            "impl ShapeDe for {ty} {{\n\
             fn set(&mut self, _: usize, _: &'static Member, _: &mut dyn De) -> DeResult {{\n\
             Ok(())\n}}\n}}\n\n"
        );
    }
    let line = |member: &Member| {
        let field = field_name(&member.name);
        let value = "ValDe::de(m, d)?";
        if shape.kind == Kind::Union {
            format!("*self = Self::{}({value})", variant(&member.name))
        } else if plan.plain(name, member) {
            format!("self.{field} = {value}")
        } else {
            format!("self.{field} = Some({value})")
        }
    };
    let body = match &shape.members[..] {
        [only] => format!("if i == 0 {{\n{};\n}}\n", line(only)),
        members => {
            let lines = members.iter().enumerate();
            let lines: String = lines.map(|(i, m)| format!("{i} => {},\n", line(m))).collect();
            format!("match i {{\n{lines}_ => {{}}\n}}\n")
        }
    };
    format!(
        "impl ShapeDe for {ty} {{\n\
         fn set(&mut self, i: usize, m: &'static Member, d: &mut dyn De) -> DeResult {{\n\
         {body}Ok(())\n}}\n}}\n\n"
    )
}

/// A line about a type, from facts alone.
fn about(plan: &Plan<'_>, name: &str, shape: &Shape) -> String {
    let operations = &plan.model.operations;
    let is = |target: &Option<String>| target.as_deref() == Some(name);
    let of = |way: &str, found: Vec<&str>| match found.len() {
        0 => None,
        1 => Some(format!("{way} of `{}`.", found[0])),
        n => Some(format!("{way} of `{}` and {} more.", found[0], n - 1)),
    };
    let inputs = plan.operations.iter().copied().filter(|op| is(&operations[*op].input));
    let outputs = plan.operations.iter().copied().filter(|op| is(&operations[*op].output));
    of("Input", inputs.collect()).or_else(|| of("Output", outputs.collect())).unwrap_or_else(|| {
        match (shape.kind, &shape.error) {
            (_, Some(_)) => format!("What the error `{name}` holds."),
            (Kind::Union, _) if shape.streaming => format!("An event of the stream `{name}`."),
            (Kind::Union, _) => format!("`{name}`: exactly one of these."),
            _ => format!("The structure `{name}`."),
        }
    })
}

/// A line about a member: its name, where it travels, what it must satisfy.
fn describe(plan: &Plan<'_>, member: &Member) -> String {
    let shape = &plan.model.shapes[&member.target];
    let mut out = format!("`{}`", member.name);
    let wire = member.wire();
    match member.location {
        Location::Body if wire != member.name => out.push_str(&format!(" (`{wire}` on the wire)")),
        Location::Body => {}
        Location::Uri => out.push_str(&format!(" (`{{{wire}}}` in the path)")),
        Location::Query => out.push_str(&format!(" (`{wire}` in the query string)")),
        Location::Header => out.push_str(&format!(" (header `{wire}`)")),
        Location::PrefixHeaders => out.push_str(&format!(" (headers `{wire}*`)")),
        Location::Status => out.push_str(" (the status code)"),
    }
    if member.required {
        out.push_str(", required");
    }
    let unit = match shape.kind {
        Kind::String => " characters",
        Kind::Blob => " bytes",
        Kind::List => " elements",
        Kind::Map => " entries",
        _ => "",
    };
    match (shape.min, shape.max) {
        (Some(min), Some(max)) => out.push_str(&format!("; {min} to {max}{unit}")),
        (Some(min), None) => out.push_str(&format!("; at least {min}{unit}")),
        (None, Some(max)) => out.push_str(&format!("; at most {max}{unit}")),
        (None, None) => {}
    }
    if !shape.values.is_empty() {
        out.push_str(&format!("; one of `{}`", member.target));
    }
    out.push('.');
    out
}
