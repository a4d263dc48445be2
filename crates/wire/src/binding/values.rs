//! Readers over what a query string or the headers hold for one member: one value, several, or a map.

use std::borrow::Cow;

use bytes::Bytes;
use schema::{ByteStream, De, DeError, DeResult, Location, Member, OnElement, OnEntry, Timestamp};

use crate::text_de::TextDe;
use crate::validate::{Broken, Checks};

/// A reader of one value, or of a list's several.
pub(super) struct ValuesDe<'a, 'c> {
    pub(super) values: &'a [Cow<'a, str>],
    pub(super) location: Location,
    pub(super) checks: &'c mut Checks,
}

impl ValuesDe<'_, '_> {
    /// The value of a scalar: the first given.
    fn one(&mut self) -> TextDe<'_, '_> {
        let text = self.values.first().map_or("", |value| &**value);
        TextDe::from_location(text, self.location, self.checks)
    }
}

impl De for ValuesDe<'_, '_> {
    fn boolean(&mut self, member: &'static Member) -> DeResult<bool> {
        self.one().boolean(member)
    }

    fn integer(&mut self, member: &'static Member) -> DeResult<i64> {
        self.one().integer(member)
    }

    fn float(&mut self, member: &'static Member) -> DeResult<f64> {
        self.one().float(member)
    }

    fn string(&mut self, member: &'static Member) -> DeResult<Cow<'_, str>> {
        self.one().string(member).map(|text| Cow::Owned(text.into_owned()))
    }

    fn blob(&mut self, member: &'static Member) -> DeResult<Bytes> {
        self.one().blob(member)
    }

    fn timestamp(&mut self, member: &'static Member) -> DeResult<Timestamp> {
        self.one().timestamp(member)
    }

    fn list(&mut self, member: &'static Member, each: OnElement<'_>) -> DeResult {
        let shape = member.target();
        let Some(element) = shape.members.first() else { return Ok(()) };
        let mut broken = Broken::none_in(shape);
        for (i, text) in self.values.iter().enumerate() {
            self.checks.count()?;
            let mark = self.checks.mark();
            each(element, &mut TextDe::from_location(text, self.location, self.checks))?;
            self.checks.element_done(mark, i, &mut broken);
        }
        let values = self.values;
        self.checks.collection_done(shape, values.len(), &broken, || {
            Some(format!("[{}]", values.join(", ")))
        });
        Ok(())
    }
}

/// A reader of a map: all headers with a prefix, or all query parameters that no member names.
pub(super) struct EntriesDe<'a, 'c> {
    pub(super) entries: Vec<(String, Vec<Cow<'a, str>>)>,
    pub(super) location: Location,
    pub(super) checks: &'c mut Checks,
}

impl De for EntriesDe<'_, '_> {
    fn map(&mut self, member: &'static Member, each: OnEntry<'_>) -> DeResult {
        let shape = member.target();
        let Some(edge) = shape.members.get(1) else { return Ok(()) };
        let mut broken = Broken::none_in(shape);
        for (key, values) in &self.entries {
            self.checks.count()?;
            self.checks.key_done(shape, key, &mut broken);
            let mark = self.checks.mark();
            let location = self.location;
            each(key, edge, &mut ValuesDe { values, location, checks: self.checks })?;
            self.checks.entry_done(mark, key, &mut broken);
        }
        self.checks.collection_done(shape, self.entries.len(), &broken, || None);
        Ok(())
    }
}

/// A reader of a payload that is the body itself: bytes, text or a stream.
pub(super) struct RawDe<'c> {
    pub(super) body: Option<RawBody>,
    pub(super) checks: &'c mut Checks,
}

/// A body as it came.
pub(super) enum RawBody {
    Bytes(Bytes),
    Stream(ByteStream),
}

impl RawDe<'_> {
    fn bytes(&mut self) -> DeResult<Bytes> {
        match self.body.take() {
            Some(RawBody::Bytes(bytes)) => Ok(bytes),
            Some(RawBody::Stream(_)) => Err(DeError::new("This operation takes no streaming body")),
            None => Ok(Bytes::new()),
        }
    }
}

impl De for RawDe<'_> {
    fn string(&mut self, member: &'static Member) -> DeResult<Cow<'_, str>> {
        let bytes = self.bytes()?;
        let text = String::from_utf8(bytes.into())
            .map_err(|_| DeError::new("The request body is not valid UTF-8"))?;
        self.checks.string(member.target(), &text);
        Ok(Cow::Owned(text))
    }

    fn blob(&mut self, member: &'static Member) -> DeResult<Bytes> {
        let bytes = self.bytes()?;
        self.checks.length(member.target(), bytes.len(), || None);
        Ok(bytes)
    }

    fn byte_stream(&mut self, _: &'static Member) -> DeResult<ByteStream> {
        Ok(match self.body.take() {
            Some(RawBody::Bytes(bytes)) => ByteStream::from_bytes(bytes),
            Some(RawBody::Stream(stream)) => stream,
            None => ByteStream::default(),
        })
    }
}
