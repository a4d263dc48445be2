//! `/_stratus/faults`: list, add and remove fault rules.

use bytes::Bytes;
use hyper::Response;
use kernel::Fault;
use serde_json::json;

use super::{Answer, Problem, parse};
use crate::pipeline::Gateway;
use crate::reply::{ReplyBody, json};

pub(super) fn list(gateway: &Gateway) -> Response<ReplyBody> {
    json(200, &gateway.kernel.faults().list())
}

pub(super) fn add(gateway: &Gateway, body: &Bytes) -> Answer {
    let fault: Fault = parse(body)?;
    if let Some(service) = &fault.service {
        let known = gateway.kernel.registered(service).map_err(|_| {
            let names: Vec<_> = gateway.kernel.services().iter().map(|s| s.name()).collect();
            Problem(400, format!("no service '{service}'; there are {}", names.join(", ")))
        })?;
        if let Some(operation) = &fault.operation {
            let facts = known.service.schema.facts();
            facts
                .operation_index(operation)
                .ok_or_else(|| Problem(400, format!("{service} has no operation '{operation}'")))?;
        }
    }
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
