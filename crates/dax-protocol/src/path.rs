//! Document paths: what a projection asks for, and where that lies in an item. Answers to projections have no names, but the
//! position of each path in the request.

use gen_dynamodb::AttributeValue;

use crate::Item;

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into a map.
    Name(String),
    /// Into a list.
    Index(usize),
}

/// From an item's attribute to something within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The attribute that it begins with.
    pub fn attribute(&self) -> Option<&str> {
        match self.0.first() {
            Some(Step::Name(name)) => Some(name),
            _ => None,
        }
    }

    /// Whether it names a whole attribute.
    pub fn is_plain(&self) -> bool {
        self.0.len() == 1
    }

    /// What it leads to.
    pub fn find<'i>(&self, item: &'i Item) -> Option<&'i AttributeValue> {
        let mut at = item.get(self.attribute()?)?;
        for step in &self.0[1..] {
            at = match (step, at) {
                (Step::Name(name), AttributeValue::M(map)) => map.get(name)?,
                (Step::Index(index), AttributeValue::L(parts)) => parts.get(*index)?,
                _ => return None,
            };
        }
        Some(at)
    }

    /// Whether one is, or lies within, the other.
    pub fn overlaps(&self, other: &Path) -> bool {
        let shorter = self.0.len().min(other.0.len());
        self.0[..shorter] == other.0[..shorter]
    }
}
