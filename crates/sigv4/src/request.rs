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
pub trait Headers: Sync {
    /// Calls `each` with the value of every header called `name` (lowercase), in order of arrival.
    fn get_all<'h>(&'h self, name: &str, each: &mut dyn FnMut(&'h [u8]));

    /// Calls `each` with every header name, in any order and any case; names may come repeatedly.
    fn names<'h>(&'h self, each: &mut dyn FnMut(&'h str));
}

/// How many values a header has, with the first.
pub(crate) enum Value<'h> {
    None,
    One(&'h [u8]),
    Many,
}

pub(crate) fn single<'h>(headers: &'h dyn Headers, name: &str) -> Value<'h> {
    let mut found = Value::None;
    headers.get_all(name, &mut |value| {
        found = match found {
            Value::None => Value::One(value),
            Value::One(_) | Value::Many => Value::Many,
        };
    });
    found
}

impl Headers for HeaderMap {
    fn get_all<'h>(&'h self, name: &str, each: &mut dyn FnMut(&'h [u8])) {
        for value in HeaderMap::get_all(self, name) {
            each(value.as_bytes());
        }
    }

    fn names<'h>(&'h self, each: &mut dyn FnMut(&'h str)) {
        for name in self.keys() {
            each(name.as_str());
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
    fn get_all<'h>(&'h self, name: &str, each: &mut dyn FnMut(&'h [u8])) {
        if name == "host" && !self.headers.contains_key("host") {
            each(self.authority.as_bytes());
        } else {
            Headers::get_all(self.headers, name, each);
        }
    }

    fn names<'h>(&'h self, each: &mut dyn FnMut(&'h str)) {
        each("host");
        Headers::names(self.headers, each);
    }
}

impl<N: AsRef<str> + Sync, V: AsRef<[u8]> + Sync> Headers for &[(N, V)] {
    fn get_all<'h>(&'h self, name: &str, each: &mut dyn FnMut(&'h [u8])) {
        for (_, value) in self.iter().filter(|(key, _)| key.as_ref().eq_ignore_ascii_case(name)) {
            each(value.as_ref());
        }
    }

    fn names<'h>(&'h self, each: &mut dyn FnMut(&'h str)) {
        for (key, _) in self.iter() {
            each(key.as_ref());
        }
    }
}

impl<N: AsRef<str> + Sync, V: AsRef<[u8]> + Sync> Headers for Vec<(N, V)> {
    fn get_all<'h>(&'h self, name: &str, each: &mut dyn FnMut(&'h [u8])) {
        for (_, value) in self.iter().filter(|(key, _)| key.as_ref().eq_ignore_ascii_case(name)) {
            each(value.as_ref());
        }
    }

    fn names<'h>(&'h self, each: &mut dyn FnMut(&'h str)) {
        for (key, _) in self {
            each(key.as_ref());
        }
    }
}
