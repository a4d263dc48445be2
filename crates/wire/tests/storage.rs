//! What object storage needs of restXml: bodies that stream, metadata in headers, attributes, an answer without a
//! wrapper, keys of any kind.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::OnceLock;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use schema::dynamic::{Struct, Value};
use schema::{ByteStream, OperationSchema, Protocol, Service, Timestamp, VecMap};
use wire::uri::RouteTable;
use wire::{Body, DecodeContext, RequestParts, ResponseBody};

const MODEL: &str = r#"{
  "metadata": {"apiVersion": "2006-03-01", "endpointPrefix": "s3", "protocol": "rest-xml",
    "protocols": ["rest-xml"], "serviceId": "S3", "xmlNamespace": "http://s3.example/"},
  "operations": {
    "GetObject": {"name": "GetObject", "http": {"method": "GET", "requestUri": "/{Bucket}/{Key+}"},
      "input": {"shape": "Named"}, "output": {"shape": "Object"}},
    "Locate": {"name": "Locate", "http": {"method": "GET", "requestUri": "/{Bucket}?location"},
      "output": {"shape": "Location"}},
    "PutAcl": {"name": "PutAcl", "http": {"method": "PUT", "requestUri": "/{Bucket}?acl"},
      "input": {"shape": "Acl"}, "output": {"shape": "AclOutput"}},
    "PutObject": {"name": "PutObject", "http": {"method": "PUT", "requestUri": "/{Bucket}/{Key+}"},
      "input": {"shape": "Object"}},
    "CopyObject": {"name": "CopyObject", "http": {"method": "PUT", "requestUri": "/{Bucket}/{Key+}"},
      "input": {"shape": "Copy"}},
    "UploadPart": {"name": "UploadPart", "http": {"method": "PUT", "requestUri": "/{Bucket}/{Key+}"},
      "input": {"shape": "Part"}},
    "UploadPartCopy": {"name": "UploadPartCopy", "http": {"method": "PUT", "requestUri": "/{Bucket}/{Key+}"},
      "input": {"shape": "PartCopy"}},
    "GetLifecycle": {"name": "GetLifecycle", "http": {"method": "GET", "requestUri": "/{Bucket}?lifecycle"}},
    "GetLifecycleConfiguration": {"name": "GetLifecycleConfiguration",
      "http": {"method": "GET", "requestUri": "/{Bucket}?lifecycle"}}
  },
  "shapes": {
    "Named": {"type": "structure", "required": ["Bucket", "Key"], "members": {
      "Bucket": {"shape": "Text", "location": "uri", "locationName": "Bucket"},
      "Key": {"shape": "Text", "location": "uri", "locationName": "Key"}}},
    "Object": {"type": "structure", "payload": "Body", "members": {
      "Bucket": {"shape": "Text", "location": "uri", "locationName": "Bucket"},
      "Key": {"shape": "Text", "location": "uri", "locationName": "Key"},
      "Body": {"shape": "Body", "streaming": true},
      "ContentType": {"shape": "Text", "location": "header", "locationName": "Content-Type"},
      "LastModified": {"shape": "Time", "location": "header", "locationName": "Last-Modified"},
      "Size": {"shape": "Long", "location": "header", "locationName": "Content-Length"},
      "Metadata": {"shape": "Metadata", "location": "headers", "locationName": "x-amz-meta-"}}},
    "Copy": {"type": "structure", "required": ["Source"], "members": {
      "Source": {"shape": "Text", "location": "header", "locationName": "x-amz-copy-source"}}},
    "Part": {"type": "structure", "required": ["Number"], "members": {
      "Number": {"shape": "Text", "location": "querystring", "locationName": "partNumber"}}},
    "PartCopy": {"type": "structure", "required": ["Source", "Number"], "members": {
      "Source": {"shape": "Text", "location": "header", "locationName": "x-amz-copy-source"},
      "Number": {"shape": "Text", "location": "querystring", "locationName": "partNumber"}}},
    "Location": {"type": "structure", "members": {"LocationConstraint": {"shape": "Text"}}},
    "Acl": {"type": "structure", "payload": "Policy", "members": {
      "Bucket": {"shape": "Text", "location": "uri", "locationName": "Bucket"},
      "Policy": {"shape": "Policy", "locationName": "AccessControlPolicy"}}},
    "AclOutput": {"type": "structure", "members": {
      "Grants": {"shape": "Grants", "locationName": "Grant", "flattened": true}, "At": {"shape": "Time"}}},
    "Policy": {"type": "structure", "members": {
      "Grants": {"shape": "Grants", "locationName": "AccessControlList"}}},
    "Grants": {"type": "list", "member": {"shape": "Grantee", "locationName": "Grant"}},
    "Grantee": {"type": "structure",
      "xmlNamespace": {"prefix": "xsi", "uri": "http://www.w3.org/2001/XMLSchema-instance"},
      "members": {
        "Type": {"shape": "Text", "locationName": "xsi:type", "xmlAttribute": true},
        "ID": {"shape": "Text"}}},
    "Metadata": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
    "Body": {"type": "blob"}, "Text": {"type": "string"}, "Long": {"type": "long"},
    "Time": {"type": "timestamp"}
  }
}"#;

fn service() -> &'static Service {
    static LOADED: OnceLock<&'static Service> = OnceLock::new();
    LOADED.get_or_init(|| {
        let mut model = codegen::from_botocore_str("s3", MODEL).unwrap();
        model.shapes.get_mut("Location").unwrap().unwrapped_output = true;
        schema::text::load_owned(model.to_schema_text().unwrap()).unwrap()
    })
}

fn encode(name: &str, output: &Struct) -> wire::Response {
    let op = service().operation(name).unwrap();
    wire::encode(Protocol::RestXml, service(), op, output, "id").unwrap()
}

fn text(response: &wire::Response) -> String {
    let bytes = match &response.body {
        ResponseBody::Bytes(bytes) => bytes.to_vec(),
        ResponseBody::Stream(stream) => support::collect(stream),
    };
    String::from_utf8(bytes).unwrap()
}

fn decode(
    line: &str,
    headers: &[(&str, &str)],
    body: &'static [u8],
) -> (&'static OperationSchema, Struct) {
    let (method, target) = line.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let table = RouteTable::of(service());
    let (index, labels) = table.find(method, path, query).unwrap();
    let op = &service().operations[index];
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        );
    }
    let request = RequestParts { method, path, query, headers: &map };
    let bytes = Bytes::from_static(body);
    let body = match op.streaming_input {
        true => Body::Stream(ByteStream::from_bytes(bytes)),
        false => Body::Bytes(&bytes),
    };
    let mut token = String::new;
    let mut cx = DecodeContext::new(&mut token);
    let mut out = Struct::default();
    wire::decode(Protocol::RestXml, service(), op, &labels, &request, body, &mut out, &mut cx)
        .unwrap();
    (op, out)
}

fn member<'a>(shape: &'static schema::Shape, value: &'a Struct, name: &str) -> &'a Value {
    value.get(shape.member(name).unwrap().0).unwrap()
}

#[test]
fn an_object_streams_in() {
    // A content encoding is the object's own, and its bytes are not touched.
    let headers =
        [("x-amz-meta-Owner", "é"), ("content-type", "a/b"), ("content-encoding", "gzip")];
    let (op, got) = decode("PUT /b/a//b+c%20d/", &headers, b"not gzip");
    let shape = op.input();
    assert_eq!(op.name, "PutObject");
    assert_eq!(member(shape, &got, "Key").as_str(), Some("a//b+c d/"));
    assert_eq!(member(shape, &got, "ContentType").as_str(), Some("a/b"));
    let Value::Map(metadata) = member(shape, &got, "Metadata") else { panic!("no map") };
    // A byte of a header is a character, as S3 has it.
    assert_eq!(metadata.get("owner").and_then(Value::as_str), Some("Ã©"));
    let Value::ByteStream(body) = member(shape, &got, "Body") else { panic!("no stream") };
    assert_eq!(support::collect(body), b"not gzip");
}

#[test]
fn an_object_streams_out() {
    let shape = service().operation("GetObject").unwrap().output();
    let mut out = Struct::default();
    let mut put = |name: &str, value| out.put(shape.member(name).unwrap().0, value);
    put("Body", Value::ByteStream(ByteStream::from_bytes(Bytes::from_static(b"data"))));
    put("Size", Value::Integer(4));
    put("LastModified", Value::Timestamp(Timestamp::from_secs(1_440_938_160)));
    let metadata: VecMap<Value> =
        [("owner".to_owned(), Value::String("a, \"b\"".into()))].into_iter().collect();
    put("Metadata", Value::Map(metadata));
    let response = encode("GetObject", &out);
    assert_eq!(response.header("content-type"), Some("application/octet-stream"));
    assert_eq!(response.header("content-length"), Some("4"));
    assert_eq!(response.header("last-modified"), Some("Sun, 30 Aug 2015 12:36:00 GMT"));
    assert_eq!(response.header("x-amz-meta-owner"), Some("a, \"b\""));
    assert_eq!(text(&response), "data");
}

#[test]
fn an_answer_without_a_wrapper() {
    let mut out = Struct::default();
    out.put(0, Value::String("eu-west-1".into()));
    let want = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<LocationConstraint xmlns=\"http://s3.example/\">eu-west-1</LocationConstraint>";
    assert_eq!(text(&encode("Locate", &out)), want);
}

#[test]
fn attributes_and_namespaces() {
    let body = b"<AccessControlPolicy><AccessControlList><Grant xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"><ID>i</ID></Grant></AccessControlList></AccessControlPolicy>";
    let (op, got) = decode("PUT /b?acl", &[], body);
    let Value::Struct(policy) = member(op.input(), &got, "Policy") else { panic!("no policy") };
    let Some(Value::List(grants)) = policy.get(0) else { panic!("no grants") };
    let Some(Value::Struct(grant)) = grants.first() else { panic!("no grant") };
    assert_eq!(grant.get(0).and_then(Value::as_str), Some("CanonicalUser"));
    assert_eq!(grant.get(1).and_then(Value::as_str), Some("i"));
}

#[test]
fn flattened_lists_with_attributes_and_milliseconds() {
    let mut grant = Struct::default();
    grant.put(0, Value::String("Group".into()));
    grant.put(1, Value::String("i".into()));
    let mut out = Struct::default();
    out.put(0, Value::List(vec![Value::Struct(grant)]));
    out.put(1, Value::Timestamp(Timestamp::from_secs(1_440_938_160)));
    let want = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AclOutput xmlns=\"http://s3.example/\"><Grant xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\"><ID>i</ID></Grant><At>2015-08-30T12:36:00.000Z</At></AclOutput>";
    assert_eq!(text(&encode("PutAcl", &out)), want);
}

/// Operations that share a pattern are told apart by what they require.
#[test]
fn operations_of_one_pattern() {
    let table = RouteTable::of(service());
    let cases = [
        ("PUT /b/k", false, "PutObject"),
        ("PUT /b/k", true, "CopyObject"),
        ("PUT /b/k?partNumber=1", false, "UploadPart"),
        ("PUT /b/k?partNumber=1", true, "UploadPartCopy"),
        ("PUT /b/k?x-id=UploadPart", false, "UploadPart"),
        ("GET /b?lifecycle", false, "GetLifecycleConfiguration"),
    ];
    for (line, copies, want) in cases {
        let (method, target) = line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = HeaderMap::new();
        if copies {
            headers.insert("x-amz-copy-source", HeaderValue::from_static("/b/other"));
        }
        let request = RequestParts { method, path, query, headers: &headers };
        let (index, _) = table.find_request(&request).unwrap();
        assert_eq!(service().operations[index].name, want, "{line} {copies}");
    }
}
