//! Form-encoded requests of awsQuery and ec2Query.
//! Ref: <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>

mod de;
mod form;

pub(crate) use de::{Dialect, QueryDe};
pub(crate) use form::Form;
