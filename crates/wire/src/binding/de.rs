//! Reads the members of a REST request that travel outside of its body, and a payload that is the body itself.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderValue;
use schema::{DeResult, Kind, Location, Member, Shape, ShapeDe, TimestampFormat};

use super::header_list;
use super::values::{EntriesDe, RawBody, RawDe, ValuesDe};
use crate::percent;
use crate::request::{Body, RequestParts};
use crate::scalar;
use crate::text_de::TextDe;
use crate::uri::Labels;
use crate::validate::{Checks, Seen};

/// What is left to read after the bindings.
pub(crate) enum Bound<'a> {
    /// Nothing.
    Done,
    /// Members in the body, among themselves.
    Members(&'a Bytes),
    /// The payload member, in the protocol's format.
    Payload(usize, &'static Member, &'a Bytes),
}

/// Reads all bound members into `value`.
pub(crate) fn read<'a>(
    shape: &'static Shape,
    request: &RequestParts<'_>,
    labels: &Labels<'_>,
    body: Body<'a>,
    value: &mut dyn ShapeDe,
    seen: &mut Seen,
    checks: &mut Checks,
) -> DeResult<Bound<'a>> {
    let mut query = Vec::new();
    for pair in percent::pairs(request.query) {
        checks.count()?;
        query.push(pair?);
    }
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value)).collect();
    let mut reader = Reader { shape, headers, labels, query, value, seen, checks };
    for (index, member) in shape.members.iter().enumerate() {
        let mark = reader.checks.mark();
        let found = match member.location {
            Location::Body | Location::Status => false,
            Location::Uri => reader.label(index, member)?,
            Location::Query => reader.query(index, member)?,
            Location::Header => reader.header(index, member)?,
            Location::PrefixHeaders => reader.prefix_headers(index, member)?,
        };
        if found {
            reader.checks.within_member(mark, member);
            reader.seen.insert(index);
        }
    }
    reader.body(body)
}

struct Reader<'r, 'v> {
    shape: &'static Shape,
    /// In order of arrival. Operations bind dozens of headers and requests have a dozen: to look at each costs less than
    /// to hash the name of every member.
    headers: Vec<(&'r str, &'r HeaderValue)>,
    labels: &'r Labels<'r>,
    query: Vec<(Cow<'r, str>, Cow<'r, str>)>,
    value: &'v mut dyn ShapeDe,
    seen: &'v mut Seen,
    checks: &'v mut Checks,
}

impl Reader<'_, '_> {
    fn label(&mut self, index: usize, member: &'static Member) -> DeResult<bool> {
        let Some(text) = self.labels.get(member.wire) else { return Ok(false) };
        let text = text?;
        self.value.set(
            index,
            member,
            &mut TextDe::from_location(&text, Location::Uri, self.checks),
        )?;
        Ok(true)
    }

    fn query(&mut self, index: usize, member: &'static Member) -> DeResult<bool> {
        if member.kind() == Kind::Map {
            return self.query_map(index, member);
        }
        let given = self.query.iter().filter(|(name, _)| name == member.wire);
        let values: Vec<Cow<'_, str>> = given.map(|(_, value)| value.clone()).collect();
        self.set(index, member, &values)
    }

    /// All parameters, those that other members name among them.
    fn query_map(&mut self, index: usize, member: &'static Member) -> DeResult<bool> {
        let mut entries: Vec<(String, Vec<Cow<'_, str>>)> = Vec::new();
        let mut sorted: Vec<_> = self.query.iter().collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, value) in sorted {
            match entries.last_mut() {
                Some((last, values)) if last == name => values.push(value.clone()),
                _ => entries.push((name.clone().into_owned(), vec![value.clone()])),
            }
        }
        self.set_map(index, member, entries)
    }

    fn header(&mut self, index: usize, member: &'static Member) -> DeResult<bool> {
        let wire = member.wire;
        let called = |name: &str| name.len() == wire.len() && name.eq_ignore_ascii_case(wire);
        let given = self.headers.iter().filter(|(name, _)| called(name));
        let given = given.map(|(_, value)| text(value));
        let values: Vec<Cow<'_, str>> = match member.target().members.first() {
            Some(element) if member.kind() == Kind::List => {
                let format = scalar::format_of(element, TimestampFormat::HttpDate);
                let dates =
                    element.kind() == Kind::Timestamp && format == TimestampFormat::HttpDate;
                let mut values = Vec::new();
                for line in given {
                    let elements = header_list::split(&line, dates).into_iter();
                    values.extend(elements.map(|element| Cow::Owned(element.into_owned())));
                }
                values
            }
            _ => given.collect(),
        };
        self.set(index, member, &values)
    }

    fn prefix_headers(&mut self, index: usize, member: &'static Member) -> DeResult<bool> {
        let prefix = member.wire;
        let entries = self
            .headers
            .iter()
            .filter_map(|(name, value)| {
                let (head, key) = name.split_at_checked(prefix.len())?;
                head.eq_ignore_ascii_case(prefix).then(|| (key.to_owned(), vec![text(value)]))
            })
            .collect();
        self.set_map(index, member, entries)
    }

    fn set(
        &mut self,
        index: usize,
        member: &'static Member,
        values: &[Cow<'_, str>],
    ) -> DeResult<bool> {
        let textual = matches!(member.kind(), Kind::String | Kind::List);
        let present = values.first().is_some_and(|first| textual || !first.is_empty());
        if present {
            let mut de = ValuesDe { values, location: member.location, checks: self.checks };
            self.value.set(index, member, &mut de)?;
        }
        Ok(present)
    }

    fn set_map(
        &mut self,
        index: usize,
        member: &'static Member,
        entries: Vec<(String, Vec<Cow<'_, str>>)>,
    ) -> DeResult<bool> {
        let present = !entries.is_empty();
        if present {
            let mut de = EntriesDe { entries, location: member.location, checks: self.checks };
            self.value.set(index, member, &mut de)?;
        }
        Ok(present)
    }

    /// The payload when it is the body itself; else says what is left to read.
    fn body<'a>(&mut self, body: Body<'a>) -> DeResult<Bound<'a>> {
        let payload = self.shape.payload.map(usize::from);
        let payload = payload.and_then(|index| Some((index, self.shape.members.get(index)?)));
        let Some((index, member)) = payload else {
            let any = self.shape.members.iter().any(|m| m.location == Location::Body);
            return Ok(match body {
                Body::Bytes(bytes) if any => Bound::Members(bytes),
                _ => Bound::Done,
            });
        };
        let raw = matches!(member.kind(), Kind::String | Kind::Blob) || member.target().streaming;
        let body = match body {
            Body::Bytes(bytes) if !raw => return Ok(Bound::Payload(index, member, bytes)),
            Body::Bytes(bytes) => RawBody::Bytes(bytes.clone()),
            Body::Stream(stream) => RawBody::Stream(stream),
        };
        let empty = matches!(&body, RawBody::Bytes(bytes) if bytes.is_empty());
        if empty && !member.target().streaming && !self.shape.requires(index) {
            return Ok(Bound::Done);
        }
        let mark = self.checks.mark();
        self.value.set(index, member, &mut RawDe { body: Some(body), checks: self.checks })?;
        self.checks.within_member(mark, member);
        self.seen.insert(index);
        Ok(Bound::Done)
    }
}

/// A header's value: each byte a character, as AWS reads them.
fn text(value: &HeaderValue) -> Cow<'_, str> {
    match value.to_str() {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(value.as_bytes().iter().map(|b| char::from(*b)).collect()),
    }
}
