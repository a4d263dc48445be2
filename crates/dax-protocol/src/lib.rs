//! DAX's own protocol, which its clients speak over TCP or TLS: CBOR without frames, methods by number, keys and attribute
//! names replaced by what client and cluster agreed on, expressions that the client has parsed.
//!
//! A connection begins with a greeting ([`frame::GREETING`]); then requests follow, each a service, a method and as many values
//! as the method has ([`method`]). [`frame`] finds where a request ends, [`request`] reads it, [`expression`] turns what was
//! parsed back into text, [`answer`] writes what comes back. Pure: no I/O, no state. Input is hostile: every depth and length
//! has a limit here.
//!
//! Nothing but the source of the clients documents it: <https://github.com/aws/aws-dax-go-v2>.

pub mod answer;
pub mod cbor;
pub mod code;
pub mod expression;
pub mod frame;
pub mod key;
mod lex_decimal;
pub mod method;
mod number;
pub mod options;
pub mod path;
pub mod request;
pub mod value;

use thiserror::Error;

/// A request that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the request cannot be read: {0}")]
pub struct Malformed(pub &'static str);

/// Outcome of reading.
pub type Read<T> = Result<T, Malformed>;

/// Names to values: an item, or a key.
pub type Item = schema::VecMap<gen_dynamodb::AttributeValue>;
