//! Form-encoded requests of awsQuery and ec2Query, and awsQuery's answers as JSON.
//! Ref: <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>

mod de;
mod form;
mod json;

pub(crate) use de::{Dialect, QueryDe};
pub(crate) use form::Form;
pub use json::{encode_query_json, encode_query_json_error};
