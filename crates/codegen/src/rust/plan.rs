//! Decides which shapes get types, in which direction each travels, and where a box breaks recursion.

use std::collections::{BTreeMap, BTreeSet};

use schema::Kind;

use crate::CodegenError;
use crate::model::{Member, Model, Shape};
use crate::names::{field_name, type_name};

/// Directions in which a shape travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Use {
    /// It is read.
    pub(super) input: bool,
    /// It is written.
    pub(super) output: bool,
}

/// All decisions for one crate.
pub(super) struct Plan<'a> {
    pub(super) model: &'a Model,
    /// Operations with types, sorted.
    pub(super) operations: Vec<&'a str>,
    /// Every shape that typed operations reach.
    pub(super) uses: BTreeMap<&'a str, Use>,
    /// Structures that hold a stream somewhere: neither copied nor compared.
    pub(super) streams: BTreeSet<&'a str>,
    /// Structures that stand in members, so that they need to be values.
    pub(super) nested: BTreeSet<&'a str>,
    /// Errors that have more than a message.
    pub(super) errors_with_body: BTreeSet<&'a str>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        model: &'a Model,
        typed: &[String],
        extra: &[String],
    ) -> Result<Plan<'a>, CodegenError> {
        let mut plan = Plan {
            model,
            operations: Vec::new(),
            uses: BTreeMap::new(),
            streams: BTreeSet::new(),
            nested: BTreeSet::new(),
            errors_with_body: BTreeSet::new(),
        };
        for name in typed {
            let (name, _) = model.operations.get_key_value(name).ok_or_else(|| {
                let (service, operation) = (model.name.clone(), name.clone());
                CodegenError::NoOperation { service, operation }
            })?;
            plan.operations.push(name);
        }
        plan.operations.sort_unstable();
        plan.mark_operations();
        for name in extra {
            plan.mark([name.as_str()], Use { input: true, output: true });
        }
        plan.mark_errors();
        plan.find_nested_and_streams()?;
        plan.check_names()?;
        Ok(plan)
    }

    fn mark_operations(&mut self) {
        let model = self.model;
        for name in self.operations.clone() {
            let operation = &model.operations[name];
            let both = [
                // Inputs are written, too: for policies and audit records, which look into them by member.
                (&operation.input, Use { input: true, output: true }),
                (&operation.output, Use { input: false, output: true }),
            ];
            for (shape, way) in both {
                self.mark(shape.as_deref(), way);
            }
        }
    }

    fn mark<'n>(&mut self, roots: impl IntoIterator<Item = &'n str>, way: Use) {
        let model = self.model;
        let roots = roots.into_iter().filter_map(|root| model.shapes.get_key_value(root));
        for name in model.reach(roots.map(|(name, _)| name.as_str()).collect::<Vec<_>>()) {
            let seen = self.uses.entry(name).or_default();
            seen.input |= way.input;
            seen.output |= way.output;
        }
    }

    /// Errors of the typed operations, and those that no operation lists, which any may answer.
    fn mark_errors(&mut self) {
        let model = self.model;
        if self.operations.is_empty() {
            return;
        }
        let listed: BTreeSet<&str> =
            model.operations.values().flat_map(|op| &op.errors).map(String::as_str).collect();
        let typed = self.operations.iter().flat_map(|name| &model.operations[*name].errors);
        let mut wanted: BTreeSet<&str> = typed.map(String::as_str).collect();
        let errors = model.shapes.iter().filter(|(_, shape)| shape.error.is_some());
        wanted.extend(errors.map(|(name, _)| name.as_str()).filter(|name| !listed.contains(name)));
        for name in wanted {
            if model.shapes[name].members.iter().any(|member| !is_message(member)) {
                self.errors_with_body.insert(name);
                self.mark([name], Use { input: false, output: true });
            }
        }
    }

    fn find_nested_and_streams(&mut self) -> Result<(), CodegenError> {
        let model = self.model;
        for name in self.uses.keys() {
            self.nested.extend(model.shapes[*name].members.iter().map(|m| m.target.as_str()));
        }
        for (name, way) in &self.uses {
            let shape = &model.shapes[*name];
            if shape.kind == Kind::Union && shape.streaming && way.input {
                let what = "an event stream in an input";
                return Err(CodegenError::Unsupported { name: (*name).to_owned(), what });
            }
            // Only members of a top-level structure stream, so one level is enough.
            let streams = |member: &Member| model.shapes[&member.target].streaming;
            if shape.members.iter().any(streams) {
                self.streams.insert(name);
            }
        }
        Ok(())
    }

    /// Names that differ in the model must differ in Rust: types, modules of values, fields of one type.
    fn check_names(&self) -> Result<(), CodegenError> {
        unique(self.structures(), type_name, "a second type of the same name")?;
        let enumerations = self.uses.keys().filter(|n| !self.model.shapes[**n].values.is_empty());
        unique(enumerations.copied(), field_name, "a second module of the same name")?;
        for name in self.structures() {
            let members = self.model.shapes[name].members.iter().map(|m| m.name.as_str());
            unique(members, field_name, "a second field of the same name")?;
        }
        Ok(())
    }

    /// The shapes that become Rust types, by name.
    pub(super) fn structures(&self) -> impl Iterator<Item = &'a str> + '_ {
        let model = self.model;
        self.uses
            .keys()
            .copied()
            .filter(move |name| matches!(model.shapes[*name].kind, Kind::Structure | Kind::Union))
    }

    /// The Rust type of a value of this shape.
    pub(super) fn value_type(&self, name: &str) -> String {
        let shape = &self.model.shapes[name];
        let element = |at: usize| {
            let element = self.value_type(&shape.members[at].target);
            if shape.sparse { format!("Option<{element}>") } else { element }
        };
        match shape.kind {
            Kind::Boolean => "bool".into(),
            Kind::Byte => "i8".into(),
            Kind::Short => "i16".into(),
            Kind::Integer => "i32".into(),
            Kind::Long => "i64".into(),
            Kind::Float => "f32".into(),
            Kind::Double => "f64".into(),
            Kind::String => "String".into(),
            Kind::Blob if shape.streaming => "schema::ByteStream".into(),
            Kind::Blob => "schema::Bytes".into(),
            Kind::Timestamp => "schema::Timestamp".into(),
            Kind::Document => "schema::Document".into(),
            Kind::Union if shape.streaming => "schema::EventStream".into(),
            Kind::Structure | Kind::Union => type_name(name),
            Kind::List => format!("Vec<{}>", element(0)),
            Kind::Map => format!("schema::VecMap<{}>", element(1)),
        }
    }

    /// Whether a member's value must be boxed: its structure contains the member's own, with no list or map
    /// between, so that the size would be endless.
    pub(super) fn boxed(&self, shape: &str, member: &Member) -> bool {
        let direct = |name: &str| {
            let kind = self.model.shapes[name].kind;
            matches!(kind, Kind::Structure | Kind::Union)
        };
        if !direct(&member.target) {
            return false;
        }
        let mut seen = BTreeSet::new();
        let mut todo = vec![member.target.as_str()];
        while let Some(name) = todo.pop() {
            if name == shape {
                return true;
            }
            if seen.insert(name) {
                let members = &self.model.shapes[name].members;
                todo.extend(members.iter().map(|m| m.target.as_str()).filter(|name| direct(name)));
            }
        }
        false
    }

    /// Whether a member's field is not an `Option`: requests are checked before handlers see them, answers
    /// and recursion are not.
    pub(super) fn plain(&self, shape: &str, member: &Member) -> bool {
        member.required && self.uses[shape].input && !self.boxed(shape, member)
    }
}

fn unique<'n>(
    names: impl Iterator<Item = &'n str>,
    rust: fn(&str) -> String,
    what: &'static str,
) -> Result<(), CodegenError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(rust(name)) {
            return Err(CodegenError::Unsupported { name: name.to_owned(), what });
        }
    }
    Ok(())
}

/// Whether this member of an error is its message.
pub(super) fn is_message(member: &Member) -> bool {
    member.name.eq_ignore_ascii_case("message")
}

/// The message of an error shape.
pub(super) fn message(shape: &Shape) -> Option<&Member> {
    shape.members.iter().find(|member| is_message(member))
}
