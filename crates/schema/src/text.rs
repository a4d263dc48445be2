//! The text that a service's schema is kept in, and its loader.
//!
//! Made for three readers: a loader that must take single milliseconds for the largest service, a person
//! who reads the diff of an update, and version control. One fact a line, no nesting, no quoting: names and
//! attributes are words between single spaces, and free text stands alone to the end of its line.
//!
//! ```text
//! file      = header operation* shape*              operations and shapes sorted by name (bytewise)
//! header    = "stratus-schema 1" facts...           one "key value" a line; unset ones are left out:
//!             name, id, api-version, protocols (words: awsJson awsQuery ec2Query restJson restXml rpcv2Cbor),
//!             target-prefix, json-version, xml-namespace, signing-name, endpoint-prefix,
//!             query-compatible yes, hash (16 hex digits; last line: see below)
//! operation = "op" NAME METHOD URI INPUT OUTPUT ATTR*        "-" for an input or output that is not modelled
//!             [" errors" SHAPE+]
//!     attrs = status=N result=WRAPPER element=NAME ns=URI nsp=PREFIX host=PREFIX gzip anonymous
//! shape     = KIND NAME ATTR*
//!     kind  = bool byte short int long float double string blob timestamp document struct union list map
//!     attrs = min=N max=N payload=MEMBER error=CODE status=N fault sparse flat stream length event sensitive
//!             ts=FORMAT ns=URI nsp=PREFIX xml=NAME unwrapped
//!             (error= and status= make it an error; fault: the server is to blame)
//! string    : " ~" PATTERN      at most one
//!             " =" VALUE        one for each value of an enumeration
//! struct, union: " " NAME SHAPE ATTR*      one for each member, in model order
//! list      : " member" SHAPE ATTR*
//! map       : " key" SHAPE ATTR*  and  " value" SHAPE ATTR*
//!     attrs = req wire=NAME query=NAME ec2=NAME in=uri|query|header|prefix|status ts=epoch|iso8601|http
//!             flat attr ns=URI nsp=PREFIX token json payload header host
//! ```
//!
//! The hash is FNV-1a over what generated code depends on, the order of operations and members; the loader
//! computes it anew, so a text whose order was changed by hand does not load.

mod hash;
mod lines;
mod link;
mod operation;
mod shape;

use thiserror::Error;

use crate::{Protocol, Service};

pub use hash::{Hasher, hash_of};
pub use shape::{format_word, kind_word, location_word};

/// First line of every schema text.
pub const MAGIC: &str = "stratus-schema 1";

/// Why a text is no schema.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("schema text, line {line}: {what}")]
pub struct TextError {
    /// Line number, from 1; 0 when the text as a whole is wrong.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

impl TextError {
    fn at(line: usize, what: impl Into<String>) -> TextError {
        TextError { line, what: what.into() }
    }

    pub(crate) fn stale(types: u64) -> TextError {
        TextError::at(0, format!("its hash is not {types:016x}, which the types were made with"))
    }
}

type Result<T> = std::result::Result<T, TextError>;

/// Loads a schema, which then lives for the rest of the process and borrows its names from `text`.
pub fn load(text: &'static str) -> Result<&'static Service> {
    let mut lines = lines::Lines::new(text);
    let mut header = header(&mut lines)?;
    let mut edges = link::Edges::new();
    let mut operations = Vec::new();
    let mut shapes = Vec::new();
    while let Some(line) = lines.next_top()? {
        if line.head == "op" {
            if !shapes.is_empty() {
                return Err(lines.error("an operation after the shapes"));
            }
            operations.push(operation::parse(&mut lines, line, operations.len(), &mut edges)?);
        } else {
            shapes.push(shape::parse(&mut lines, line, &mut edges)?);
        }
    }
    header.service.operations = operations;
    header.service.shapes = shapes;
    let found = hash_of(&header.service);
    if found != header.hash {
        return Err(TextError::at(0, format!("its hash is {found:016x}, not as it says itself")));
    }
    link::link(header.service, &edges)
}

/// Loads a schema made at run time: the text is leaked.
pub fn load_owned(text: String) -> Result<&'static Service> {
    load(text.leak())
}

struct Header {
    service: Service,
    hash: u64,
}

fn header(lines: &mut lines::Lines) -> Result<Header> {
    if lines.next_raw() != Some(MAGIC) {
        return Err(TextError::at(1, format!("does not begin with `{MAGIC}`")));
    }
    let mut service = Service {
        name: "",
        id: "",
        api_version: "",
        protocols: Vec::new(),
        target_prefix: "",
        json_version: "",
        xml_namespace: "",
        signing_name: "",
        endpoint_prefix: "",
        query_compatible: false,
        operations: Vec::new(),
        shapes: Vec::new(),
    };
    while let Some(line) = lines.next_raw() {
        let (key, value) =
            line.split_once(' ').ok_or_else(|| lines.error("a key without value"))?;
        match key {
            "name" => service.name = value,
            "id" => service.id = value,
            "api-version" => service.api_version = value,
            "protocols" => {
                for word in value.split(' ') {
                    let protocol = protocol(word).ok_or_else(|| lines.error("unknown protocol"))?;
                    service.protocols.push(protocol);
                }
            }
            "target-prefix" => service.target_prefix = value,
            "json-version" => service.json_version = value,
            "xml-namespace" => service.xml_namespace = value,
            "signing-name" => service.signing_name = value,
            "endpoint-prefix" => service.endpoint_prefix = value,
            "query-compatible" => service.query_compatible = value == "yes",
            "hash" => {
                let hash = u64::from_str_radix(value, 16).map_err(|_| lines.error("no hash"))?;
                return Ok(Header { service, hash });
            }
            _ => return Err(lines.error("unknown header key")),
        }
    }
    Err(lines.error("the header has no hash line"))
}

/// The word for a protocol, both ways.
const PROTOCOLS: [(&str, Protocol); 6] = [
    ("awsJson", Protocol::AwsJson),
    ("awsQuery", Protocol::AwsQuery),
    ("ec2Query", Protocol::Ec2Query),
    ("restJson", Protocol::RestJson),
    ("restXml", Protocol::RestXml),
    ("rpcv2Cbor", Protocol::RpcV2Cbor),
];

/// The protocol that a header word names.
pub fn protocol(word: &str) -> Option<Protocol> {
    PROTOCOLS.iter().find(|(name, _)| *name == word).map(|(_, protocol)| *protocol)
}

/// The header word for a protocol.
pub fn protocol_word(protocol: Protocol) -> &'static str {
    PROTOCOLS.iter().find(|(_, p)| *p == protocol).map_or("", |(word, _)| *word)
}
