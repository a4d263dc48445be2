//! Our own endpoints: `/_stratus/...`, and `/_localstack/health` for tools that wait for it.
//!
//! They act on the whole cloud without a signature, so they answer only requests whose `Host` is this
//! machine (no page can reach them by rebinding a name) and never a page's `Origin` that is foreign.
//! Ref: docs/admin.md

mod clock;
mod faults;
mod health;
mod policy;
mod snapshot;

use bytes::Bytes;
use http::request::Parts;
use hyper::Response;
use hyper::body::Incoming;
use kernel::{Arn, KernelError};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::body::read_whole;
use crate::connection::Peer;
use crate::cors::is_local_host;
use crate::pipeline::Gateway;
use crate::reply::{ReplyBody, json, typed};

const EXPLAIN: &str = "/_stratus/policy/explain/";

/// What services publish: issuers of tokens, and packages of functions.
const DOCUMENTS: [&str; 3] =
    ["/_stratus/oidc/", "/_stratus/lambda/code/", "/_stratus/lambda/driver"];

/// An answer of ours, or the error to show.
type Answer = Result<Response<ReplyBody>, Problem>;

/// What went wrong, as status and words.
struct Problem(u16, String);

impl From<KernelError> for Problem {
    fn from(error: KernelError) -> Self {
        Problem(500, error.to_string())
    }
}

/// Whether a path is one of ours.
pub(crate) fn is_ours(path: &str) -> bool {
    path.starts_with("/_stratus/") || path.starts_with("/_localstack/") || path == "/_stratus"
}

/// Answers one of ours.
pub(crate) async fn answer(
    gateway: &Gateway,
    peer: Peer,
    parts: &Parts,
    authority: &str,
    body: Incoming,
) -> Response<ReplyBody> {
    let outcome = match checked_body(gateway, authority, body).await {
        Ok(body) => route(gateway, peer, parts, &body).await,
        Err(problem) => Err(problem),
    };
    outcome.unwrap_or_else(|Problem(status, message)| json(status, &json!({ "error": message })))
}

async fn checked_body(
    gateway: &Gateway,
    authority: &str,
    body: Incoming,
) -> Result<Bytes, Problem> {
    let host = authority.rsplit_once(':').map_or(authority, |(host, port)| {
        if port.bytes().all(|b| b.is_ascii_digit()) { host } else { authority }
    });
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let advertised = gateway.kernel.settings().advertised.as_deref();
    // An address cannot be rebound; a name can.
    let ours = is_local_host(host)
        || bare.parse::<std::net::IpAddr>().is_ok()
        || advertised.is_some_and(|a| a.split(':').next() == Some(host));
    if !ours {
        return Err(Problem(403, format!("'{host}' is not a name of this machine")));
    }
    let held = read_whole(body, &gateway.config.limits, gateway.memory())
        .await
        .map_err(|e| Problem(e.status(), e.message().unwrap_or_default().to_owned()))?;
    Ok(held.bytes.clone())
}

async fn route(gateway: &Gateway, peer: Peer, parts: &Parts, body: &Bytes) -> Answer {
    let path = parts.uri.path();
    let query = parts.uri.query().unwrap_or("");
    let method = parts.method.as_str();
    match (method, path) {
        ("GET", "/_stratus/health") => Ok(health::stratus(gateway)),
        ("GET" | "HEAD", "/_localstack/health") => Ok(health::localstack(gateway)),
        ("GET", "/_stratus/fidelity") => Ok(health::fidelity(gateway)),
        ("GET", "/_stratus/metrics") => Ok(metrics(gateway)),
        ("GET", "/_stratus/audit") => Ok(audit(gateway, query)),
        ("GET", "/_stratus/credentials") => credentials(gateway, peer, query).await,
        ("GET", "/_stratus/clock") => Ok(clock::show(gateway)),
        ("POST", "/_stratus/clock") => clock::change(gateway, body).await,
        ("GET", "/_stratus/faults") => Ok(faults::list(gateway)),
        ("POST", "/_stratus/faults") => faults::add(gateway, body),
        ("DELETE", path) if path.starts_with("/_stratus/faults") => faults::remove(gateway, path),
        ("GET", "/_stratus/policy/stream") => Ok(policy::stream(gateway)),
        ("GET", "/_stratus/policy/suggest") => policy::suggest(gateway, query).await,
        ("GET", path) if path.starts_with(EXPLAIN) => {
            policy::explain(gateway, &path[EXPLAIN.len()..])
        }
        ("GET" | "HEAD", path) if DOCUMENTS.iter().any(|under| path.starts_with(under)) => {
            public_document(gateway, path).await
        }
        ("GET", "/_stratus/snapshot") => snapshot::list(gateway),
        ("POST", "/_stratus/snapshot") => snapshot::change(gateway, body).await,
        ("POST", "/_stratus/reset" | "/_localstack/state/reset") => reset(gateway).await,
        ("POST", "/_stratus/stop") => {
            gateway.ask_stop();
            Ok(json(202, &json!({ "status": "stopping" })))
        }
        _ => Err(Problem(404, format!("no endpoint {method} {path}; see docs/admin.md"))),
    }
}

async fn reset(gateway: &Gateway) -> Answer {
    gateway.kernel.faults().clear();
    gateway.kernel.reset().await?;
    Ok(json(200, &json!({ "status": "reset" })))
}

/// What a service publishes at this path.
async fn public_document(gateway: &Gateway, path: &str) -> Answer {
    let within = path.trim_start_matches("/_stratus/");
    let found = gateway.kernel.public_document(within).await;
    match found.map_err(|error| Problem(500, error.to_string()))? {
        Some((content_type, bytes)) => Ok(typed(200, content_type, bytes)),
        None => Err(Problem(404, format!("there is no document at {path}"))),
    }
}

fn metrics(gateway: &Gateway) -> Response<ReplyBody> {
    let mut text = gateway.kernel.metrics().prometheus();
    text.push_str(&format!(
        "# HELP stratus_waiting Calls that wait for something to happen.\n\
         # TYPE stratus_waiting gauge\nstratus_waiting {}\n",
        gateway.kernel.waiting()
    ));
    typed(200, "text/plain; version=0.0.4; charset=utf-8", text.into())
}

fn audit(gateway: &Gateway, query: &str) -> Response<ReplyBody> {
    let limit = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("limit="))
        .and_then(|n| n.parse().ok())
        .unwrap_or(100);
    json(200, &gateway.kernel.audit().recent(limit))
}

/// The default root's key, for `stratus env --root`, or credentials of `?principal=ARN`, for `--as`: told on this machine
/// only, whatever address is listened on.
async fn credentials(gateway: &Gateway, peer: Peer, query: &str) -> Answer {
    if !peer.address.to_canonical().is_loopback() {
        let from = peer.address;
        return Err(Problem(
            403,
            format!("credentials are told on this machine only, not to {from}"),
        ));
    }
    if let Some(principal) = policy::principal_of(query) {
        return stand_in(gateway, &principal).await;
    }
    let Some(key) = gateway.kernel.root_key() else {
        return Err(Problem(404, "there is no root key".to_owned()));
    };
    Ok(json(
        200,
        &json!({
            "accessKeyId": key.id,
            "secretAccessKey": key.secret,
            "account": key.account.as_str(),
            "region": gateway.kernel.settings().default_region.as_str(),
        }),
    ))
}

async fn stand_in(gateway: &Gateway, principal: &str) -> Answer {
    let arn: Arn =
        principal.parse().map_err(|_| Problem(400, format!("'{principal}' is no ARN")))?;
    let found = gateway.kernel.stand_in(&arn).await;
    let found = found.map_err(|error| Problem(500, error.to_string()))?;
    let Some(credentials) = found else {
        return Err(Problem(404, format!("there is no user or role {principal}")));
    };
    Ok(json(
        200,
        &json!({
            "accessKeyId": credentials.access_key_id,
            "secretAccessKey": credentials.secret_access_key,
            "sessionToken": credentials.session_token,
            "expiration": credentials.expiration.iso8601(),
            "account": arn.account(),
            "region": gateway.kernel.settings().default_region.as_str(),
        }),
    ))
}

/// Reads a JSON body, with the reason when it is not of the right form.
fn parse<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|e| Problem(400, format!("the request body: {e}")))
}
