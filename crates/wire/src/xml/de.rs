//! Reads XML elements into typed values.

use std::borrow::Cow;

use bytes::Bytes;
use schema::{
    ByteStream, De, DeError, DeResult, Kind, Location, Member, OnElement, OnEntry, Shape, ShapeDe,
    Timestamp, TimestampFormat,
};

use super::tree::Document;
use crate::scalar;
use crate::text_de::TextDe;
use crate::validate::{Broken, Checks, Seen};

/// A parsed body, ready to be read.
pub(crate) struct XmlBody<'a> {
    document: Document<'a>,
}

impl<'a> XmlBody<'a> {
    /// From a document's bytes.
    pub(crate) fn parse(bytes: &'a [u8], depth: usize, checks: &mut Checks) -> DeResult<Self> {
        Ok(XmlBody { document: Document::parse(bytes, depth, checks)? })
    }

    /// The root's members; `bound` leaves out those that travel elsewhere. The root's own name is not
    /// looked at: clients disagree about it, and the operation is known already.
    pub(crate) fn top_level(
        &self,
        checks: &mut Checks,
        shape: &'static Shape,
        value: &mut dyn ShapeDe,
        seen: &mut Seen,
        bound: bool,
    ) -> DeResult {
        self.reader(checks).members(shape, value, seen, bound)
    }

    /// The root as one value, which is the payload member.
    pub(crate) fn payload(
        &self,
        checks: &mut Checks,
        index: usize,
        member: &'static Member,
        value: &mut dyn ShapeDe,
    ) -> DeResult {
        let mark = checks.mark();
        let mut de = self.reader(checks);
        value.set(index, member, &mut de)?;
        checks.within_member(mark, member);
        Ok(())
    }

    fn reader<'d>(&'d self, checks: &'d mut Checks) -> XmlDe<'d, 'a> {
        XmlDe { document: &self.document, place: Place::Element(0), checks }
    }
}

/// What a reader stands before.
#[derive(Clone, Copy)]
enum Place<'d> {
    /// An element.
    Element(usize),
    /// The elements with one name within another: a flattened list or map.
    Repeated(usize, &'d str),
    /// An attribute's value.
    Attribute(&'d str),
}

struct XmlDe<'d, 'a> {
    document: &'d Document<'a>,
    place: Place<'d>,
    checks: &'d mut Checks,
}

impl<'d> XmlDe<'d, '_> {
    fn members(
        &mut self,
        shape: &'static Shape,
        value: &mut dyn ShapeDe,
        seen: &mut Seen,
        bound: bool,
    ) -> DeResult {
        let Place::Element(parent) = self.place else { return Err(unexpected()) };
        self.checks.enter()?;
        for child in self.document.children(parent) {
            let document = self.document;
            let name = document.element(child).name;
            let Some((index, member)) = find(shape, name, bound) else { continue };
            let repeated = matches!(member.kind(), Kind::List | Kind::Map) && member.is_flattened();
            if repeated && seen.contains(index) {
                continue;
            }
            let place =
                if repeated { Place::Repeated(parent, name) } else { Place::Element(child) };
            self.member(place, index, member, value, seen)?;
        }
        for (index, member) in shape.members.iter().enumerate().filter(|(_, m)| m.xml_attribute) {
            if let Some(text) = self.document.attribute(parent, member.wire) {
                self.member(Place::Attribute(text), index, member, value, seen)?;
            }
        }
        self.place = Place::Element(parent);
        self.checks.leave();
        Ok(())
    }

    fn member(
        &mut self,
        place: Place<'d>,
        index: usize,
        member: &'static Member,
        value: &mut dyn ShapeDe,
        seen: &mut Seen,
    ) -> DeResult {
        self.checks.count()?;
        let mark = self.checks.mark();
        self.place = place;
        value.set(index, member, self)?;
        self.checks.within_member(mark, member);
        seen.insert(index);
        Ok(())
    }

    /// The text here. Text never has elements within.
    fn text(&self) -> DeResult<&'d str> {
        match self.place {
            Place::Element(index) => Ok(&self.document.element(index).text),
            Place::Attribute(text) => Ok(text),
            Place::Repeated(..) => Err(unexpected()),
        }
    }

    /// The elements of a list, or entries of a map.
    fn items(&self) -> DeResult<Vec<usize>> {
        match self.place {
            Place::Element(index) => Ok(self.document.children(index).collect()),
            Place::Repeated(parent, name) => {
                let children = self.document.children(parent);
                Ok(children.filter(|&c| self.document.element(c).name == name).collect())
            }
            Place::Attribute(_) => Err(unexpected()),
        }
    }

    fn part(&self, entry: usize, edge: &Member, usual: &str) -> Option<usize> {
        let named = |name: &str| {
            self.document.children(entry).find(|&c| self.document.element(c).name == name)
        };
        named(local(edge.wire)).or_else(|| named(usual))
    }

    fn scalar(&mut self) -> DeResult<TextDe<'d, '_>> {
        let text = self.text()?;
        Ok(TextDe::new(text, self.checks))
    }

    fn rendered_list(document: &Document<'_>, items: &[usize]) -> Option<String> {
        let mut out = String::new();
        crate::render::list(&mut out, '[', ']', items, |&item, out| {
            out.push_str(&document.element(item).text);
        });
        Some(out)
    }

    /// Keys and values as they stand in each entry: the first two elements.
    fn rendered_map(document: &Document<'_>, items: &[usize]) -> Option<String> {
        let mut out = String::new();
        crate::render::list(&mut out, '{', '}', items, |&item, out| {
            for (i, part) in document.children(item).take(2).enumerate() {
                out.push_str(if i == 1 { "=" } else { "" });
                out.push_str(&document.element(part).text);
            }
        });
        Some(out)
    }
}

fn unexpected() -> DeError {
    DeError::new("The XML you provided did not validate against our published schema")
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn find(shape: &'static Shape, name: &str, bound: bool) -> Option<(usize, &'static Member)> {
    let fits = |m: &Member| !m.xml_attribute && (!bound || m.location == Location::Body);
    match shape.member_by_wire(name) {
        Some((index, member)) if fits(member) => Some((index, member)),
        _ => shape.members.iter().enumerate().find(|(_, m)| fits(m) && local(m.wire) == name),
    }
}

impl De for XmlDe<'_, '_> {
    fn null(&mut self) -> DeResult<bool> {
        Ok(false)
    }

    fn boolean(&mut self, member: &'static Member) -> DeResult<bool> {
        self.scalar()?.boolean(member)
    }

    fn integer(&mut self, member: &'static Member) -> DeResult<i64> {
        self.scalar()?.integer(member)
    }

    fn float(&mut self, member: &'static Member) -> DeResult<f64> {
        self.scalar()?.float(member)
    }

    fn string(&mut self, member: &'static Member) -> DeResult<Cow<'_, str>> {
        let text = self.text()?;
        self.checks.string(member.target(), text);
        Ok(Cow::Borrowed(text))
    }

    fn blob(&mut self, member: &'static Member) -> DeResult<Bytes> {
        self.scalar()?.blob(member)
    }

    fn timestamp(&mut self, member: &'static Member) -> DeResult<Timestamp> {
        scalar::timestamp(self.text()?, scalar::format_of(member, TimestampFormat::Iso8601))
    }

    fn document(&mut self, _: &'static Member) -> DeResult<schema::Document> {
        Err(unexpected())
    }

    fn list(&mut self, member: &'static Member, each: OnElement<'_>) -> DeResult {
        let shape = member.target();
        let Some(element) = shape.members.first() else { return Ok(()) };
        self.checks.enter()?;
        let here = self.place;
        let items = self.items()?;
        let mut broken = Broken::none_in(shape);
        for (i, &item) in items.iter().enumerate() {
            self.checks.count()?;
            let mark = self.checks.mark();
            self.place = Place::Element(item);
            each(element, self)?;
            self.checks.element_done(mark, i, &mut broken);
        }
        self.place = here;
        self.checks.leave();
        let document = self.document;
        self.checks
            .collection_done(shape, items.len(), &broken, || Self::rendered_list(document, &items));
        Ok(())
    }

    fn map(&mut self, member: &'static Member, each: OnEntry<'_>) -> DeResult {
        let shape = member.target();
        let [key_edge, edge] = shape.members.as_slice() else { return Ok(()) };
        self.checks.enter()?;
        let here = self.place;
        let items = self.items()?;
        let mut broken = Broken::none_in(shape);
        let document = self.document;
        for &item in &items {
            self.checks.count()?;
            let key = self.part(item, key_edge, "key").ok_or_else(unexpected)?;
            let value = self.part(item, edge, "value").ok_or_else(unexpected)?;
            let key = &*document.element(key).text;
            self.checks.key_done(shape, key, &mut broken);
            let mark = self.checks.mark();
            self.place = Place::Element(value);
            each(key, edge, self)?;
            self.checks.entry_done(mark, key, &mut broken);
        }
        self.place = here;
        self.checks.leave();
        self.checks
            .collection_done(shape, items.len(), &broken, || Self::rendered_map(document, &items));
        Ok(())
    }

    fn structure(&mut self, member: &'static Member, value: &mut dyn ShapeDe) -> DeResult {
        let shape = member.target();
        let mut seen = Seen::default();
        self.members(shape, value, &mut seen, false)?;
        self.checks.structure(shape, &seen);
        Ok(())
    }

    fn byte_stream(&mut self, member: &'static Member) -> DeResult<ByteStream> {
        self.blob(member).map(ByteStream::from_bytes)
    }
}
