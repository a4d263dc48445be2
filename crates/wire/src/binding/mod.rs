//! HTTP bindings: which members of a REST message travel in its path, query string, headers, status or payload.
//! Ref: <https://smithy.io/2.0/spec/http-bindings.html>

mod de;
mod header_list;
mod ser;
mod values;

pub(crate) use de::{Bound, read};
pub(crate) use ser::{BodyFormat, BoundSer, Payload};
