//! The server's side of every AWS wire protocol, over the traits of crate `schema`.
//!
//! [`decode()`] reads a request into an operation's input and checks the model's constraints as it goes;
//! [`encode()`] writes an output and [`encode_error`] an error. [`protocol::detect`] tells which protocol a
//! request speaks, and [`uri::RouteTable`] which REST operation it names. Codecs do no I/O and hold no state;
//! what they read is limited in depth, number and size.
//! Ref: <https://smithy.io/2.0/aws/protocols/index.html>

mod binding;
mod cbor;
mod decode;
mod encode;
mod error;
pub mod eventstream;
pub mod fuzz;
mod gzip;
mod json;
mod pattern;
mod percent;
pub mod protocol;
mod query;
mod render;
mod request;
mod response;
mod room;
mod scalar;
mod scan;
mod text_de;
pub mod uri;
mod validate;
mod xml;

pub use decode::{decode, decode_structure};
pub use encode::{encode, encode_raw};
pub use error::encode_error;
pub use percent::pairs as query_pairs;
pub use query::{encode_query_json, encode_query_json_error};
pub use request::{Body, DecodeContext, Limits, Rejection, RequestParts};
pub use response::{Response, ResponseBody};
pub use schema::{Rule, Violation};
