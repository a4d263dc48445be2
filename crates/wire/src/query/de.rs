//! Reads the tree of a form into typed values.
//!
//! Names are read generously, because clients of one service have written lists in more than one way:
//! `Name.member.N` and `Name.N` are both a list, whatever the model says of flattening.

use std::borrow::Cow;

use bytes::Bytes;
use schema::{
    ByteStream, De, DeError, DeResult, Document, Kind, Member, OnElement, OnEntry, Shape, ShapeDe,
    Timestamp, TimestampFormat,
};

use super::form::Node;
use crate::scalar;
use crate::validate::{Broken, Checks, Seen};

/// Which protocol's names are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// awsQuery.
    Query,
    /// ec2Query: lists have no `member`, names are capitalised.
    Ec2,
}

/// A reader standing before a subtree of a form.
pub(crate) struct QueryDe<'p, 'c> {
    node: Node<'p>,
    checks: &'c mut Checks,
    dialect: Dialect,
}

impl<'p, 'c> QueryDe<'p, 'c> {
    pub(crate) fn new(node: Node<'p>, checks: &'c mut Checks, dialect: Dialect) -> Self {
        QueryDe { node, checks, dialect }
    }

    /// The members of `shape` at this place.
    pub(crate) fn members(
        &mut self,
        shape: &'static Shape,
        value: &mut dyn ShapeDe,
        seen: &mut Seen,
    ) -> DeResult {
        self.checks.enter()?;
        let here = self.node;
        for (index, member) in shape.members.iter().enumerate() {
            let Some(node) = named(here, member, self.dialect) else { continue };
            self.checks.count()?;
            let mark = self.checks.mark();
            self.node = node;
            value.set(index, member, self)?;
            self.checks.within_member(mark, member);
            seen.insert(index);
        }
        self.node = here;
        self.checks.leave();
        Ok(())
    }

    fn text(&self, member: &Member) -> DeResult<&'p str> {
        self.node.value().ok_or_else(|| {
            DeError::new(format!(
                "Unexpected complex value for the scalar parameter {}",
                member.wire
            ))
        })
    }

    /// The elements or entries below this place; `wrapper` and `member` may stand between.
    fn items(&self, wrapper: &str) -> Vec<Node<'p>> {
        let direct = self.node.numbered();
        if !direct.is_empty() {
            return direct;
        }
        let wrapped = self.node.child(wrapper).or_else(|| self.node.child("member"));
        wrapped.map(|node| node.numbered()).unwrap_or_default()
    }

    fn rendered(items: &[Node<'_>], edges: Option<[&Member; 2]>) -> Option<String> {
        let mut out = String::new();
        let [open, close] = if edges.is_some() { ['{', '}'] } else { ['[', ']'] };
        crate::render::list(&mut out, open, close, items, |item, out| match edges {
            None => item.render(out, 8),
            Some([key, value]) => {
                let key = entry_part(*item, key, ["key", "Name"]).and_then(|node| node.value());
                out.push_str(key.unwrap_or_default());
                out.push('=');
                if let Some(value) = entry_part(*item, value, ["value", "Value"]) {
                    value.render(out, 8);
                }
            }
        });
        Some(out)
    }
}

/// The subtree of a member. A flattened list goes by its element's name where the model gives one.
fn named<'p>(node: Node<'p>, member: &'static Member, dialect: Dialect) -> Option<Node<'p>> {
    if dialect == Dialect::Ec2 {
        return node.child(member.ec2).or_else(|| node.child(&capitalised(member.ec2)?));
    }
    let element = (member.kind() == Kind::List && member.is_flattened())
        .then(|| member.target().members.first().map(|m| m.wire))
        .flatten()
        .filter(|wire| *wire != "member");
    element
        .and_then(|wire| node.child(wire))
        .or_else(|| node.child(member.query))
        .or_else(|| if member.query == member.wire { None } else { node.child(member.wire) })
}

/// The name with a capital, when it has none.
fn capitalised(name: &str) -> Option<String> {
    let first = name.chars().next().filter(char::is_ascii_lowercase)?;
    Some(format!("{}{}", first.to_ascii_uppercase(), &name[1..]))
}

/// The key or value of a map's entry.
fn entry_part<'p>(entry: Node<'p>, edge: &Member, fallbacks: [&str; 2]) -> Option<Node<'p>> {
    entry
        .child(edge.query)
        .or_else(|| entry.child(edge.wire))
        .or_else(|| entry.child(fallbacks[0]))
        .or_else(|| entry.child(fallbacks[1]))
}

impl De for QueryDe<'_, '_> {
    fn null(&mut self) -> DeResult<bool> {
        Ok(false)
    }

    fn boolean(&mut self, member: &'static Member) -> DeResult<bool> {
        scalar::boolean(self.text(member)?)
    }

    fn integer(&mut self, member: &'static Member) -> DeResult<i64> {
        let value = scalar::integer(self.text(member)?, member.kind())?;
        self.checks.number(member.target(), value as f64);
        Ok(value)
    }

    fn float(&mut self, member: &'static Member) -> DeResult<f64> {
        let value = scalar::float(self.text(member)?, member.kind())?;
        self.checks.number(member.target(), value);
        Ok(value)
    }

    fn string(&mut self, member: &'static Member) -> DeResult<Cow<'_, str>> {
        let text = self.text(member)?;
        self.checks.string(member.target(), text);
        Ok(Cow::Borrowed(text))
    }

    fn blob(&mut self, member: &'static Member) -> DeResult<Bytes> {
        let bytes = scalar::blob(self.text(member)?)?;
        self.checks.length(member.target(), bytes.len(), || None);
        Ok(bytes)
    }

    fn timestamp(&mut self, member: &'static Member) -> DeResult<Timestamp> {
        let format = scalar::format_of(member, TimestampFormat::Iso8601);
        scalar::timestamp(self.text(member)?, format)
    }

    fn document(&mut self, member: &'static Member) -> DeResult<Document> {
        Err(DeError::new(format!("{} cannot travel in a form", member.name)))
    }

    fn list(&mut self, member: &'static Member, each: OnElement<'_>) -> DeResult {
        let shape = member.target();
        let Some(element) = shape.members.first() else { return Ok(()) };
        self.checks.enter()?;
        let here = self.node;
        let mut broken = Broken::none_in(shape);
        let items = self.items(element.wire);
        for (i, item) in items.iter().enumerate() {
            self.checks.count()?;
            let mark = self.checks.mark();
            self.node = *item;
            each(element, self)?;
            self.checks.element_done(mark, i, &mut broken);
        }
        self.node = here;
        self.checks.leave();
        self.checks.collection_done(shape, items.len(), &broken, || Self::rendered(&items, None));
        Ok(())
    }

    fn map(&mut self, member: &'static Member, each: OnEntry<'_>) -> DeResult {
        let shape = member.target();
        let [key_edge, edge] = shape.members.as_slice() else { return Ok(()) };
        self.checks.enter()?;
        let here = self.node;
        let mut broken = Broken::none_in(shape);
        let mut length = 0;
        let items = self.items("entry");
        for &entry in &items {
            self.checks.count()?;
            let key = entry_part(entry, key_edge, ["key", "Name"]).and_then(|node| node.value());
            let Some(value) = entry_part(entry, edge, ["value", "Value"]) else { continue };
            let key = key.unwrap_or_default();
            self.checks.key_done(shape, key, &mut broken);
            let mark = self.checks.mark();
            self.node = value;
            each(key, edge, self)?;
            self.checks.entry_done(mark, key, &mut broken);
            length += 1;
        }
        self.node = here;
        self.checks.leave();
        self.checks.collection_done(shape, length, &broken, || {
            Self::rendered(&items, Some([key_edge, edge]))
        });
        Ok(())
    }

    fn structure(&mut self, member: &'static Member, value: &mut dyn ShapeDe) -> DeResult {
        let shape = member.target();
        let mut seen = Seen::default();
        self.members(shape, value, &mut seen)?;
        self.checks.structure(shape, &seen);
        Ok(())
    }

    fn byte_stream(&mut self, member: &'static Member) -> DeResult<ByteStream> {
        self.blob(member).map(ByteStream::from_bytes)
    }
}
