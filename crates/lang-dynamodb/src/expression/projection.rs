//! Projections: the parts of an item that paths lead to, in the item's own structure.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html>

use std::collections::BTreeMap;

use super::path::{Path, PathPart, step};
use crate::value::{Item, Value};

/// Paths, joined where they share their beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projection {
    paths: Vec<Path>,
    roots: BTreeMap<String, Node>,
}

/// What is wanted of a value: all of it when there are no children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Node(BTreeMap<PathPart, Node>);

impl Projection {
    /// The projection on these paths, none of which lies within another.
    pub fn new(paths: Vec<Path>) -> Projection {
        let mut roots: BTreeMap<String, Node> = BTreeMap::new();
        for path in &paths {
            let mut node = roots.entry(path.root.clone()).or_default();
            for part in &path.rest {
                node = node.0.entry(part.clone()).or_default();
            }
        }
        Projection { paths, roots }
    }

    /// The paths, in the order in which they were given.
    pub fn paths(&self) -> &[Path] {
        &self.paths
    }

    /// The names of the attributes that it takes from.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        self.roots.keys().map(String::as_str)
    }

    /// What it shows of `item`.
    pub fn of(&self, item: &Item) -> Item {
        let entries = self
            .roots
            .iter()
            .filter_map(|(name, node)| Some((name.clone(), node.of(item.get(name)?)?)));
        entries.collect()
    }
}

impl Node {
    fn of(&self, value: &Value) -> Option<Value> {
        if self.0.is_empty() {
            return Some(value.clone());
        }
        match value {
            Value::M(map) => {
                let mut out = Item::new();
                for (part, node) in &self.0 {
                    if let PathPart::Name(name) = part
                        && let Some(found) = map.get(name).and_then(|inner| node.of(inner))
                    {
                        out.insert(name.as_str(), found);
                    }
                }
                (!out.is_empty()).then_some(Value::M(out))
            }
            Value::L(_) => {
                let found = self.0.iter().filter_map(|(part, node)| node.of(step(value, part)?));
                let found: Vec<Value> = found.collect();
                (!found.is_empty()).then_some(Value::L(found))
            }
            _ => None,
        }
    }
}
