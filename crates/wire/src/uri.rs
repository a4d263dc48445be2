//! URI patterns of the REST protocols: which operation a path and query name, and their labels.
//! Ref: <https://smithy.io/2.0/spec/http-bindings.html#http-trait>

use std::borrow::Cow;

use schema::{DeResult, OperationSchema, Service};

use crate::percent;

/// The labels of a matched path, percent-encoded as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels<'a>(Vec<(&'static str, &'a str)>);

impl<'a> Labels<'a> {
    /// The label `name`, decoded.
    ///
    /// # Errors
    /// When it does not decode to UTF-8.
    pub fn get(&self, name: &str) -> Option<DeResult<Cow<'a, str>>> {
        let (_, raw) = self.0.iter().find(|(label, _)| *label == name)?;
        Some(percent::decode_path(raw))
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Segment {
    /// Text that must stand there.
    Constant(&'static str),
    /// One segment, not empty.
    Label(&'static str),
    /// One segment or more, slashes included.
    Greedy(&'static str),
}

/// A compiled `http` trait: `GET /{Bucket}/{Key+}?acl`.
#[derive(Debug)]
pub struct Pattern {
    method: &'static str,
    segments: Vec<Segment>,
    /// Query parameters that must be there, with this value if any.
    query: Vec<(&'static str, Option<&'static str>)>,
}

impl Pattern {
    /// From a method and a modelled URI.
    pub fn parse(method: &'static str, uri: &'static str) -> Pattern {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let segments = path.strip_prefix('/').unwrap_or(path).split('/').map(segment).collect();
        let query = query.split('&').filter(|part| !part.is_empty()).map(|part| {
            part.split_once('=').map_or((part, None), |(name, value)| {
                (name, Some(value).filter(|value| !value.is_empty()))
            })
        });
        Pattern { method, segments, query: query.collect() }
    }

    /// The labels, when method, path and constant query parameters all match.
    pub fn matches<'a>(
        &self,
        method: &str,
        path: &'a str,
        query: &[(Cow<'_, str>, Cow<'_, str>)],
    ) -> Option<Labels<'a>> {
        if self.method != method || !self.query_matches(query) {
            return None;
        }
        let mut labels = Labels::default();
        let path = path.strip_prefix('/').unwrap_or(path);
        path_matches(&self.segments, path, &mut labels.0).then_some(labels)
    }

    fn query_matches(&self, query: &[(Cow<'_, str>, Cow<'_, str>)]) -> bool {
        self.query.iter().all(|(name, wanted)| {
            query.iter().any(|(n, value)| n == name && wanted.is_none_or(|w| value == w))
        })
    }

    /// How specific the pattern is; patterns are tried from the most specific to the least: constant
    /// segments before labels before greedy labels, from the left; then longer paths; then more query
    /// parameters.
    fn rank(&self) -> (Vec<u8>, usize) {
        let class = |segment: &Segment| match segment {
            Segment::Constant(_) => 3,
            Segment::Label(_) => 2,
            Segment::Greedy(_) => 1,
        };
        (self.segments.iter().map(class).collect(), self.query.len())
    }
}

fn segment(text: &'static str) -> Segment {
    match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(label) => label.strip_suffix('+').map_or(Segment::Label(label), Segment::Greedy),
        None => Segment::Constant(text),
    }
}

/// Matches `rest` (without its leading slash) against the segments. A greedy label takes as much as the
/// segments after it leave.
fn path_matches<'a>(
    segments: &[Segment],
    rest: &'a str,
    labels: &mut Vec<(&'static str, &'a str)>,
) -> bool {
    let Some((first, after)) = segments.split_first() else { return false };
    if let Segment::Greedy(name) = first {
        return greedy(name, after, rest, labels);
    }
    let (head, tail) = match rest.split_once('/') {
        Some((head, tail)) => (head, Some(tail)),
        None => (rest, None),
    };
    match first {
        Segment::Constant(text) if *text == head => {}
        Segment::Label(name) if !head.is_empty() => labels.push((name, head)),
        _ => return false,
    }
    match (after.is_empty(), tail) {
        // A trailing slash names the same resource, where no greedy label would take it.
        (true, None | Some("")) => true,
        (true, Some(_)) | (false, None) => false,
        (false, Some(tail)) => path_matches(after, tail, labels),
    }
}

fn greedy<'a>(
    name: &'static str,
    after: &[Segment],
    rest: &'a str,
    labels: &mut Vec<(&'static str, &'a str)>,
) -> bool {
    if after.is_empty() {
        labels.push((name, rest));
        return !rest.is_empty();
    }
    let mut end = rest.len();
    while let Some(slash) = rest[..end].rfind('/') {
        let mark = labels.len();
        labels.push((name, &rest[..slash]));
        if slash > 0 && path_matches(after, &rest[slash + 1..], labels) {
            return true;
        }
        labels.truncate(mark);
        end = slash;
    }
    false
}

/// The REST operations of a service, in the order in which they are tried.
#[derive(Debug)]
pub struct RouteTable {
    routes: Vec<(Pattern, usize)>,
}

impl RouteTable {
    /// Of all operations of a service.
    pub fn of(service: &Service) -> RouteTable {
        RouteTable::new(service.operations.iter())
    }

    /// Of these operations.
    pub fn new<'o>(operations: impl Iterator<Item = &'o OperationSchema>) -> RouteTable {
        let mut routes: Vec<(Pattern, usize)> =
            operations.map(|op| (Pattern::parse(op.method, op.uri), op.index)).collect();
        routes.sort_by_cached_key(|(pattern, index)| (std::cmp::Reverse(pattern.rank()), *index));
        RouteTable { routes }
    }

    /// The operation (its index) that a request names, and its labels. `path` and `query` are as sent.
    pub fn find<'a>(
        &self,
        method: &str,
        path: &'a str,
        query: &str,
    ) -> Option<(usize, Labels<'a>)> {
        let pairs: Vec<_> = percent::pairs(query).filter_map(Result::ok).collect();
        self.routes.iter().find_map(|(pattern, index)| {
            pattern.matches(method, path, &pairs).map(|labels| (*index, labels))
        })
    }
}
