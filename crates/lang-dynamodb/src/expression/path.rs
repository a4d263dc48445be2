//! Document paths: an attribute, and what lies within it.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.Attributes.html>

use std::collections::BTreeMap;
use std::fmt;

use super::{Kind, Parsed, invalid};
use crate::value::{Item, Value};

/// An attribute's name, then names and indexes that lead into it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// The attribute.
    pub root: String,
    /// The way from there.
    pub rest: Vec<PathPart>,
}

/// A step into a map or a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathPart {
    /// To an entry of a map.
    Name(String),
    /// To an element of a list.
    Index(usize),
}

impl Path {
    /// The path to a whole attribute.
    pub fn attribute(name: impl Into<String>) -> Path {
        Path { root: name.into(), rest: Vec::new() }
    }

    /// What it leads to in `item`.
    pub fn find<'i>(&self, item: &'i Item) -> Option<&'i Value> {
        self.rest.iter().try_fold(item.get(&self.root)?, |value, part| step(value, part))
    }
}

pub(super) fn step<'v>(value: &'v Value, part: &PathPart) -> Option<&'v Value> {
    match (value, part) {
        (Value::M(map), PathPart::Name(name)) => map.get(name),
        (Value::L(list), PathPart::Index(index)) => list.get(*index),
        _ => None,
    }
}

/// As AWS shows paths in errors: `[a, [0], b]`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}", self.root)?;
        for part in &self.rest {
            match part {
                PathPart::Name(name) => write!(f, ", {name}")?,
                PathPart::Index(index) => write!(f, ", [{index}]")?,
            }
        }
        f.write_str("]")
    }
}

/// Paths as a tree, to find those that are in each other's way.
#[derive(Default)]
struct Tree<'p> {
    children: BTreeMap<PathPart, Tree<'p>>,
    /// The path that ends here.
    ends: Option<&'p Path>,
    /// Some path that goes through here.
    through: Option<&'p Path>,
}

/// Refuses two paths of which one lies within the other, and two that take the same thing for a map and for a list.
pub(crate) fn check_overlaps<'p>(
    kind: Kind,
    paths: impl IntoIterator<Item = &'p Path>,
) -> Parsed<()> {
    let mut tree = Tree::default();
    for path in paths {
        let mut node = &mut tree;
        let root = PathPart::Name(path.root.clone());
        for part in std::iter::once(&root).chain(&path.rest) {
            let other = node.children.keys().next();
            let conflict = other.is_some_and(|other| {
                matches!(other, PathPart::Name(_)) != matches!(part, PathPart::Name(_))
            });
            if conflict {
                let first = node.children.values().find_map(|child| child.through);
                return Err(clash(kind, "conflict", first.unwrap_or(path), path));
            }
            node = node.children.entry(part.clone()).or_default();
            if let Some(first) = node.ends {
                return Err(clash(kind, "overlap", first, path));
            }
            node.through.get_or_insert(path);
        }
        if let Some(inner) = node.children.values().find_map(|child| child.through) {
            return Err(clash(kind, "overlap", inner, path));
        }
        node.ends = Some(path);
    }
    Ok(())
}

fn clash(kind: Kind, how: &str, one: &Path, two: &Path) -> super::ExpressionError {
    invalid(
        kind,
        format_args!(
            "Two document paths {how} with each other; must remove or rewrite one of these paths; \
             path one: {one}, path two: {two}"
        ),
    )
}
