//! The description of a service: its operations, shapes and members.
//! Ref: <https://smithy.io/2.0/spec/index.html>, and the shape of the botocore models it is made from.

use std::fmt;
use std::sync::OnceLock;

/// A wire protocol that a service speaks.
/// Ref: <https://smithy.io/2.0/aws/protocols/index.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// JSON 1.0 or 1.1 with `X-Amz-Target`; the version is [`Service::json_version`].
    AwsJson,
    /// Form-encoded requests, XML answers.
    AwsQuery,
    /// EC2's dialect of the above.
    Ec2Query,
    /// REST with JSON bodies.
    RestJson,
    /// REST with XML bodies.
    RestXml,
    /// `/service/NAME/operation/NAME` with CBOR bodies.
    RpcV2Cbor,
}

/// One AWS service's whole API.
#[derive(Debug)]
pub struct Service {
    /// Our name: the folder's, such as `sqs`.
    pub name: &'static str,
    /// AWS's service id, such as `SQS`.
    pub id: &'static str,
    /// API version, such as `2012-11-05`.
    pub api_version: &'static str,
    /// Protocols, the preferred first.
    pub protocols: Vec<Protocol>,
    /// What stands before the dot in `X-Amz-Target`; empty when the protocol has none.
    pub target_prefix: &'static str,
    /// `1.0` or `1.1` when the service speaks awsJson.
    pub json_version: &'static str,
    /// Default XML namespace; empty when there is none.
    pub xml_namespace: &'static str,
    /// The service part of a credential scope.
    pub signing_name: &'static str,
    /// The first label of the service's host names, such as `sqs` or `api.ecr`.
    pub endpoint_prefix: &'static str,
    /// Whether JSON errors carry the old query code in `x-amzn-query-error`.
    pub query_compatible: bool,
    /// All operations, sorted by name; generated code knows them by index.
    pub operations: Vec<OperationSchema>,
    /// All shapes, sorted by name.
    pub shapes: Vec<Shape>,
}

impl Service {
    /// The operation called `name`.
    pub fn operation(&self, name: &str) -> Option<&OperationSchema> {
        let at = self.operations.binary_search_by(|op| op.name.cmp(name)).ok()?;
        self.operations.get(at)
    }

    /// The shape called `name`.
    pub fn shape(&self, name: &str) -> Option<&Shape> {
        let at = self.shapes.binary_search_by(|shape| shape.name.cmp(name)).ok()?;
        self.shapes.get(at)
    }
}

/// One operation: its HTTP binding, input, output and errors.
#[derive(Debug)]
pub struct OperationSchema {
    /// AWS's name, such as `SendMessage`.
    pub name: &'static str,
    /// Position in [`Service::operations`].
    pub index: usize,
    /// HTTP method of the REST binding; `POST` for RPC protocols.
    pub method: &'static str,
    /// Request URI as modelled: `/{Bucket}/{Key+}?uploads`; `/` for RPC protocols.
    pub uri: &'static str,
    /// Status of a successful answer (200 unless modelled).
    pub status: u16,
    /// Input structure; an empty structure when the operation takes none.
    pub input: ShapeRef,
    /// Output structure; an empty structure when the operation returns none.
    pub output: ShapeRef,
    /// Whether the model names an output at all: some protocols then write a body and else none.
    pub has_output: bool,
    /// Modelled errors.
    pub errors: Vec<ShapeRef>,
    /// awsQuery: the element around the result, such as `SendMessageResult`; empty when none.
    pub result_wrapper: &'static str,
    /// restXml: element name of the input's root when no payload member names one; empty when not modelled.
    pub input_element: &'static str,
    /// Namespace of the above.
    pub input_namespace: Option<XmlNamespace>,
    /// Prefix of the host name that clients add, such as `{AccountId}.`; empty when none.
    pub host_prefix: &'static str,
    /// Whether clients may compress the request body.
    pub compressed_request: bool,
    /// Whether the operation takes unsigned calls (`authtype: none`).
    pub anonymous: bool,
    /// Name of the output structure's or input's event stream, blob stream: see the payload members.
    pub streaming_input: bool,
    /// Whether the output's payload is a stream.
    pub streaming_output: bool,
}

impl OperationSchema {
    /// The input structure.
    pub fn input(&self) -> &'static Shape {
        self.input.get()
    }

    /// The output structure.
    pub fn output(&self) -> &'static Shape {
        self.output.get()
    }
}

/// An edge to a shape of the same service; set once, when the service is loaded.
#[derive(Clone)]
pub struct ShapeRef(OnceLock<&'static Shape>);

impl ShapeRef {
    /// An edge that [`ShapeRef::set`] will complete.
    pub fn unset() -> ShapeRef {
        ShapeRef(OnceLock::new())
    }

    /// Completes the edge; later calls change nothing.
    pub fn set(&self, shape: &'static Shape) {
        let _already_set = self.0.set(shape);
    }

    /// The shape at the other end.
    pub fn get(&self) -> &'static Shape {
        self.0
            .get()
            .copied()
            .expect("the loader completes every edge before it hands the service out")
    }
}

impl fmt::Debug for ShapeRef {
    /// Names the shape only: shapes may contain themselves.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.get().map_or("<unset>", |shape| shape.name))
    }
}

/// What kind of value a shape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// 8 bits, signed.
    Byte,
    /// 16 bits, signed.
    Short,
    /// 32 bits, signed.
    Integer,
    /// 64 bits, signed.
    Long,
    /// 32-bit float.
    Float,
    /// 64-bit float.
    Double,
    /// UTF-8 text; an enumeration is a string with [`Constraints::values`].
    String,
    /// Bytes.
    Blob,
    /// A point in time.
    Timestamp,
    /// Untyped JSON-like data.
    Document,
    /// Members in order, by name.
    Structure,
    /// A structure of which exactly one member is set.
    Union,
    /// Elements of one shape; `members[0]` is the element.
    List,
    /// String keys to one shape; `members[0]` is the key, `members[1]` the value.
    Map,
}

/// One shape.
#[derive(Debug)]
pub struct Shape {
    /// The model's name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Structure and union: the members in model order. List: the element. Map: key and value.
    pub members: Vec<Member>,
    /// Structure: index of required members, ascending.
    pub required: Vec<u16>,
    /// What a value must satisfy; `None` when anything goes.
    pub constraints: Option<Box<Constraints>>,
    /// Structure: index of the member that is the HTTP payload.
    pub payload: Option<u16>,
    /// Structure that is an error: its code and status.
    pub error: Option<Box<ErrorFacts>>,
    /// List or map: may hold nulls.
    pub sparse: bool,
    /// List or map: members come without a wrapping element (also sayable on the member).
    pub flattened: bool,
    /// Union of events, or blob that streams.
    pub streaming: bool,
    /// Blob stream whose length must be known.
    pub requires_length: bool,
    /// Structure used as an event-stream event.
    pub event: bool,
    /// Must not reach logs.
    pub sensitive: bool,
    /// Default timestamp format of this shape.
    pub timestamp_format: Option<TimestampFormat>,
    /// XML: namespace of elements of this shape.
    pub xml_namespace: Option<XmlNamespace>,
    /// XML: element name for this shape as a payload root; empty when the member's or shape's name serves.
    pub xml_name: &'static str,
    /// S3's `GetBucketLocation`: the output is not wrapped in the operation's element.
    pub unwrapped_output: bool,
    /// By wire name (body members only), to find members fast; filled by the loader.
    pub by_wire: WireIndex,
    /// By awsQuery name, where that order differs; filled by the loader.
    pub by_query: Option<WireIndex>,
}

impl Shape {
    /// The member called `wire` on the wire (body names), with its index. Exact match.
    pub fn member_by_wire(&self, wire: &str) -> Option<(usize, &Member)> {
        self.by_wire.find(&self.members, wire, |member| member.wire)
    }

    /// The member called `name` in awsQuery forms and their XML answers, with its index. Exact match.
    pub fn member_by_query(&self, name: &str) -> Option<(usize, &Member)> {
        match &self.by_query {
            Some(index) => index.find(&self.members, name, |member| member.query),
            None => self.member_by_wire(name),
        }
    }

    /// The member with the model's name `name`.
    pub fn member(&self, name: &str) -> Option<(usize, &Member)> {
        self.members.iter().enumerate().find(|(_, m)| m.name == name)
    }

    /// Whether member `index` is required.
    pub fn requires(&self, index: usize) -> bool {
        u16::try_from(index).is_ok_and(|i| self.required.binary_search(&i).is_ok())
    }
}

/// Positions of the members that travel in bodies, ordered by name.
#[derive(Debug, Default)]
pub struct WireIndex(Vec<u16>);

impl WireIndex {
    /// Of no members.
    pub const EMPTY: WireIndex = WireIndex(Vec::new());

    /// Built from the members of a structure, by wire name.
    pub fn of(members: &[Member]) -> WireIndex {
        WireIndex::by(members, |member| member.wire)
    }

    /// The same by awsQuery name; `None` when no member has a name of its own there.
    pub fn of_query(members: &[Member]) -> Option<WireIndex> {
        let differs = members.iter().any(|member| member.query != member.wire);
        differs.then(|| WireIndex::by(members, |member| member.query))
    }

    fn by(members: &[Member], name: fn(&Member) -> &'static str) -> WireIndex {
        let in_body = |i: &u16| members[usize::from(*i)].location == Location::Body;
        let positions = (0..members.len()).filter_map(|i| u16::try_from(i).ok());
        let mut order: Vec<u16> = positions.filter(in_body).collect();
        order.sort_by_key(|&i| name(&members[usize::from(i)]));
        WireIndex(order)
    }

    fn find<'a>(
        &self,
        members: &'a [Member],
        wanted: &str,
        name: fn(&Member) -> &'static str,
    ) -> Option<(usize, &'a Member)> {
        let at = self.0.binary_search_by(|&i| name(&members[usize::from(i)]).cmp(wanted)).ok()?;
        let index = usize::from(self.0[at]);
        Some((index, &members[index]))
    }
}

/// One member of a structure, the element of a list, or the key or value of a map.
#[derive(Debug)]
pub struct Member {
    /// The model's name; `member`, `key` and `value` in collections.
    pub name: &'static str,
    /// Name in bodies, headers and query strings: `locationName`, or else the model's name.
    pub wire: &'static str,
    /// Name in awsQuery forms and their XML answers: the wire name, unless a service's JSON has other names
    /// than its forms (SQS: `Attributes` is `Attribute` there).
    pub query: &'static str,
    /// ec2Query request name: `queryName`, or the capitalised wire name.
    pub ec2: &'static str,
    /// What it holds.
    pub target: ShapeRef,
    /// Where in an HTTP message it travels (REST protocols).
    pub location: Location,
    /// How a timestamp is written here, when the model says.
    pub timestamp_format: Option<TimestampFormat>,
    /// XML and query: the collection has no wrapping element.
    pub flattened: bool,
    /// XML: written as an attribute of the enclosing element.
    pub xml_attribute: bool,
    /// XML: namespace of the element.
    pub xml_namespace: Option<XmlNamespace>,
    /// The server makes up a token when the client sent none.
    pub idempotency_token: bool,
    /// String that holds JSON; base64 in headers.
    pub json_value: bool,
    /// Event streams: this member is the event's payload.
    pub event_payload: bool,
    /// Event streams: this member travels as an event header.
    pub event_header: bool,
    /// The value also appears in the host name.
    pub host_label: bool,
    /// XML: never written itself; says where its structure stands among the elements of this list and the next.
    pub rank: bool,
}

impl Member {
    /// The shape of the value.
    pub fn target(&self) -> &'static Shape {
        self.target.get()
    }

    /// The shape's kind.
    pub fn kind(&self) -> Kind {
        self.target().kind
    }

    /// Whether a list or map here has no wrapping element.
    pub fn is_flattened(&self) -> bool {
        self.flattened || self.target().flattened
    }

    /// The format of a timestamp here: the member's, or else the shape's.
    pub fn timestamp_format(&self) -> Option<TimestampFormat> {
        self.timestamp_format.or(self.target().timestamp_format)
    }
}

/// Where in an HTTP message a member travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the body, among others.
    #[default]
    Body,
    /// In the path: `{Name}`, or `{Name+}` with slashes.
    Uri,
    /// In the query string; a map here takes all parameters not bound by name.
    Query,
    /// In a header.
    Header,
    /// A map of all headers that begin with the wire name.
    PrefixHeaders,
    /// The response's status code.
    Status,
}

/// How a timestamp is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimestampFormat {
    /// Seconds since 1970, with a fraction.
    Epoch,
    /// `2015-08-30T12:36:00Z`.
    Iso8601,
    /// `Sun, 30 Aug 2015 12:36:00 GMT`.
    HttpDate,
}

/// An XML namespace and the prefix it is bound to (empty: the default namespace).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct XmlNamespace {
    /// The namespace's URI.
    pub uri: &'static str,
    /// Prefix, or empty.
    pub prefix: &'static str,
}

/// What a value must satisfy.
#[derive(Debug, Default)]
pub struct Constraints {
    /// Least length (characters, bytes or elements) or least number.
    pub min: Option<f64>,
    /// Greatest length or number.
    pub max: Option<f64>,
    /// A regular expression that the whole string must match.
    pub pattern: Option<&'static str>,
    /// The values of an enumeration; empty when any will do.
    pub values: Vec<&'static str>,
}

/// What makes a structure an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorFacts {
    /// The code on the wire: the query protocol's code, or else the shape's name.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Whether the caller is at fault.
    pub sender: bool,
}
