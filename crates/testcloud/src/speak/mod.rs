//! The client's side of the wire protocols, by schema: JSON input to a request, an answer back to JSON.
//!
//! It is written apart from crate `wire`, over other libraries, so that a misreading on one side shows.
//! Ref: <https://smithy.io/2.0/aws/protocols/index.html>

mod cbor;
mod json;
mod query;
mod rest;
mod xml;

use schema::{Member, OperationSchema, Protocol, Service, Shape};
use serde_json::Value;
use thiserror::Error;

use crate::client::{HttpReply, HttpRequest};

/// What a service answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The output, with the names that the service's JSON has.
    Output(Value),
    /// An error.
    Error(ApiFailure),
}

impl Answer {
    /// The output.
    ///
    /// # Panics
    /// When it is an error.
    pub fn output(self) -> Value {
        match self {
            Answer::Output(value) => value,
            Answer::Error(error) => panic!("the call failed: {error:?}"),
        }
    }

    /// The error.
    ///
    /// # Panics
    /// When it is an output.
    pub fn error(self) -> ApiFailure {
        match self {
            Answer::Output(value) => panic!("the call succeeded: {value}"),
            Answer::Error(error) => error,
        }
    }
}

/// An error as it came over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiFailure {
    /// HTTP status.
    pub status: u16,
    /// The code: the shape's name in JSON, CBOR and REST, the query code in the query protocols.
    pub code: String,
    /// The message, when there is one.
    pub message: Option<String>,
    /// The header `x-amzn-query-error`, when there is one.
    pub query_error: Option<String>,
}

/// Why a call cannot be written or its answer not be read.
#[derive(Debug, Error)]
pub enum SpeakError {
    /// No such operation.
    #[error("{service} has no operation {operation}")]
    NoOperation {
        /// The service.
        service: &'static str,
        /// What was asked for.
        operation: String,
    },
    /// The input does not fit the protocol.
    #[error("the input cannot be written in this protocol: {0}")]
    Input(String),
    /// The answer is not what the protocol says.
    #[error("the answer is malformed: {0}")]
    Malformed(String),
}

type Result<T> = std::result::Result<T, SpeakError>;

pub(crate) fn malformed(what: impl std::fmt::Display) -> SpeakError {
    SpeakError::Malformed(what.to_string())
}

/// The operation by name.
pub(crate) fn operation(service: &'static Service, name: &str) -> Result<&'static OperationSchema> {
    let missing = || SpeakError::NoOperation { service: service.name, operation: name.to_owned() };
    service.operation(name).ok_or_else(missing)
}

/// Writes a call.
pub(crate) fn encode(
    protocol: Protocol,
    service: &'static Service,
    op: &'static OperationSchema,
    input: &Value,
) -> Result<HttpRequest> {
    match protocol {
        Protocol::AwsJson => Ok(json::encode(service, op, input)),
        Protocol::AwsQuery | Protocol::Ec2Query => query::encode(protocol, service, op, input),
        Protocol::RpcV2Cbor => cbor::encode(service, op, input),
        Protocol::RestJson | Protocol::RestXml => rest::encode(protocol, service, op, input),
    }
}

/// Reads an answer.
pub(crate) fn decode(
    protocol: Protocol,
    service: &'static Service,
    op: &'static OperationSchema,
    reply: &HttpReply,
) -> Result<Answer> {
    if reply.status >= 300 && reply.status != op.status {
        let mut failure = match protocol {
            Protocol::AwsJson | Protocol::RestJson => json::error(reply)?,
            Protocol::AwsQuery | Protocol::Ec2Query | Protocol::RestXml => xml::error(reply)?,
            Protocol::RpcV2Cbor => cbor::error(reply)?,
        };
        failure.status = reply.status;
        failure.query_error = reply.header("x-amzn-query-error").map(str::to_owned);
        return Ok(Answer::Error(failure));
    }
    let output = match protocol {
        Protocol::AwsJson => json::output(&reply.body)?,
        Protocol::AwsQuery => query::output(service, op, reply)?,
        Protocol::Ec2Query => query::ec2_output(service, op, reply)?,
        Protocol::RpcV2Cbor => cbor::output(op, reply)?,
        Protocol::RestJson | Protocol::RestXml => rest::output(protocol, op, reply)?,
    };
    Ok(Answer::Output(output))
}

/// The member that a JSON input means by `name`: the name on the wire, or else the model's.
pub(crate) fn member_of(shape: &'static Shape, name: &str) -> Option<&'static Member> {
    let by_name = || shape.members.iter().find(|member| member.name == name);
    shape.members.iter().find(|member| member.wire == name).or_else(by_name)
}

/// The code of an error without what may stand around it: `com.amazonaws.sqs#Code`, `Code:http://...`.
pub(crate) fn bare_code(text: &str) -> String {
    let text = text.split(':').next().unwrap_or(text);
    text.rsplit('#').next().unwrap_or(text).to_owned()
}

/// A scalar as text: forms, labels, headers and XML.
pub(crate) fn scalar_text(value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(SpeakError::Input(format!("{other} is no scalar"))),
    }
}

/// A scalar of this member as text; a timestamp given in seconds is written as the protocol wants it.
pub(crate) fn member_text(
    member: &Member,
    value: &Value,
    format: schema::TimestampFormat,
) -> Result<String> {
    let seconds = value.as_f64().filter(|_| member.kind() == schema::Kind::Timestamp);
    let Some(at) = seconds.and_then(clock::Timestamp::from_secs_f64) else {
        return scalar_text(value);
    };
    Ok(match member.timestamp_format().unwrap_or(format) {
        schema::TimestampFormat::Epoch => scalar_text(value)?,
        schema::TimestampFormat::Iso8601 => at.iso8601(),
        schema::TimestampFormat::HttpDate => at.http_date(),
    })
}

/// Percent-encodes all but the unreserved characters.
pub(crate) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
