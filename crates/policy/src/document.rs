//! A policy document as written: parsed, but not yet judged for the place where it is to be attached.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use crate::condition::ConditionOperator;
use crate::errors::PolicyError;
use crate::json::Node;
use crate::principal::PrincipalSpec;
use crate::variable;

/// Texts longer than this are refused unread, whatever the limits say.
const LONGEST_TEXT: usize = 1 << 20;

/// A document: version, id and statements.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyDocument {
    /// The language's version; the older one when none is given.
    pub version: Version,
    /// `Id`, of resource policies.
    pub id: Option<String>,
    /// In order.
    pub statements: Vec<Statement>,
}

/// Version of the policy language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 2008-10-17: `${...}` is plain text.
    #[default]
    V2008,
    /// 2012-10-17: with variables.
    V2012,
}

/// What a statement does with the requests it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Lets them through, if nothing denies them.
    Allow,
    /// Refuses them, whatever else allows them.
    Deny,
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// `Sid`.
    pub sid: Option<String>,
    /// `Effect`.
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`.
    pub principal: Option<PrincipalElement>,
    /// `Action` or `NotAction`.
    pub action: Option<Element>,
    /// `Resource` or `NotResource`.
    pub resource: Option<Element>,
    /// `Condition`, flattened; all entries have to hold.
    pub conditions: Vec<ConditionEntry>,
}

/// `Action`, `NotAction`, `Resource` or `NotResource`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// `Not...`.
    pub negated: bool,
    /// As written.
    pub values: Vec<String>,
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalElement {
    /// `NotPrincipal`.
    pub negated: bool,
    /// Of all kinds.
    pub principals: Vec<PrincipalSpec>,
}

/// One key of one operator in a `Condition`.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionEntry {
    /// Such as `ForAllValues:StringLikeIfExists`.
    pub operator: ConditionOperator,
    /// As written.
    pub key: String,
    /// As written; numbers and booleans have become text.
    pub values: Vec<String>,
}

/// How large a document may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters.
    pub characters: usize,
    /// Whether white space counts. IAM does not count it.
    pub white_space: bool,
}

impl Default for Limits {
    /// 128 Ki characters: more than any service takes.
    fn default() -> Limits {
        Limits { characters: 128 * 1024, white_space: true }
    }
}

impl Limits {
    /// IAM's way of counting: white space is free.
    pub const fn without_white_space(characters: usize) -> Limits {
        Limits { characters, white_space: false }
    }

    fn check(self, text: &str) -> Result<(), PolicyError> {
        let counted = |c: &char| self.white_space || !c.is_whitespace();
        let length = text.chars().filter(counted).count();
        if length > self.characters || text.len() > LONGEST_TEXT {
            return Err(PolicyError::TooLong { length, limit: self.characters });
        }
        Ok(())
    }
}

impl PolicyDocument {
    /// Reads a document of any kind.
    pub fn parse(text: &str) -> Result<PolicyDocument, PolicyError> {
        PolicyDocument::parse_within(text, Limits::default())
    }

    /// Reads a document of at most the size that `limits` give.
    pub fn parse_within(text: &str, limits: Limits) -> Result<PolicyDocument, PolicyError> {
        limits.check(text)?;
        let node = Node::parse(text).map_err(|error| PolicyError::Json {
            line: error.line(),
            column: error.column(),
            reason: error.to_string(),
        })?;
        let mut fields = Fields::of(node, None, "the policy")?;
        let version = version(fields.take("Version")?)?;
        let id = fields.text("Id")?;
        let statements = match fields.take("Statement")? {
            None => return Err(fields.missing("Statement")),
            Some(Node::List(list)) => list,
            Some(one) => vec![one],
        };
        fields.end()?;
        let statements = statements
            .into_iter()
            .enumerate()
            .map(|(index, node)| statement(index, node))
            .collect::<Result<_, _>>()?;
        Ok(PolicyDocument { version, id, statements })
    }

    /// The context keys that the document asks for, in conditions and variables: lower case, sorted, each once.
    pub fn context_keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        for statement in &self.statements {
            let mut texts: Vec<&String> =
                statement.resource.iter().flat_map(|element| &element.values).collect();
            for entry in &statement.conditions {
                keys.push(entry.key.to_ascii_lowercase());
                texts.extend(&entry.values);
            }
            if self.version == Version::V2012 {
                keys.extend(
                    texts.into_iter().flat_map(|text| variable::keys(text)).map(Into::into),
                );
            }
        }
        keys.sort();
        keys.dedup();
        keys
    }
}

fn version(node: Option<Node>) -> Result<Version, PolicyError> {
    match node {
        None => Ok(Version::V2008),
        Some(Node::Text(text)) if text == "2008-10-17" => Ok(Version::V2008),
        Some(Node::Text(text)) if text == "2012-10-17" => Ok(Version::V2012),
        Some(other) => Err(PolicyError::Version(other.into_text().unwrap_or_default())),
    }
}

fn statement(index: usize, node: Node) -> Result<Statement, PolicyError> {
    let mut fields = Fields::of(node, Some(index), "a statement")?;
    let sid = fields.text("Sid")?;
    let effect = match fields.text("Effect")?.as_deref() {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        Some(other) => {
            return Err(PolicyError::Effect { statement: index, effect: other.to_owned() });
        }
        None => return Err(fields.missing("Effect")),
    };
    let principal = match fields.either("Principal", "NotPrincipal")? {
        None => None,
        Some((negated, node)) => {
            Some(PrincipalElement { negated, principals: principals(index, node)? })
        }
    };
    let action = fields.element("Action", "NotAction")?;
    let resource = fields.element("Resource", "NotResource")?;
    let conditions = match fields.take("Condition")? {
        None => Vec::new(),
        Some(node) => conditions(index, node)?,
    };
    fields.end()?;
    Ok(Statement { sid, effect, principal, action, resource, conditions })
}

fn principals(statement: usize, node: Node) -> Result<Vec<PrincipalSpec>, PolicyError> {
    if let Node::Text(text) = &node {
        let wrong =
            || PolicyError::Principal { statement, kind: "AWS".to_owned(), value: text.clone() };
        return if text == "*" { Ok(vec![PrincipalSpec::Everyone]) } else { Err(wrong()) };
    }
    let fields = Fields::of(node, Some(statement), "Principal")?;
    let mut found = Vec::new();
    for (kind, node) in fields.all()? {
        if !matches!(kind.as_str(), "AWS" | "Service" | "Federated" | "CanonicalUser") {
            return Err(PolicyError::Unknown { statement: Some(statement), field: kind });
        }
        for value in strings(Some(statement), &kind, node)? {
            let Some(spec) = PrincipalSpec::parse(&kind, &value) else {
                return Err(PolicyError::Principal { statement, kind, value });
            };
            found.push(spec);
        }
    }
    Ok(found)
}

fn conditions(statement: usize, node: Node) -> Result<Vec<ConditionEntry>, PolicyError> {
    let mut found = Vec::new();
    for (operator, keys) in Fields::of(node, Some(statement), "Condition")?.all()? {
        let Some(parsed) = ConditionOperator::parse(&operator) else {
            return Err(PolicyError::Operator { statement, operator });
        };
        for (key, node) in Fields::of(keys, Some(statement), "a condition operator")?.all()? {
            let values = strings(Some(statement), &key, node)?;
            found.push(ConditionEntry { operator: parsed, key, values });
        }
    }
    Ok(found)
}

/// One value or a list of values, numbers and booleans as text.
fn strings(statement: Option<usize>, field: &str, node: Node) -> Result<Vec<String>, PolicyError> {
    let list = match node {
        Node::List(list) => list,
        one => vec![one],
    };
    let wrong = || PolicyError::Type {
        statement,
        field: field.to_owned(),
        wanted: "a string or a list of strings",
    };
    list.into_iter().map(|node| node.into_text().ok_or_else(wrong)).collect()
}

/// The members of an object, taken out one by one; what is left at the end is unknown.
struct Fields {
    members: Vec<(String, Node)>,
    statement: Option<usize>,
}

impl Fields {
    fn of(node: Node, statement: Option<usize>, what: &str) -> Result<Fields, PolicyError> {
        match node {
            Node::Object(members) => Ok(Fields { members, statement }),
            _ => Err(PolicyError::Type { statement, field: what.to_owned(), wanted: "an object" }),
        }
    }

    fn missing(&self, field: &'static str) -> PolicyError {
        PolicyError::Missing { statement: self.statement, field }
    }

    fn duplicate(&self, field: &str) -> PolicyError {
        PolicyError::Duplicate { statement: self.statement, field: field.to_owned() }
    }

    /// All members, each of another name.
    fn all(self) -> Result<Vec<(String, Node)>, PolicyError> {
        let mut names: Vec<&str> = self.members.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(self.duplicate(pair[0])),
            None => Ok(self.members),
        }
    }

    fn take(&mut self, name: &str) -> Result<Option<Node>, PolicyError> {
        let Some(at) = self.members.iter().position(|(field, _)| field == name) else {
            return Ok(None);
        };
        let (_, node) = self.members.swap_remove(at);
        if self.members.iter().any(|(field, _)| field == name) {
            return Err(self.duplicate(name));
        }
        Ok(Some(node))
    }

    fn text(&mut self, name: &str) -> Result<Option<String>, PolicyError> {
        match self.take(name)? {
            None => Ok(None),
            Some(Node::Text(text)) => Ok(Some(text)),
            Some(_) => Err(PolicyError::Type {
                statement: self.statement,
                field: name.to_owned(),
                wanted: "a string",
            }),
        }
    }

    /// The element or its negation, of which a statement has one.
    fn either(&mut self, plain: &str, not: &str) -> Result<Option<(bool, Node)>, PolicyError> {
        match (self.take(plain)?, self.take(not)?) {
            (None, None) => Ok(None),
            (Some(node), None) => Ok(Some((false, node))),
            (None, Some(node)) => Ok(Some((true, node))),
            (Some(_), Some(_)) => Err(self.duplicate(plain)),
        }
    }

    fn element(&mut self, plain: &str, not: &str) -> Result<Option<Element>, PolicyError> {
        let Some((negated, node)) = self.either(plain, not)? else { return Ok(None) };
        let values = strings(self.statement, if negated { not } else { plain }, node)?;
        Ok(Some(Element { negated, values }))
    }

    fn end(self) -> Result<(), PolicyError> {
        match self.members.into_iter().next() {
            None => Ok(()),
            Some((field, _)) => Err(PolicyError::Unknown { statement: self.statement, field }),
        }
    }
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
