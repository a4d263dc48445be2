//! awsQuery answers as JSON, which query services write for clients that accept nothing but JSON.
//!
//! Undocumented, but lived by: callers of GetCallerIdentity that forward a signed request read this form.

use http::header::CONTENT_TYPE;
use schema::{ApiError, Fault, OperationSchema, SerError, Service, ShapeSer};

use crate::encode::{request_ids, result_name};
use crate::json::JsonSer;
use crate::response::Response;

/// `{"OpResponse":{"OpResult":{..},"ResponseMetadata":{"RequestId":".."}}}`.
///
/// # Errors
/// As [`crate::encode()`].
pub fn encode_query_json(
    service: &'static Service,
    op: &'static OperationSchema,
    output: &dyn ShapeSer,
    request_id: &str,
) -> Result<Response, SerError> {
    let mut ser = JsonSer::query();
    ser.open();
    ser.open_named(&format!("{}Response", op.name));
    if op.has_output {
        ser.open_named(&result_name(op));
        output.write(&op.output().members, &mut ser)?;
        ser.close();
    }
    ser.open_named("ResponseMetadata");
    ser.extra("RequestId", request_id);
    for _ in 0..3 {
        ser.close();
    }
    Ok(finish(200, ser, Some(service), request_id))
}

/// `{"Error":{"Type":..,"Code":..,"Message":..},"RequestId":".."}`.
pub fn encode_query_json_error(
    service: Option<&'static Service>,
    error: &ApiError,
    request_id: &str,
) -> Response {
    let mut ser = JsonSer::query();
    ser.open();
    ser.open_named("Error");
    let fault = if error.fault() == Fault::Sender { "Sender" } else { "Receiver" };
    ser.extra("Type", fault);
    ser.extra("Code", error.query_code());
    if let Some(message) = error.query_message().or(error.message()) {
        ser.extra("Message", message);
    }
    ser.close();
    ser.extra("RequestId", request_id);
    ser.close();
    finish(error.status(), ser, service, request_id)
}

fn finish(
    status: u16,
    ser: JsonSer,
    service: Option<&'static Service>,
    request_id: &str,
) -> Response {
    let mut response = Response::new(status, ser.into_bytes());
    response.fixed(CONTENT_TYPE, "application/json");
    if let Some(service) = service {
        request_ids(&mut response, service, request_id);
    }
    response
}
