//! awsJson 1.0 and 1.1: JSON as it is.

use bytes::Bytes;
use schema::{OperationSchema, Service};
use serde_json::{Value, json};

use super::{ApiFailure, HttpReply, HttpRequest, Result, bare_code, malformed};

pub(super) fn encode(service: &Service, op: &OperationSchema, input: &Value) -> HttpRequest {
    let content_type = format!("application/x-amz-json-{}", service.json_version);
    let target = format!("{}.{}", service.target_prefix, op.name);
    HttpRequest {
        method: "POST",
        target: "/".to_owned(),
        headers: vec![
            ("content-type".to_owned(), content_type),
            ("x-amz-target".to_owned(), target),
        ],
        body: Bytes::from(input.to_string()),
    }
}

pub(super) fn output(body: &[u8]) -> Result<Value> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(body).map_err(malformed)
}

pub(super) fn error(reply: &HttpReply) -> Result<ApiFailure> {
    let body = output(&reply.body)?;
    let named = body.get("__type").or_else(|| body.get("code")).and_then(Value::as_str);
    let code = reply.header("x-amzn-errortype").or(named);
    let message = ["message", "Message"].iter().find_map(|name| body.get(name)?.as_str());
    Ok(ApiFailure {
        code: bare_code(code.ok_or_else(|| malformed(format!("no error code in {body}")))?),
        message: message.map(str::to_owned),
        ..ApiFailure::default()
    })
}
