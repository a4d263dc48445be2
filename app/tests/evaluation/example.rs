//! The least input that an operation's model accepts: required members only, with values that satisfy their
//! constraints. Whether such a thing exists does not matter; that the request can be read does.

use fancy_regex::Regex;
use schema::{Kind, OperationSchema, Shape};
use serde_json::{Map, Value, json};

/// Values of members that mean more than their constraints say.
const BY_NAME: &[(&str, &str)] = &[
    ("QueueUrl", "http://127.0.0.1:4566/000000000000/example"),
    ("SourceArn", "arn:aws:sqs:us-east-1:000000000000:example"),
    ("TaskHandle", TASK),
    ("IamRoleArn", "arn:aws:iam::000000000000:role/example"),
    ("RoleArn", "arn:aws:iam::000000000000:role/assumable"),
    ("SerialNumber", "arn:aws:iam::000000000000:mfa/example"),
    ("EntityPath", "o-exampleorg/r-abcd"),
    ("PolicyArn", "arn:aws:iam::000000000000:policy/example"),
    ("ResourceName", "arn:aws:dax:us-east-1:000000000000:cache/example"),
    ("PolicyDocument", POLICY),
    ("AssumeRolePolicyDocument", TRUST),
    ("RoleSessionName", "session"),
];
const POLICY: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}"#;
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sqs.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
/// `{"taskId":"1","sourceArn":"arn:aws:sqs:us-east-1:000000000000:example"}` in base64.
const TASK: &str = "eyJ0YXNrSWQiOiIxIiwic291cmNlQXJuIjoiYXJuOmF3czpzcXM6dXMtZWFzdC0xOjAwMDAwMDAwMDAwMDpleGFtcGxlIn0=";

/// Values of all sorts: the first that satisfies a pattern is taken.
const CANDIDATES: &[&str] = &[
    "example",
    "000000000000",
    "123456789012",
    "example@example.com",
    "arn:aws:iam::000000000000:user/example",
    "arn:aws:iam::000000000000:role/example",
    "arn:aws:iam::000000000000:mfa/example",
    "arn:aws:access-analyzer:us-east-1:000000000000:analyzer/example",
    "arn:aws:s3:us-east-1:000000000000:accesspoint/example",
    "arn:aws:organizations::000000000000:policy/o-exampleorg/service_control_policy/p-examplepol",
    "arn:aws:organizations::000000000000:transfer/o-exampleorg/billing/inbound/rt-1234567890",
    "arn:aws:lambda:us-east-1:000000000000:function:example",
    "arn:aws:lambda:us-east-1:000000000000:layer:example:1",
    "arn:aws:lambda:us-east-1:000000000000:function:example:1/durable-execution/example/12345678-1234-1234-1234-123456789012",
    "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdefg",
    "lambda:GetLayerVersion",
    "123456",
    "r-abcd",
    "ou-abcd-12345678",
    "o-exampleorg",
    "p-examplepol",
    "h-examplehandshake",
    "car-12345678",
    "rt-1234567890",
    "12345678-1234-1234-1234-123456789012",
    "00000000-0000-0000-0000-000000000000",
    "AKIAIOSFODNN7EXAMPLE",
    "APKAEIBAERJR2EXAMPLE",
    "ACCAEIBAERJR2EXAMPLE",
    "sqs.amazonaws.com",
    "sqs",
    "https://example.com",
    "/example/",
    "v1",
    "us-east-1",
    "a",
];

/// Inputs that only their operation's own rules can tell.
const BY_OPERATION: &[(&str, &str)] = &[
    (
        "AssumeRoot",
        r#"{"TargetPrincipal":"000000000000","TaskPolicyArn":{"arn":"arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}}"#,
    ),
    ("GetParametersByPath", r#"{"Path":"/example"}"#),
];

/// The least input of this operation.
pub(crate) fn input(operation: &'static OperationSchema) -> Value {
    match BY_OPERATION.iter().find(|(name, _)| *name == operation.name) {
        Some((_, text)) => serde_json::from_str(text).expect("an input of ours"),
        None => structure(operation.input(), 0),
    }
}

fn structure(shape: &'static Shape, depth: usize) -> Value {
    let mut out = Map::new();
    let required = |index: usize| shape.required.iter().any(|r| usize::from(*r) == index);
    for (index, member) in shape.members.iter().enumerate() {
        if required(index) || (shape.kind == Kind::Union && index == 0) {
            out.insert(member.name.to_owned(), value(member.name, member.target(), depth + 1));
        }
    }
    Value::Object(out)
}

fn value(name: &str, shape: &'static Shape, depth: usize) -> Value {
    let constraints = shape.constraints.as_deref();
    let least = constraints.and_then(|c| c.min).unwrap_or(0.0);
    match shape.kind {
        Kind::Boolean => json!(true),
        Kind::Byte | Kind::Short | Kind::Integer | Kind::Long => json!(least.max(1.0) as i64),
        Kind::Float | Kind::Double => json!(least.max(1.0)),
        Kind::Timestamp => json!(1_767_225_600),
        Kind::Blob => json!("ZXhhbXBsZQ=="),
        Kind::Document => json!({}),
        Kind::String => json!(text(name, shape)),
        Kind::Structure | Kind::Union if depth > 8 => json!({}),
        Kind::Structure | Kind::Union => structure(shape, depth),
        Kind::List => {
            let element = &shape.members[0];
            let count = (least as usize).max(1);
            (0..count).map(|_| value(element.name, element.target(), depth + 1)).collect()
        }
        Kind::Map => {
            let (key, of) = (&shape.members[0], &shape.members[1]);
            let key = text(key.name, key.target());
            json!({ key: value(of.name, of.target(), depth + 1) })
        }
    }
}

fn text(name: &str, shape: &'static Shape) -> String {
    if let Some((_, text)) = BY_NAME.iter().find(|(known, _)| *known == name) {
        return (*text).to_owned();
    }
    let is_arn = name.ends_with("Arn") || name.ends_with("ARN") || name.ends_with("arn");
    let Some(constraints) = shape.constraints.as_deref() else {
        return if is_arn { CANDIDATES[5] } else { "example" }.to_owned();
    };
    if let Some(first) = constraints.values.first() {
        return (*first).to_owned();
    }
    let (min, max) = (constraints.min.unwrap_or(0.0), constraints.max.unwrap_or(f64::MAX));
    let fits = |text: &str| {
        let length = text.chars().count() as f64;
        let pattern = constraints.pattern.is_none_or(|pattern| {
            let whole = Regex::new(&format!("^(?:{pattern})$"));
            whole.is_ok_and(|regex| regex.is_match(text).unwrap_or(false))
        });
        length >= min && length <= max && pattern
    };
    let padded = "a".repeat(min as usize);
    let candidates = CANDIDATES.iter().copied().filter(|text| !is_arn || text.starts_with("arn:"));
    let found = candidates.chain([padded.as_str()]).find(|text| fits(text));
    found.unwrap_or("example").to_owned()
}
