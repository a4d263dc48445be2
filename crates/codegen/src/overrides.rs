//! What the source does not say, from `overrides/<svc>.toml`. An override that matches nothing, or says what the
//! source says already, is an error: it would otherwise rot unseen.

use std::collections::BTreeMap;

use schema::text;
use schema::{Kind, Location};
use serde::Deserialize;

use crate::CodegenError;
use crate::model::{Member, Model, Shape};

/// One service's overrides.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Overrides {
    /// Facts of the service.
    pub service: ServiceOverride,
    /// By operation.
    pub operation: BTreeMap<String, OperationOverride>,
    /// By shape.
    pub shape: BTreeMap<String, ShapeOverride>,
    /// By `Shape.member`.
    pub member: BTreeMap<String, MemberOverride>,
    /// By error shape.
    pub error: BTreeMap<String, ErrorOverride>,
}

/// Facts of the service.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ServiceOverride {
    /// The source's name of the service, when it is not ours.
    pub source: Option<String>,
    /// All protocols, in the words of the schema text.
    pub protocols: Vec<String>,
    /// XML namespace.
    pub xml_namespace: Option<String>,
    /// Signing name.
    pub signing_name: Option<String>,
    /// awsQuery: the result element of every operation with an output is its name and `Result`.
    pub result_wrappers: bool,
    /// Shapes that get Rust types though no typed operation reaches them.
    pub typed: Vec<String>,
    /// When there are any: all operations but these take unsigned calls.
    pub anonymous_except: Vec<String>,
}

/// What an operation's model does not say.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct OperationOverride {
    /// Takes unsigned calls.
    pub anonymous: Option<bool>,
    /// Status of success.
    pub status: Option<u16>,
    /// URI pattern.
    pub uri: Option<String>,
}

/// What a shape's model does not say.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ShapeOverride {
    /// A structure of which one member is set.
    pub union: bool,
    /// S3's output without a wrapping element.
    pub unwrapped: bool,
    /// Root element of the payload.
    pub xml_name: Option<String>,
    /// May hold nulls.
    pub sparse: bool,
    /// Drops least, greatest, pattern and values: the service checks in its own words.
    pub unconstrained: bool,
    /// Members that are written before the others, in this order.
    pub order: Vec<String>,
    /// Regions that travel as headers: the member and the header.
    pub headers: BTreeMap<String, String>,
    /// An element of one of two lists whose elements are written mixed: the member to add that says in which order, and
    /// its shape.
    pub rank: BTreeMap<String, String>,
}

/// What a member's model does not say.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct MemberOverride {
    /// Name on the wire.
    pub wire: Option<String>,
    /// Name in awsQuery.
    pub query: Option<String>,
    /// Whether a request must have it.
    pub required: Option<bool>,
    /// Whether the server makes it up where the client sent none.
    pub token: Option<bool>,
    /// The shape it holds.
    pub target: Option<String>,
}

/// What an error's model does not say.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ErrorOverride {
    /// The query protocol's code.
    pub code: Option<String>,
    /// HTTP status.
    pub status: Option<u16>,
}

impl Overrides {
    /// From the text of an override file.
    pub fn parse(text: &str) -> Result<Overrides, CodegenError> {
        toml::from_str(text).map_err(|e| CodegenError::Override(e.to_string()))
    }

    /// Changes the model.
    pub fn apply(&self, model: &mut Model) -> Result<(), CodegenError> {
        self.service.apply(model)?;
        for (name, over) in &self.operation {
            let operation =
                model.operations.get_mut(name).ok_or_else(|| nothing("operation", name))?;
            changed(name, set(&mut operation.anonymous, over.anonymous))?;
            changed(name, set(&mut operation.status, over.status))?;
            changed(name, set(&mut operation.uri, over.uri.clone()))?;
        }
        for (name, over) in &self.shape {
            let shape = model.shapes.get_mut(name).ok_or_else(|| nothing("shape", name))?;
            over.apply(name, shape)?;
        }
        for (path, over) in &self.member {
            let (shape, name) = path.split_once('.').ok_or_else(|| nothing("member", path))?;
            let shape = model.shapes.get_mut(shape).ok_or_else(|| nothing("member", path))?;
            let member = shape.members.iter_mut().find(|member| member.name == name);
            over.apply(path, member.ok_or_else(|| nothing("member", path))?)?;
        }
        for (name, over) in &self.error {
            let shape = model.shapes.get_mut(name).ok_or_else(|| nothing("error", name))?;
            let facts = shape.error.as_mut().ok_or_else(|| nothing("error", name))?;
            changed(name, set(&mut facts.code, over.code.clone()))?;
            changed(name, set(&mut facts.status, over.status))?;
            facts.sender = facts.status < 500;
        }
        model.check()
    }
}

fn nothing(what: &str, name: &str) -> CodegenError {
    CodegenError::Override(format!("there is no {what} `{name}`"))
}

fn changed(name: &str, outcome: Option<bool>) -> Result<(), CodegenError> {
    if outcome == Some(false) {
        let text = format!("`{name}`: the source says so already; remove the override");
        return Err(CodegenError::Override(text));
    }
    Ok(())
}

/// Sets a value; says whether that changed it, or `None` if there was nothing to set.
fn set<T: PartialEq>(slot: &mut T, value: Option<T>) -> Option<bool> {
    let value = value?;
    let differs = *slot != value;
    *slot = value;
    Some(differs)
}

/// Sets a flag when the override is set.
fn raise(slot: &mut bool, value: bool) -> Option<bool> {
    set(slot, value.then_some(true))
}

impl ServiceOverride {
    fn apply(&self, model: &mut Model) -> Result<(), CodegenError> {
        if !self.protocols.is_empty() {
            let words = self.protocols.iter();
            let protocols = words
                .map(|word| text::protocol(word).ok_or_else(|| nothing("protocol", word)))
                .collect::<Result<Vec<_>, _>>()?;
            changed("protocols", set(&mut model.protocols, Some(protocols)))?;
        }
        changed("xml-namespace", set(&mut model.xml_namespace, self.xml_namespace.clone()))?;
        changed("signing-name", set(&mut model.signing_name, self.signing_name.clone()))?;
        if self.result_wrappers {
            for (name, operation) in &mut model.operations {
                let wrapper = operation.output.as_ref().map(|_| format!("{name}Result"));
                changed(name, set(&mut operation.result_wrapper, wrapper))?;
            }
        }
        if !self.anonymous_except.is_empty() {
            let known = |name: &&String| !model.operations.contains_key(*name);
            if let Some(name) = self.anonymous_except.iter().find(known) {
                return Err(nothing("operation", name));
            }
            for (name, operation) in &mut model.operations {
                operation.anonymous = !self.anonymous_except.contains(name);
            }
        }
        match self.typed.iter().find(|name| !model.shapes.contains_key(*name)) {
            Some(name) => Err(nothing("shape", name)),
            None => Ok(()),
        }
    }
}

impl ShapeOverride {
    fn apply(&self, name: &str, shape: &mut Shape) -> Result<(), CodegenError> {
        changed(name, set(&mut shape.kind, self.union.then_some(Kind::Union)))?;
        changed(name, raise(&mut shape.unwrapped_output, self.unwrapped))?;
        changed(name, raise(&mut shape.sparse, self.sparse))?;
        changed(name, set(&mut shape.xml_name, self.xml_name.clone()))?;
        if self.unconstrained {
            let free =
                Shape { min: None, max: None, pattern: None, values: Vec::new(), ..shape.clone() };
            changed(name, set(shape, Some(free)))?;
        }
        if let Some(unknown) =
            self.order.iter().find(|m| !shape.members.iter().any(|own| own.name == **m))
        {
            return Err(nothing("member", unknown));
        }
        let before = shape.members.clone();
        let place = |member: &Member| self.order.iter().position(|name| *name == member.name);
        shape.members.sort_by_key(|member| place(member).unwrap_or(usize::MAX));
        if !self.order.is_empty() {
            changed(name, Some(shape.members != before))?;
        }
        for (member, header) in &self.headers {
            let known = shape.members.iter().any(|own| own.name == *member);
            changed(name, Some(!known))?;
            shape.members.push(Member {
                name: member.clone(),
                target: "Region".to_owned(),
                wire: Some(header.clone()),
                location: Location::Header,
                ..Member::default()
            });
        }
        for (member, target) in &self.rank {
            let known = shape.members.iter().any(|own| own.name == *member);
            changed(name, Some(!known))?;
            shape.members.push(Member {
                name: member.clone(),
                target: target.clone(),
                rank: true,
                ..Member::default()
            });
        }
        Ok(())
    }
}

impl MemberOverride {
    fn apply(&self, path: &str, member: &mut Member) -> Result<(), CodegenError> {
        changed(path, set(&mut member.wire, self.wire.clone().map(Some)))?;
        changed(path, set(&mut member.query, self.query.clone().map(Some)))?;
        changed(path, set(&mut member.required, self.required))?;
        changed(path, set(&mut member.idempotency_token, self.token))?;
        changed(path, set(&mut member.target, self.target.clone()))
    }
}
