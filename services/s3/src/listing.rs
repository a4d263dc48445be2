//! Listing: the entries of a bucket in the order of their keys, folded into common prefixes at a delimiter.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html>

mod page;

use kernel::ApiResult;

pub(crate) use self::page::{OF_NEWEST, OF_OBJECTS, page};
use crate::object_key::ObjectKey;
use crate::{errors, limits, percent};

/// What a listing asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    pub(crate) prefix: String,
    pub(crate) delimiter: String,
    pub(crate) limit: usize,
    /// Whether names are percent-encoded in the answer.
    pub(crate) encoded: bool,
}

impl Listing {
    pub(crate) fn parse(
        prefix: Option<&str>,
        delimiter: Option<&str>,
        max: Option<i32>,
        max_name: &str,
        encoding: Option<&str>,
    ) -> ApiResult<Listing> {
        let limit = match max {
            None => limits::PAGE,
            Some(n) => usize::try_from(n).map(|n| n.min(limits::PAGE)).map_err(|_| {
                let message =
                    format!("Argument {max_name} must be an integer between 0 and 2147483647");
                errors::invalid_argument(message, max_name, n.to_string())
            })?,
        };
        let encoded = match encoding {
            None => false,
            Some("url") => true,
            Some(other) => {
                let message = "Invalid Encoding Method specified in Request";
                return Err(errors::invalid_argument(message, "encoding-type", other));
            }
        };
        let own = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Ok(Listing { prefix: own(prefix), delimiter: own(delimiter), limit, encoded })
    }

    /// The common prefix that `key` folds into.
    pub(crate) fn folded<'k>(&self, key: &'k str) -> Option<&'k str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let at = key.get(self.prefix.len()..)?.find(&self.delimiter)?;
        key.get(..self.prefix.len() + at + self.delimiter.len())
    }

    /// Where the page after `marker` starts: a marker within a common prefix stands for all of it.
    pub(crate) fn start<'m>(&self, marker: &'m str) -> Start<'m> {
        if marker.is_empty() {
            return Start::First;
        }
        let folded = self.folded(marker).filter(|_| marker.starts_with(&self.prefix));
        folded.map_or(Start::After(marker), Start::Beyond)
    }

    /// The delimiter as the answer shows it: none when it is empty.
    pub(crate) fn shown_delimiter(&self) -> Option<String> {
        (!self.delimiter.is_empty()).then(|| self.shown(&self.delimiter))
    }

    /// A key as the answer shows it.
    pub(crate) fn shown_key(&self, key: ObjectKey) -> String {
        if self.encoded { encode(key.as_str()) } else { key.0 }
    }

    /// A name as the answer shows it.
    pub(crate) fn shown(&self, name: &str) -> String {
        if self.encoded { encode(name) } else { name.to_owned() }
    }
}

/// Where to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start<'m> {
    First,
    /// After this key.
    After(&'m str),
    /// After all that begins so.
    Beyond(&'m str),
}

/// Names as listings have them when a client asks for that.
pub(crate) fn encode(text: &str) -> String {
    percent::encoded(text, b"-._*/")
}

/// An entry of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry<R> {
    Row(ObjectKey, R),
    Prefix(String),
}

impl<R> Entry<R> {
    /// The key or the prefix: what the next page starts after.
    pub(crate) fn name(&self) -> &str {
        match self {
            Entry::Row(key, _) => key.as_str(),
            Entry::Prefix(prefix) => prefix,
        }
    }
}

/// A page.
#[derive(Clone, Debug)]
pub(crate) struct Page<R> {
    pub(crate) entries: Vec<Entry<R>>,
    pub(crate) truncated: bool,
}

impl<R> Page<R> {
    /// The last entry's name, when there are more.
    pub(crate) fn next(&self) -> Option<&str> {
        self.entries.last().filter(|_| self.truncated).map(Entry::name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding() {
        let listing = Listing {
            prefix: "a/".to_owned(),
            delimiter: "/".to_owned(),
            limit: 10,
            encoded: false,
        };
        assert_eq!(listing.folded("a/b"), None);
        assert_eq!(listing.folded("a/b/c/d"), Some("a/b/"));
        assert_eq!(listing.start("a/b/"), Start::Beyond("a/b/"));
        assert_eq!(listing.start("a/b/c"), Start::Beyond("a/b/"));
        assert_eq!(listing.start("a/b"), Start::After("a/b"));
        assert_eq!(listing.start("b/c"), Start::After("b/c"));
        assert_eq!(listing.start(""), Start::First);
        assert_eq!(Listing::default().folded("a/b"), None);
    }

    #[test]
    fn encoding() {
        assert_eq!(encode("a b+ü/*~&"), "a%20b%2B%C3%BC/*%7E%26");
    }
}
