//! `/_stratus/faults`: list, add and remove fault rules.

use bytes::Bytes;
use hyper::Response;
use kernel::{Fault, Registered};
use serde_json::json;

use super::{Answer, Problem, parse};
use crate::pipeline::Gateway;
use crate::reply::{ReplyBody, json};

pub(super) fn list(gateway: &Gateway) -> Response<ReplyBody> {
    json(200, &gateway.kernel.faults().list())
}

pub(super) fn add(gateway: &Gateway, body: &Bytes) -> Answer {
    let fault: Fault = parse(body)?;
    check_names(gateway, &fault)?;
    let kernel = &gateway.kernel;
    let added = kernel.faults().add(fault, kernel.random(), kernel.clock().now());
    added.map(|fault| json(201, &fault)).map_err(|why| Problem(400, why))
}

pub(super) fn remove(gateway: &Gateway, path: &str) -> Answer {
    let id = path.trim_start_matches("/_stratus/faults").trim_start_matches('/');
    if id.is_empty() {
        gateway.kernel.faults().clear();
    } else if !gateway.kernel.faults().remove(id) {
        return Err(Problem(404, format!("no fault '{id}'")));
    }
    Ok(json(200, &json!({ "status": "removed" })))
}

/// A rule that names what is not there would never match: say so instead.
fn check_names(gateway: &Gateway, fault: &Fault) -> Result<(), Problem> {
    let all = gateway.kernel.services();
    let meant = |s: &&Registered| fault.service.as_ref().is_none_or(|name| name == s.name());
    if !all.iter().any(|s| meant(&s)) {
        let names: Vec<_> = all.iter().map(|s| s.name()).collect();
        let service = fault.service.as_deref().unwrap_or_default();
        return Err(Problem(
            400,
            format!("no service '{service}'; there are {}", names.join(", ")),
        ));
    }
    let Some(operation) = &fault.operation else { return Ok(()) };
    let has = |s: &Registered| s.service.schema.facts().operation_index(operation).is_some();
    if all.iter().filter(meant).any(has) {
        return Ok(());
    }
    Err(Problem(
        400,
        match &fault.service {
            Some(service) => format!("{service} has no operation '{operation}'"),
            None => format!("no service has an operation '{operation}'"),
        },
    ))
}
