//! The dotted names of a form as a tree, without building one: the pairs are sorted by their segments, so
//! that every subtree is a run of neighbours.

use std::borrow::Cow;
use std::cmp::Ordering;

use schema::DeResult;

use crate::percent;
use crate::validate::Checks;

/// A parsed form.
pub(crate) struct Form<'a> {
    pairs: Vec<Pair<'a>>,
}

struct Pair<'a> {
    name: Cow<'a, str>,
    value: Cow<'a, str>,
}

impl<'a> Form<'a> {
    /// From a query string and a body.
    pub(crate) fn parse(query: &'a str, body: &'a str, checks: &mut Checks) -> DeResult<Form<'a>> {
        let mut pairs = Vec::new();
        for pair in percent::pairs(query).chain(percent::pairs(body)) {
            checks.count()?;
            let (name, value) = pair?;
            pairs.push(Pair { name, value });
        }
        pairs.sort_by(|a, b| by_segments(&a.name, &b.name));
        Ok(Form { pairs })
    }

    /// The whole tree.
    pub(crate) fn root(&self) -> Node<'_> {
        Node { pairs: &self.pairs, start: 0 }
    }
}

/// Orders names by their segments: a dot comes before everything else.
fn by_segments(a: &str, b: &str) -> Ordering {
    let rank = |byte: u8| if byte == b'.' { 0 } else { u16::from(byte) + 1 };
    a.bytes().map(rank).cmp(b.bytes().map(rank))
}

/// A subtree: all pairs whose names share the segments before `start`.
#[derive(Clone, Copy)]
pub(crate) struct Node<'p> {
    pairs: &'p [Pair<'p>],
    start: usize,
}

impl Pair<'_> {
    /// The segment that begins at `start`; none when the name ends before.
    fn segment(&self, start: usize) -> Option<&str> {
        self.name.get(start..).map(|rest| rest.split_once('.').map_or(rest, |(first, _)| first))
    }
}

impl<'p> Node<'p> {
    /// The value given for this very name; the last one when there are several.
    pub(super) fn value(&self) -> Option<&'p str> {
        let own = self.pairs.iter().take_while(|pair| pair.name.len() < self.start);
        own.last().map(|pair| &*pair.value)
    }

    /// The subtree under `name`.
    pub(super) fn child(&self, name: &str) -> Option<Node<'p>> {
        let from = self.pairs.partition_point(|p| p.segment(self.start).is_none_or(|s| s < name));
        let rest = &self.pairs[from..];
        let len = rest.partition_point(|p| p.segment(self.start) == Some(name));
        (len > 0).then(|| Node { pairs: &rest[..len], start: self.start + name.len() + 1 })
    }

    /// All subtrees, by name.
    pub(super) fn children(&self) -> impl Iterator<Item = (&'p str, Node<'p>)> {
        let start = self.start;
        let own = self.pairs.iter().take_while(|pair| pair.name.len() < start).count();
        let mut rest = &self.pairs[own..];
        std::iter::from_fn(move || {
            let name = rest.first()?.segment(start)?;
            let len = rest.partition_point(|p| p.segment(start).is_some_and(|s| s <= name));
            let (run, after) = rest.split_at(len);
            rest = after;
            Some((name, Node { pairs: run, start: start + name.len() + 1 }))
        })
    }

    /// The subtrees whose names are numbers, in their order.
    pub(super) fn numbered(&self) -> Vec<Node<'p>> {
        let mut found: Vec<(u64, Node<'p>)> = self
            .children()
            .filter_map(|(name, node)| name.parse().ok().map(|number| (number, node)))
            .collect();
        found.sort_by_key(|(number, _)| *number);
        found.into_iter().map(|(_, node)| node).collect()
    }

    /// The value in Java's notation, for errors.
    pub(super) fn render(&self, out: &mut String, depth: usize) {
        if let Some(value) = self.value() {
            return out.push_str(value);
        }
        let Some(depth) = depth.checked_sub(1) else { return };
        let numbered = self.numbered();
        if numbered.is_empty() {
            crate::render::list(out, '{', '}', self.children(), |(name, node), out| {
                out.push_str(name);
                out.push('=');
                node.render(out, depth);
            });
        } else {
            crate::render::list(out, '[', ']', numbered, |node, out| node.render(out, depth));
        }
    }
}
