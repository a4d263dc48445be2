//! Reads one value from one piece of text: a header, a label, a query parameter, a made-up token.

use std::borrow::Cow;

use base64::Engine;
use bytes::Bytes;
use schema::{
    ByteStream, De, DeError, DeResult, Document, Location, Member, OnElement, OnEntry, ShapeDe,
    Timestamp, TimestampFormat,
};

use crate::scalar;
use crate::validate::Checks;

/// A reader of a scalar from text.
pub(crate) struct TextDe<'a, 'c> {
    text: &'a str,
    checks: &'c mut Checks,
    /// The format of timestamps here, where the model says nothing.
    timestamps: TimestampFormat,
    /// Whether the text stands in a header, where JSON travels as base64.
    header: bool,
}

impl<'a, 'c> TextDe<'a, 'c> {
    pub(crate) fn new(text: &'a str, checks: &'c mut Checks) -> Self {
        TextDe { text, checks, timestamps: TimestampFormat::Iso8601, header: false }
    }

    /// Of a text from `location`.
    pub(crate) fn from_location(text: &'a str, location: Location, checks: &'c mut Checks) -> Self {
        let header = matches!(location, Location::Header | Location::PrefixHeaders);
        let timestamps = if header { TimestampFormat::HttpDate } else { TimestampFormat::Iso8601 };
        TextDe { text, checks, timestamps, header }
    }
}

fn aggregate<T>(member: &Member) -> DeResult<T> {
    Err(DeError::new(format!("{} must be a single value", member.wire)))
}

impl De for TextDe<'_, '_> {
    fn null(&mut self) -> DeResult<bool> {
        Ok(false)
    }

    fn boolean(&mut self, _: &'static Member) -> DeResult<bool> {
        scalar::boolean(self.text)
    }

    fn integer(&mut self, member: &'static Member) -> DeResult<i64> {
        let value = scalar::integer(self.text, member.kind())?;
        self.checks.number(member.target(), value as f64);
        Ok(value)
    }

    fn float(&mut self, member: &'static Member) -> DeResult<f64> {
        let value = scalar::float(self.text, member.kind())?;
        self.checks.number(member.target(), value);
        Ok(value)
    }

    fn string(&mut self, member: &'static Member) -> DeResult<Cow<'_, str>> {
        let text = if self.header && member.json_value {
            let bytes = scalar::BASE64
                .decode(self.text.trim())
                .map_err(|_| DeError::new(format!("The header {} is not base64", member.wire)))?;
            let json = String::from_utf8(bytes)
                .map_err(|_| DeError::new(format!("The header {} is not UTF-8", member.wire)))?;
            Cow::Owned(json)
        } else {
            Cow::Borrowed(self.text)
        };
        self.checks.string(member.target(), &text);
        Ok(text)
    }

    fn blob(&mut self, member: &'static Member) -> DeResult<Bytes> {
        let bytes = scalar::blob(self.text)?;
        self.checks.length(member.target(), bytes.len(), || None);
        Ok(bytes)
    }

    fn timestamp(&mut self, member: &'static Member) -> DeResult<Timestamp> {
        scalar::timestamp(self.text, scalar::format_of(member, self.timestamps))
    }

    fn document(&mut self, member: &'static Member) -> DeResult<Document> {
        aggregate(member)
    }

    fn list(&mut self, member: &'static Member, _: OnElement<'_>) -> DeResult {
        aggregate(member)
    }

    fn map(&mut self, member: &'static Member, _: OnEntry<'_>) -> DeResult {
        aggregate(member)
    }

    fn structure(&mut self, member: &'static Member, _: &mut dyn ShapeDe) -> DeResult {
        aggregate(member)
    }

    fn byte_stream(&mut self, member: &'static Member) -> DeResult<ByteStream> {
        aggregate(member)
    }
}
