//! A management policy as written: a tree whose values are set by inheritance operators.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html>

use super::json::Node;
use crate::limits;

const ASSIGN: &str = "@@assign";
const APPEND: &str = "@@append";
const REMOVE: &str = "@@remove";
const ALLOWED: &str = "@@operators_allowed_for_child_policies";

/// A document that is no management policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DocumentError {
    /// Not JSON, or no object.
    #[error("the document is not a JSON object")]
    Json,
    /// Something between values and operators.
    #[error("a value is set without an operator, or beside members")]
    Value,
    /// An operator that there is not, or one with a value that it does not take.
    #[error("an operator is unknown or has a value that it does not take")]
    Operator,
    /// Nested too deep.
    #[error("the document is nested too deep")]
    Depth,
}

/// Which operators child policies may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowed {
    pub(crate) assign: bool,
    pub(crate) append: bool,
    pub(crate) remove: bool,
}

impl Allowed {
    pub(crate) const ALL: Allowed = Allowed { assign: true, append: true, remove: true };
    pub(crate) const NONE: Allowed = Allowed { assign: false, append: false, remove: false };

    /// What both allow.
    pub(crate) fn and(self, other: Allowed) -> Allowed {
        Allowed {
            assign: self.assign && other.assign,
            append: self.append && other.append,
            remove: self.remove && other.remove,
        }
    }

    fn parse(node: Node) -> Result<Allowed, DocumentError> {
        let Node::List(list) = node else { return Err(DocumentError::Operator) };
        let mut allowed = Allowed::NONE;
        for item in &list {
            let Node::Text(text) = item else { return Err(DocumentError::Operator) };
            match text.as_str() {
                "@@all" => allowed = Allowed::ALL,
                "@@none" if list.len() == 1 => {}
                ASSIGN => allowed.assign = true,
                APPEND => allowed.append = true,
                REMOVE => allowed.remove = true,
                _ => return Err(DocumentError::Operator),
            }
        }
        if list.is_empty() { Err(DocumentError::Operator) } else { Ok(allowed) }
    }
}

/// A place in the tree: either it has a value, or members.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Part {
    /// `@@operators_allowed_for_child_policies`.
    pub(crate) allowed: Option<Allowed>,
    pub(crate) assign: Option<Node>,
    pub(crate) append: Vec<Node>,
    pub(crate) remove: Vec<Node>,
    pub(crate) members: Vec<(String, Part)>,
}

impl Part {
    /// Reads a document.
    pub(crate) fn parse(text: &str) -> Result<Part, DocumentError> {
        let node = Node::parse(text).map_err(|_| DocumentError::Json)?;
        if !matches!(node, Node::Object(_)) {
            return Err(DocumentError::Json);
        }
        Part::read(node, 0)
    }

    fn read(node: Node, depth: usize) -> Result<Part, DocumentError> {
        if depth > limits::POLICY_DEPTH {
            return Err(DocumentError::Depth);
        }
        let Node::Object(members) = node else { return Err(DocumentError::Value) };
        let mut part = Part::default();
        for (key, value) in members {
            match key.as_str() {
                ALLOWED => part.allowed = Some(Allowed::parse(value)?),
                ASSIGN => part.assign = Some(assignable(value)?),
                APPEND => part.append = list(value)?,
                REMOVE => part.remove = list(value)?,
                operator if operator.starts_with("@@") => return Err(DocumentError::Operator),
                _ => part.members.push((key, Part::read(value, depth + 1)?)),
            }
        }
        let both = part.has_value() && !part.members.is_empty();
        if both { Err(DocumentError::Value) } else { Ok(part) }
    }

    /// Whether a value is set here.
    pub(crate) fn has_value(&self) -> bool {
        self.assign.is_some() || !self.append.is_empty() || !self.remove.is_empty()
    }

    /// The member `key`.
    pub(crate) fn member(&self, key: &str) -> Option<&Part> {
        self.members.iter().find(|(name, _)| name == key).map(|(_, part)| part)
    }

    /// Whether something is written at this path of member names.
    pub(crate) fn reaches(&self, path: &[&str]) -> bool {
        match path.split_first() {
            None => true,
            Some((first, rest)) => self.member(first).is_some_and(|part| part.reaches(rest)),
        }
    }
}

/// One value, or a list of such.
fn assignable(node: Node) -> Result<Node, DocumentError> {
    let scalar = |node: &Node| !matches!(node, Node::Object(_) | Node::List(_) | Node::Null);
    let good = match &node {
        Node::List(list) => list.iter().all(scalar),
        other => scalar(other),
    };
    if good { Ok(node) } else { Err(DocumentError::Operator) }
}

fn list(node: Node) -> Result<Vec<Node>, DocumentError> {
    match assignable(node)? {
        Node::List(list) if !list.is_empty() => Ok(list),
        _ => Err(DocumentError::Operator),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents() {
        for (text, outcome) in [
            (r#"{"tags":{"a":{"tag_key":{"@@assign":"A"}}}}"#, Ok(())),
            (r#"{"tags":{"a":{"tag_value":{"@@append":["x"],"@@remove":["y"]}}}}"#, Ok(())),
            (r#"{"tags":{"@@operators_allowed_for_child_policies":["@@none"]}}"#, Ok(())),
            ("[]", Err(DocumentError::Json)),
            ("{", Err(DocumentError::Json)),
            (r#"{"a":{},"a":{}}"#, Err(DocumentError::Json)),
            (r#"{"tags":{"a":"A"}}"#, Err(DocumentError::Value)),
            (r#"{"tags":{"a":{"@@assign":"A","b":{}}}}"#, Err(DocumentError::Value)),
            (r#"{"tags":{"@@assign":{"a":1}}}"#, Err(DocumentError::Operator)),
            (r#"{"tags":{"@@append":"x"}}"#, Err(DocumentError::Operator)),
            (r#"{"tags":{"@@replace":"x"}}"#, Err(DocumentError::Operator)),
            (
                r#"{"a":{"@@operators_allowed_for_child_policies":[]}}"#,
                Err(DocumentError::Operator),
            ),
            (
                r#"{"a":{"@@operators_allowed_for_child_policies":["@@none","@@assign"]}}"#,
                Err(DocumentError::Operator),
            ),
        ] {
            assert_eq!(Part::parse(text).map(drop), outcome, "{text}");
        }
        let deep = format!("{}{}", r#"{"a":"#.repeat(100), "{}".to_owned() + &"}".repeat(100));
        assert_eq!(Part::parse(&deep).map(drop), Err(DocumentError::Depth));
    }
}
