//! URI patterns of the REST protocols: which operation a path and query name, and their labels.
//! Ref: <https://smithy.io/2.0/spec/http-bindings.html#http-trait>

use std::borrow::Cow;

use http::HeaderMap;
use schema::{DeResult, Location, OperationSchema, Service};

use crate::percent;
use crate::request::RequestParts;

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
struct Pattern {
    segments: Vec<Segment>,
    /// Query parameters that must be there, with this value if any.
    query: Vec<(&'static str, Option<&'static str>)>,
}

impl Pattern {
    /// From a modelled URI.
    fn parse(uri: &'static str) -> Pattern {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let segments = path.strip_prefix('/').unwrap_or(path).split('/').map(segment).collect();
        let query = query.split('&').filter(|part| !part.is_empty()).map(|part| {
            part.split_once('=').map_or((part, None), |(name, value)| {
                (name, Some(value).filter(|value| !value.is_empty()))
            })
        });
        Pattern { segments, query: query.collect() }
    }

    /// The labels, when path and constant query parameters match.
    fn matches<'a>(&self, path: &'a str, query: &Query<'_>) -> Option<Labels<'a>> {
        if !self.query_matches(query) {
            return None;
        }
        let mut labels = Labels::default();
        let path = path.strip_prefix('/').unwrap_or(path);
        path_matches(&self.segments, path, &mut labels.0).then_some(labels)
    }

    fn query_matches(&self, query: &Query<'_>) -> bool {
        self.query.iter().all(|(name, wanted)| {
            query.iter().any(|(n, value)| n == name && wanted.is_none_or(|w| value == w))
        })
    }

    /// How specific the pattern is; patterns are tried from the most specific to the least: constant
    /// segments before labels before greedy labels, from the left; then longer paths; then more query
    /// parameters.
    fn rank(&self) -> Rank {
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
    let (head, tail) = match memchr::memchr(b'/', rest.as_bytes()) {
        Some(slash) => (&rest[..slash], Some(&rest[slash + 1..])),
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
///
/// Some of S3's share one pattern (`PutObject`, `CopyObject`, `UploadPart`): among such, the one wins that the
/// parameter `x-id` names, or else the one of whose required parameters and headers most are there.
#[derive(Debug)]
pub struct RouteTable {
    by_method: Vec<(&'static str, Vec<Route>)>,
}

#[derive(Debug)]
struct Route {
    pattern: Pattern,
    rank: Rank,
    index: usize,
    name: &'static str,
    /// Query parameters and headers that the operation's input requires.
    required: Vec<(Location, &'static str)>,
}

/// Classes of the segments from the left, then the number of constant parameters.
type Rank = (Vec<u8>, usize);

type Query<'a> = [(Cow<'a, str>, Cow<'a, str>)];

impl Route {
    fn of(op: &OperationSchema) -> Route {
        let shape = op.input();
        let required = shape.required.iter().filter_map(|&i| shape.members.get(usize::from(i)));
        let required = required
            .filter(|m| matches!(m.location, Location::Query | Location::Header))
            .map(|m| (m.location, m.wire))
            .collect();
        let pattern = Pattern::parse(op.uri);
        Route { rank: pattern.rank(), pattern, index: op.index, name: op.name, required }
    }

    /// Whether all that the operation requires is there.
    fn is_complete(&self, query: &Query<'_>, headers: Option<&HeaderMap>) -> bool {
        self.required.iter().all(|(location, name)| match location {
            Location::Header => headers.is_some_and(|headers| headers.contains_key(*name)),
            _ => query.iter().any(|(n, _)| n == name),
        })
    }

    fn is_named(&self, query: &Query<'_>) -> bool {
        query.iter().any(|(name, value)| name == "x-id" && value == self.name)
    }
}

impl RouteTable {
    /// Of all operations of a service.
    pub fn of(service: &Service) -> RouteTable {
        RouteTable::new(service.operations.iter())
    }

    /// Of these operations.
    pub fn new<'o>(operations: impl Iterator<Item = &'o OperationSchema>) -> RouteTable {
        let mut by_method: Vec<(&'static str, Vec<Route>)> = Vec::new();
        for operation in operations {
            let route = Route::of(operation);
            match by_method.iter_mut().find(|(method, _)| *method == operation.method) {
                Some((_, routes)) => routes.push(route),
                None => by_method.push((operation.method, vec![route])),
            }
        }
        for (_, routes) in &mut by_method {
            routes.sort_by_cached_key(|route| {
                // Of a deprecated operation and its successor, the latter's name ends so.
                let successor = route.name.ends_with("Configuration");
                let key = (route.rank.clone(), route.required.len(), successor);
                (std::cmp::Reverse(key), route.index)
            });
        }
        RouteTable { by_method }
    }

    /// The operation (its index) that a request names, and its labels.
    pub fn find_request<'a>(&self, request: &RequestParts<'a>) -> Option<(usize, Labels<'a>)> {
        self.search(request.method, request.path, request.query, Some(request.headers))
    }

    /// The same without headers. `path` and `query` are as sent.
    pub fn find<'a>(
        &self,
        method: &str,
        path: &'a str,
        query: &str,
    ) -> Option<(usize, Labels<'a>)> {
        self.search(method, path, query, None)
    }

    fn search<'a>(
        &self,
        method: &str,
        path: &'a str,
        query: &str,
        headers: Option<&HeaderMap>,
    ) -> Option<(usize, Labels<'a>)> {
        let query: Vec<_> = percent::pairs(query).filter_map(Result::ok).collect();
        let (_, routes) = self.by_method.iter().find(|(own, _)| *own == method)?;
        let mut tried = routes.iter();
        let (first, labels) = tried.find_map(|route| {
            let labels = route.pattern.matches(path, &query)?;
            Some((route, labels))
        })?;
        // Those that follow with an equal rank, if they match, share the pattern, and so the labels' values.
        let rivals = tried.take_while(|route| route.rank == first.rank);
        let mut candidates = vec![(first, labels)];
        candidates
            .extend(rivals.filter_map(|route| Some((route, route.pattern.matches(path, &query)?))));
        let named = candidates.iter().position(|(route, _)| route.is_named(&query));
        let complete = || candidates.iter().position(|(r, _)| r.is_complete(&query, headers));
        // When none is complete, the least demanding says best what is missing.
        let at = named.or_else(complete).unwrap_or(candidates.len() - 1);
        let (route, labels) = candidates.swap_remove(at);
        Some((route.index, labels))
    }
}
