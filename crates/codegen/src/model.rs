//! A service's API while it is being generated: what the source says, with the overrides applied.
//!
//! The same facts as `schema::Service`, but owned, editable and by name.

use std::collections::BTreeMap;

use schema::{Kind, Location, Protocol, TimestampFormat};

/// One service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// Our name: the folder's.
    pub name: String,
    /// AWS's service id.
    pub id: String,
    /// API version.
    pub api_version: String,
    /// Protocols, the preferred first.
    pub protocols: Vec<Protocol>,
    /// What stands before the dot in `X-Amz-Target`.
    pub target_prefix: String,
    /// `1.0`, `1.1` or empty.
    pub json_version: String,
    /// Default XML namespace.
    pub xml_namespace: String,
    /// The service part of a credential scope.
    pub signing_name: String,
    /// First label of the host names.
    pub endpoint_prefix: String,
    /// Whether JSON errors carry query codes.
    pub query_compatible: bool,
    /// Operations by name.
    pub operations: BTreeMap<String, Operation>,
    /// Shapes by name.
    pub shapes: BTreeMap<String, Shape>,
}

/// One operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// HTTP method.
    pub method: String,
    /// URI pattern.
    pub uri: String,
    /// Status of success.
    pub status: u16,
    /// Input shape, if modelled.
    pub input: Option<String>,
    /// Output shape, if modelled.
    pub output: Option<String>,
    /// Error shapes.
    pub errors: Vec<String>,
    /// awsQuery: element around the result.
    pub result_wrapper: String,
    /// restXml: root element of the input.
    pub input_element: String,
    /// Namespace of the above.
    pub input_namespace: Option<Namespace>,
    /// Prefix of the host name.
    pub host_prefix: String,
    /// Whether clients may compress the request.
    pub compressed_request: bool,
    /// Whether it takes unsigned calls.
    pub anonymous: bool,
}

/// An XML namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// Its URI.
    pub uri: String,
    /// Its prefix; empty for the default namespace.
    pub prefix: String,
}

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// What it is.
    pub kind: Kind,
    /// Members in model order; `member` of a list; `key` and `value` of a map.
    pub members: Vec<Member>,
    /// Least length or number.
    pub min: Option<f64>,
    /// Greatest length or number.
    pub max: Option<f64>,
    /// Pattern of a string.
    pub pattern: Option<String>,
    /// Values of an enumeration.
    pub values: Vec<String>,
    /// Member that is the HTTP payload.
    pub payload: Option<String>,
    /// What makes it an error.
    pub error: Option<ErrorFacts>,
    /// Collections: may hold nulls.
    pub sparse: bool,
    /// Collections: no wrapping element.
    pub flattened: bool,
    /// Blob or union that streams.
    pub streaming: bool,
    /// Stream of known length.
    pub requires_length: bool,
    /// An event of an event stream.
    pub event: bool,
    /// Must not reach logs.
    pub sensitive: bool,
    /// Timestamp format.
    pub timestamp_format: Option<TimestampFormat>,
    /// XML namespace.
    pub xml_namespace: Option<Namespace>,
    /// XML root element.
    pub xml_name: String,
    /// Output without a wrapping element.
    pub unwrapped_output: bool,
}

impl Shape {
    /// A shape of a kind, with nothing else set.
    pub fn new(kind: Kind) -> Shape {
        Shape {
            kind,
            members: Vec::new(),
            min: None,
            max: None,
            pattern: None,
            values: Vec::new(),
            payload: None,
            error: None,
            sparse: false,
            flattened: false,
            streaming: false,
            requires_length: false,
            event: false,
            sensitive: false,
            timestamp_format: None,
            xml_namespace: None,
            xml_name: String::new(),
            unwrapped_output: false,
        }
    }
}

/// One member.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Member {
    /// The model's name.
    pub name: String,
    /// The shape it holds.
    pub target: String,
    /// Whether a request must have it.
    pub required: bool,
    /// Name on the wire where it differs from the model's.
    pub wire: Option<String>,
    /// Name in awsQuery where it differs from the wire's.
    pub query: Option<String>,
    /// Name in ec2Query where no rule gives it.
    pub ec2: Option<String>,
    /// Where in an HTTP message.
    pub location: Location,
    /// Timestamp format here.
    pub timestamp_format: Option<TimestampFormat>,
    /// No wrapping element here.
    pub flattened: bool,
    /// XML attribute.
    pub xml_attribute: bool,
    /// XML namespace here.
    pub xml_namespace: Option<Namespace>,
    /// The server fills it when absent.
    pub idempotency_token: bool,
    /// A string that holds JSON.
    pub json_value: bool,
    /// Payload of its event.
    pub event_payload: bool,
    /// Header of its event.
    pub event_header: bool,
    /// Also in the host name.
    pub host_label: bool,
    /// Not written: where its structure stands among the elements of two lists.
    pub rank: bool,
}

impl Member {
    /// The name on the wire.
    pub fn wire(&self) -> &str {
        self.wire.as_deref().unwrap_or(&self.name)
    }
}

/// Facts of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorFacts {
    /// The query protocol's code, or else the shape's name.
    pub code: String,
    /// HTTP status.
    pub status: u16,
    /// Whether the caller is at fault.
    pub sender: bool,
}
