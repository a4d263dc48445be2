//! Which service and operation a request is for, by credential scope, `X-Amz-Target`, host name, path.
//!
//! The tables are made from the models' service-level facts; a service's whole schema is loaded when the
//! first request for it comes.

use std::borrow::Cow;
use std::sync::OnceLock;

use hashbrown::HashMap;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use kernel::{Kernel, Registered};
use schema::{ApiError, OperationSchema, Protocol};
use wire::RequestParts;
use wire::protocol::Detected;
use wire::uri::{Labels, RouteTable};

use crate::host::{HostFacts, OBJECT_LAMBDA};

/// Services by what names them. Values are positions in [`Kernel::services`].
pub(crate) struct Routes {
    by_target: HashMap<&'static str, usize>,
    by_signing: HashMap<&'static str, Vec<usize>>,
    by_endpoint: HashMap<&'static str, usize>,
    by_version: HashMap<&'static str, Vec<usize>>,
    rest: Vec<OnceLock<RouteTable>>,
}

/// Where a request goes.
pub(crate) struct Route<'k, 'r> {
    pub(crate) service: &'k Registered,
    pub(crate) protocol: Protocol,
    /// Position in the service's schema.
    pub(crate) operation: usize,
    pub(crate) labels: Labels<'r>,
    /// Whether the path names a resource, as `/000000000000/queue` does.
    pub(crate) on_resource: bool,
}

impl Route<'_, '_> {
    /// The operation's description.
    pub(crate) fn operation_schema(&self) -> &'static OperationSchema {
        &self.service.service.schema.get().operations[self.operation]
    }
}

/// A request that goes nowhere, and the protocol in which to say so.
pub(crate) struct Lost<'k> {
    pub(crate) protocol: Protocol,
    pub(crate) service: Option<&'k Registered>,
    pub(crate) error: ApiError,
}

/// What else is known of a request when it is routed.
pub(crate) struct Hints<'r> {
    /// The service part of the credential scope; empty when unsigned.
    pub(crate) signing_name: &'r str,
    pub(crate) host: &'r HostFacts<'r>,
}

impl<'r> Hints<'r> {
    /// The service that the request names; the signature goes before the host.
    fn named(&self) -> Option<&'r str> {
        Some(self.signing_name).filter(|name| !name.is_empty()).or(self.host.service)
    }
}

/// Host labels that do not equal the endpoint prefix of their service.
const HOST_ALIASES: [(&str, &str); 1] = [("queue", "sqs")];

impl Routes {
    pub(crate) fn of(kernel: &Kernel) -> Routes {
        let mut routes = Routes {
            by_target: HashMap::new(),
            by_signing: HashMap::new(),
            by_endpoint: HashMap::new(),
            by_version: HashMap::new(),
            rest: kernel.services().iter().map(|_| OnceLock::new()).collect(),
        };
        for (at, registered) in kernel.services().iter().enumerate() {
            let facts = registered.service.schema.facts();
            if !facts.target_prefix.is_empty() {
                routes.by_target.insert(facts.target_prefix, at);
            }
            routes.by_signing.entry(facts.signing_name).or_default().push(at);
            routes.by_endpoint.entry(facts.endpoint_prefix).or_insert(at);
            routes.by_version.entry(facts.api_version).or_default().push(at);
        }
        routes
    }

    /// Finds the way of a request. `body` is looked at only when it is a form.
    pub(crate) fn find<'k, 'r>(
        &self,
        kernel: &'k Kernel,
        request: &RequestParts<'r>,
        body: &[u8],
        hints: &Hints<'_>,
    ) -> Result<Route<'k, 'r>, Lost<'k>> {
        let candidates = self.candidates(hints);
        let on_resource = !matches!(request.path, "/" | "");
        let detected = detect(kernel, request, body, &candidates);
        let family = family_of(&detected, request.headers);
        let lost = |service, error| Lost { protocol: family, service, error };
        let at = match &detected {
            Detected::AwsJson { prefix, .. } => self.by_target.get(prefix).copied(),
            Detected::RpcV2Cbor { service, .. } => {
                kernel.services().iter().position(|s| names_service(s, service))
            }
            Detected::Query { action, version } => {
                // A service that is named counts, though it is not here and another one has that version.
                let unnamed = hints.named().is_none();
                let known_by = version.as_deref().filter(|_| unnamed);
                let found = self.query_service(kernel, &candidates, action, known_by);
                let guess = unnamed && version.is_none();
                found.or_else(|| guess.then(|| only_service_with(kernel, action)).flatten())
            }
            Detected::Rest => {
                let named = self.by_account(request, &candidates).or(candidates.first().copied());
                named.or_else(|| self.unnamed(request, hints))
            }
        };
        let Some(at) = at else {
            let protocol = rest_of_unknown(hints).filter(|_| detected == Detected::Rest);
            let error = unknown(&detected, hints);
            return Err(Lost { protocol: protocol.unwrap_or(family), service: None, error });
        };
        let service = &kernel.services()[at];
        let facts = service.service.schema.facts();
        let Some(protocol) = wire::protocol::choose(&detected, facts.protocols) else {
            return Err(lost(Some(service), not_rest(service, on_resource)));
        };
        let found = |operation, labels| Route { service, protocol, operation, labels, on_resource };
        match &detected {
            Detected::AwsJson { operation, .. } | Detected::RpcV2Cbor { operation, .. } => facts
                .operation_index(operation)
                .map(|operation| found(operation, Labels::default()))
                .ok_or_else(|| Lost {
                    protocol,
                    service: Some(service),
                    error: unknown_operation(),
                }),
            Detected::Query { action, .. } => facts
                .operation_index(action)
                .map(|operation| found(operation, Labels::default()))
                .ok_or_else(|| Lost {
                    protocol,
                    service: Some(service),
                    error: invalid_action(action),
                }),
            Detected::Rest => self.rest[at]
                .get_or_init(|| RouteTable::of(service.service.schema.get()))
                .find_request(request)
                .map(|(operation, labels)| found(operation, labels))
                .ok_or_else(|| Lost {
                    protocol,
                    service: Some(service),
                    error: unknown_operation(),
                }),
        }
    }

    /// The REST service that a request is for.
    pub(crate) fn rest_service<'k>(
        &self,
        kernel: &'k Kernel,
        hints: &Hints<'_>,
        path: &str,
    ) -> Option<&'k Registered> {
        let named = self.candidates(hints).first().copied();
        let at = named.or_else(|| self.unnamed_rest(kernel, hints, path))?;
        kernel.services().get(at)
    }

    /// Where nobody names a service, a path is a bucket's: the one REST service that is for everybody.
    fn unnamed_rest(&self, kernel: &Kernel, hints: &Hints<'_>, path: &str) -> Option<usize> {
        let unnamed = hints.named().is_none() && !path.trim_start_matches('/').is_empty();
        if !unnamed || path.starts_with("/_") || looks_like_resource(path) {
            return None;
        }
        kernel.services().iter().position(|registered| registered.service.web.is_some())
    }

    /// Services that the credential scope names, or else the host.
    fn candidates(&self, hints: &Hints<'_>) -> Vec<usize> {
        let signing_name = match hints.signing_name {
            OBJECT_LAMBDA => "s3",
            name => name,
        };
        if let Some(found) = self.by_signing.get(signing_name) {
            return found.clone();
        }
        let Some(label) = hints.host.service else { return Vec::new() };
        let alias = HOST_ALIASES.iter().find(|(from, _)| *from == label).map(|(_, to)| *to);
        self.by_endpoint.get(alias.unwrap_or(label)).copied().into_iter().collect()
    }

    /// S3 Control signs as S3 does; its requests say in a header which account they are about.
    fn by_account(&self, request: &RequestParts<'_>, candidates: &[usize]) -> Option<usize> {
        let control = self.by_endpoint.get("s3-control").copied()?;
        let meant = candidates.contains(&control) && request.path.starts_with("/v20180820/");
        (meant && request.headers.contains_key("x-amz-account-id")).then_some(control)
    }

    /// What is unsigned and names no service is for S3 when its path could begin with a bucket's name: public objects
    /// and browsers' forms.
    fn unnamed(&self, request: &RequestParts<'_>, hints: &Hints<'_>) -> Option<usize> {
        let bucket = request.path.strip_prefix('/')?.split('/').next()?;
        let fits = (3..=63).contains(&bucket.len())
            && bucket
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b));
        let unnamed = hints.named().is_none() && fits;
        unnamed.then(|| self.by_endpoint.get("s3").copied()).flatten()
    }

    fn query_service(
        &self,
        kernel: &Kernel,
        candidates: &[usize],
        action: &str,
        version: Option<&str>,
    ) -> Option<usize> {
        let has = |at: &usize| {
            kernel.services()[*at].service.schema.facts().operation_index(action).is_some()
        };
        let by_version =
            version.and_then(|v| self.by_version.get(v)).map_or(&[][..], Vec::as_slice);
        candidates
            .iter()
            .find(|at| has(at))
            .or_else(|| candidates.first())
            .or_else(|| by_version.iter().find(|at| has(at)))
            .or_else(|| by_version.first())
            .copied()
    }
}

/// The query service that alone has this action: what is left to go by in `curl "$QUEUE_URL?Action=ReceiveMessage"`,
/// which AWS tells by its host name.
fn only_service_with(kernel: &Kernel, action: &str) -> Option<usize> {
    let mut having = kernel.services().iter().enumerate().filter(|(_, registered)| {
        let facts = registered.service.schema.facts();
        facts.protocols.iter().any(|p| matches!(p, Protocol::AwsQuery | Protocol::Ec2Query))
            && facts.operation_index(action).is_some()
    });
    let (at, _) = having.next()?;
    having.next().is_none().then_some(at)
}

/// A form on a resource's URL is a query call too, when the service has such URLs.
fn detect<'r>(
    kernel: &Kernel,
    request: &RequestParts<'r>,
    body: &'r [u8],
    candidates: &[usize],
) -> Detected<'r> {
    let query_service = |at: &usize| kernel.services()[*at].service.resource_path.is_some();
    let unrouted = candidates.is_empty() && looks_like_resource(request.path);
    let path = if unrouted || candidates.iter().any(query_service) { "/" } else { request.path };
    match wire::protocol::detect(request.headers, request.path, request.query, body) {
        Detected::Rest => wire::protocol::detect(request.headers, path, request.query, body),
        other => other,
    }
}

/// `/000000000000/name`: an account and a resource's name.
fn looks_like_resource(path: &str) -> bool {
    let mut parts = path.trim_start_matches('/').split('/');
    parts.next().is_some_and(|account| kernel::AccountId::parse(account).is_some())
        && parts.next().is_some_and(|name| !name.is_empty())
}

fn names_service(service: &Registered, name: &str) -> bool {
    let facts = service.service.schema.facts();
    name == facts.target_prefix || name == facts.id || name == facts.name
}

/// The protocol in which a client that sent this expects even an answer that finds no service.
fn family_of(detected: &Detected<'_>, headers: &HeaderMap) -> Protocol {
    let json = || {
        let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
        kind.is_some_and(|kind| kind.starts_with("application/json"))
    };
    match detected {
        Detected::AwsJson { .. } => Protocol::AwsJson,
        Detected::Query { .. } => Protocol::AwsQuery,
        Detected::RpcV2Cbor { .. } => Protocol::RpcV2Cbor,
        Detected::Rest if json() => Protocol::RestJson,
        Detected::Rest => Protocol::RestXml,
    }
}

/// Signing names and endpoint prefixes of the services that speak restXml; all other REST services speak restJson.
const REST_XML: [&str; 7] =
    ["s3", "s3-control", "s3-outposts", "s3express", "s3-object-lambda", "cloudfront", "route53"];

/// The REST protocol of a service that is named but not there.
fn rest_of_unknown(hints: &Hints<'_>) -> Option<Protocol> {
    hints.named().map(|name| match REST_XML.contains(&name) {
        true => Protocol::RestXml,
        false => Protocol::RestJson,
    })
}

fn unknown(detected: &Detected<'_>, hints: &Hints<'_>) -> ApiError {
    let name: Cow<'_, str> = match (hints.signing_name, hints.host.service, detected) {
        ("", None, Detected::AwsJson { prefix, .. }) => (*prefix).into(),
        ("", None, Detected::RpcV2Cbor { service, .. }) => (*service).into(),
        ("", None, _) => {
            return ApiError::new(
                "UnknownService",
                404,
                "No service was named: sign the request, or use the service's host name, such as \
                 sqs.us-east-1.localhost, or name the Version of its API.",
            );
        }
        ("", Some(host), _) => host.into(),
        (signing, ..) => signing.into(),
    };
    let name: String = name.chars().filter(|c| c.is_ascii_graphic()).take(64).collect();
    ApiError::not_implemented(format!("the service {name}"))
}

/// What front ends say to a request that names no operation of the service.
pub(crate) const UNKNOWN_OPERATION: &str = "UnknownOperationException";

fn unknown_operation() -> ApiError {
    ApiError::new(UNKNOWN_OPERATION, 404, String::new()).without_message()
}

fn invalid_action(action: &str) -> ApiError {
    let shown: String = action.chars().take(128).collect();
    ApiError::new(
        "InvalidAction",
        400,
        format!("The action {shown} is not valid for this endpoint."),
    )
}

/// A plain request to a service that has no REST operations.
fn not_rest(service: &Registered, on_resource: bool) -> ApiError {
    if on_resource && service.service.resource_path.is_some() {
        return unknown_operation();
    }
    ApiError::new("MissingAction", 400, "The request is missing an action or a required parameter.")
}
