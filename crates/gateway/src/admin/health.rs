//! `/_stratus/health`, `/_stratus/fidelity`, and LocalStack's health for tools that wait for it.

use hyper::Response;
use kernel::Grade;
use serde_json::{Map, Value, json};

use super::clock;
use crate::pipeline::Gateway;
use crate::reply::{ReplyBody, json};

pub(super) fn stratus(gateway: &Gateway) -> Response<ReplyBody> {
    let kernel = &gateway.kernel;
    let services: Map<String, Value> = kernel
        .services()
        .iter()
        .map(|s| {
            let facts = s.service.schema.facts();
            let real = s.service.operations.iter().filter(|op| op.grade == Grade::Real).count();
            let here = s.service.operations.len();
            let all = facts.operations.len();
            let value = json!({ "real": real, "record": here - real, "absent": all - here });
            (facts.name.to_owned(), value)
        })
        .collect();
    json(
        200,
        &json!({
            "status": "running",
            "version": gateway.config.version,
            "pid": std::process::id(),
            "services": services,
            "durability": kernel.store().durability().to_string(),
            "data": gateway.config.data_label,
            "iam": kernel.settings().iam.to_string(),
            "strict": kernel.settings().strict,
            "clock": clock::state(gateway),
            "uptime_ms": u64::try_from(gateway.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "calls": kernel.metrics().calls(),
            "waiting": kernel.waiting(),
        }),
    )
}

pub(super) fn localstack(gateway: &Gateway) -> Response<ReplyBody> {
    let services: Map<String, Value> = gateway
        .kernel
        .services()
        .iter()
        .map(|s| (s.name().to_owned(), Value::from("running")))
        .collect();
    let version = gateway.config.version;
    json(200, &json!({ "services": services, "edition": "stratus", "version": version }))
}

pub(super) fn fidelity(gateway: &Gateway) -> Response<ReplyBody> {
    let mut services: Map<String, Value> = Map::new();
    for entry in gateway.kernel.fidelity() {
        let service = services.entry(entry.service).or_insert_with(|| json!({}));
        service[entry.operation] = Value::from(entry.grade);
    }
    json(200, &services)
}
