//! What a pattern says, and whether an event is like that.

use std::net::IpAddr;

use crate::json::Json;
use crate::wildcard::Wildcard;

/// All of an object's keys, and of each `$or` one alternative.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields {
    pub(crate) all: Vec<(String, Node)>,
    pub(crate) ors: Vec<Vec<Fields>>,
}

/// What is asked of a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Within(Fields),
    /// One of these.
    AnyOf(Vec<Test>),
}

/// A question about one value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    Exact(Literal),
    Prefix(String),
    PrefixIgnoreCase(String),
    Suffix(String),
    SuffixIgnoreCase(String),
    EqualsIgnoreCase(String),
    Wildcard(Wildcard),
    Numeric(Vec<(Comparison, f64)>),
    Cidr(IpAddr, u8),
    Exists(bool),
    /// A value that is there and meets none of these.
    AnythingBut(Vec<Test>),
}

/// A value that stands for itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Fields {
    pub(crate) fn match_event(&self, event: &Json) -> bool {
        matches!(event, Json::Object(_)) && self.met(event, "")
    }

    pub(crate) fn asks_within(&self, field: &str) -> Option<bool> {
        let node = self.all.iter().find(|(name, _)| name == field).map(|(_, node)| node);
        match node {
            Some(node) => Some(matches!(node, Node::Within(_))),
            None => self.ors.iter().flatten().find_map(|fields| fields.asks_within(field)),
        }
    }

    /// Whether `object` meets all that is asked of fields whose names begin with `prefix`.
    fn met(&self, object: &Json, prefix: &str) -> bool {
        self.all.iter().all(|(name, node)| node.met(object, &format!("{prefix}{name}")))
            && self.ors.iter().all(|or| or.iter().any(|fields| fields.met(object, prefix)))
    }
}

impl Node {
    fn met(&self, object: &Json, path: &str) -> bool {
        let mut found = Vec::new();
        find(object, path, &mut found);
        match self {
            Node::AnyOf(tests) => {
                let leaves: Vec<&Json> =
                    found.into_iter().filter(|value| !matches!(value, Json::Object(_))).collect();
                tests.iter().any(|test| test.met(&leaves))
            }
            Node::Within(fields) => {
                found.retain(|value| matches!(value, Json::Object(_)));
                if found.is_empty() {
                    // Names with dots mean the same as nesting.
                    return fields.met(object, &format!("{path}."));
                }
                // All that is asked must be true of one and the same entry of an array.
                found.into_iter().any(|value| fields.met(value, ""))
            }
        }
    }
}

/// Everything that lies at `path` below `value`, through arrays.
fn find<'j>(value: &'j Json, path: &str, found: &mut Vec<&'j Json>) {
    match value {
        Json::Object(members) => {
            for (name, member) in members {
                match path.strip_prefix(name.as_str()) {
                    Some("") => flatten(member, found),
                    Some(rest) if rest.starts_with('.') => find(member, &rest[1..], found),
                    _ => {}
                }
            }
        }
        Json::Array(entries) => entries.iter().for_each(|entry| find(entry, path, found)),
        _ => {}
    }
}

fn flatten<'j>(value: &'j Json, found: &mut Vec<&'j Json>) {
    match value {
        Json::Array(entries) => entries.iter().for_each(|entry| flatten(entry, found)),
        other => found.push(other),
    }
}

impl Test {
    fn met(&self, leaves: &[&Json]) -> bool {
        match self {
            Test::Exists(wanted) => *wanted != leaves.is_empty(),
            Test::AnythingBut(not) => {
                leaves.iter().any(|leaf| !not.iter().any(|test| test.met_by(leaf)))
            }
            _ => leaves.iter().any(|leaf| self.met_by(leaf)),
        }
    }

    fn met_by(&self, leaf: &Json) -> bool {
        match (self, leaf) {
            (Test::Exact(literal), leaf) => literal.is(leaf),
            (Test::Numeric(bounds), leaf) => leaf
                .as_number()
                .is_some_and(|number| bounds.iter().all(|(how, bound)| how.holds(number, *bound))),
            (Test::Prefix(part), Json::Text(text)) => text.starts_with(part.as_str()),
            (Test::PrefixIgnoreCase(part), Json::Text(text)) => {
                text.to_lowercase().starts_with(part.as_str())
            }
            (Test::Suffix(part), Json::Text(text)) => text.ends_with(part.as_str()),
            (Test::SuffixIgnoreCase(part), Json::Text(text)) => {
                text.to_lowercase().ends_with(part.as_str())
            }
            (Test::EqualsIgnoreCase(whole), Json::Text(text)) => text.to_lowercase() == *whole,
            (Test::Wildcard(wildcard), Json::Text(text)) => wildcard.matches(text),
            (Test::Cidr(network, bits), Json::Text(text)) => {
                text.parse().is_ok_and(|address| within(address, *network, *bits))
            }
            _ => false,
        }
    }
}

impl Literal {
    fn is(&self, value: &Json) -> bool {
        match (self, value) {
            (Literal::Null, Json::Null) => true,
            (Literal::Bool(wanted), Json::Bool(is)) => wanted == is,
            (Literal::Text(wanted), Json::Text(is)) => wanted == is,
            (Literal::Number(wanted), Json::Number(_)) => value.as_number() == Some(*wanted),
            _ => false,
        }
    }
}

impl Comparison {
    fn holds(self, number: f64, bound: f64) -> bool {
        match self {
            Comparison::Equal => number == bound,
            Comparison::Less => number < bound,
            Comparison::LessOrEqual => number <= bound,
            Comparison::Greater => number > bound,
            Comparison::GreaterOrEqual => number >= bound,
        }
    }
}

fn within(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let shift = |width: u32| width.saturating_sub(u32::from(bits));
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let drop = shift(32);
            let head = |ip: u32| ip.checked_shr(drop).unwrap_or(0);
            head(address.to_bits()) == head(network.to_bits())
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let drop = shift(128);
            let head = |ip: u128| ip.checked_shr(drop).unwrap_or(0);
            head(address.to_bits()) == head(network.to_bits())
        }
        _ => false,
    }
}
