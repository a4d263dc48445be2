//! What a signature covers of an HTTP request, borrowed from whoever holds the request.

use http::HeaderMap;

/// One request as it stands on the wire. Whoever reads the wire bounds its length: work and memory
/// here are in proportion to it.
#[derive(Clone, Copy)]
pub struct RequestView<'a> {
    /// The method, e.g. `GET`.
    pub method: &'a str,
    /// The raw path, still percent-encoded; empty counts as `/`.
    pub path: &'a str,
    /// The raw query, without `?`; empty when there is none.
    pub query: &'a str,
    /// The headers. HTTP/2 requests need [`WithAuthority`], as they carry no `host`.
    pub headers: &'a dyn Headers,
}

/// Header access that allocates nothing and works behind `dyn`.
///
/// A request has a dozen headers: to look at each costs less than to hash a name.
pub trait Headers: Sync {
    /// Calls `each` with every name, in any case, and value. Names may come repeatedly; the values of one name come in
    /// order of arrival.
    fn all<'h>(&'h self, each: &mut dyn FnMut(&'h str, &'h [u8]));

    /// Calls `each` with the value of every header called `name` (lowercase), in order of arrival.
    fn get_all<'h>(&'h self, name: &str, each: &mut dyn FnMut(&'h [u8])) {
        self.all(&mut |own, value| {
            if is_called(own, name) {
                each(value);
            }
        });
    }

    /// Calls `each` with every header name, in any order and any case; names may come repeatedly.
    fn names<'h>(&'h self, each: &mut dyn FnMut(&'h str)) {
        self.all(&mut |name, _| each(name));
    }
}

/// Whether a header's name, in any case, is `name`, in lowercase.
pub(crate) fn is_called(own: &str, name: &str) -> bool {
    own.len() == name.len() && (own == name || own.eq_ignore_ascii_case(name))
}

/// How many values a header has, with the first.
#[derive(Clone, Copy, Default)]
pub(crate) enum Value<'h> {
    #[default]
    None,
    One(&'h [u8]),
    Many,
}

impl<'h> Value<'h> {
    pub(crate) fn add(&mut self, value: &'h [u8]) {
        *self = match self {
            Value::None => Value::One(value),
            Value::One(_) | Value::Many => Value::Many,
        };
    }
}

impl Headers for HeaderMap {
    fn all<'h>(&'h self, each: &mut dyn FnMut(&'h str, &'h [u8])) {
        for (name, value) in self {
            each(name.as_str(), value.as_bytes());
        }
    }
}

/// Headers of an HTTP/2 request: `host` is the `:authority` where no `host` header came along.
#[derive(Clone, Copy)]
pub struct WithAuthority<'a> {
    /// The headers proper.
    pub headers: &'a HeaderMap,
    /// The request's `:authority`, e.g. `sqs.us-east-1.localhost:4566`.
    pub authority: &'a str,
}

impl Headers for WithAuthority<'_> {
    fn all<'h>(&'h self, each: &mut dyn FnMut(&'h str, &'h [u8])) {
        if !self.headers.contains_key(http::header::HOST) {
            each("host", self.authority.as_bytes());
        }
        self.headers.all(each);
    }
}

impl<N: AsRef<str> + Sync, V: AsRef<[u8]> + Sync> Headers for &[(N, V)] {
    fn all<'h>(&'h self, each: &mut dyn FnMut(&'h str, &'h [u8])) {
        for (name, value) in self.iter() {
            each(name.as_ref(), value.as_ref());
        }
    }
}

impl<N: AsRef<str> + Sync, V: AsRef<[u8]> + Sync> Headers for Vec<(N, V)> {
    fn all<'h>(&'h self, each: &mut dyn FnMut(&'h str, &'h [u8])) {
        for (name, value) in self {
            each(name.as_ref(), value.as_ref());
        }
    }
}
