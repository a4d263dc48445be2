//! awsQuery and ec2Query: JSON to a form, XML back.
//! Ref: <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>

use bytes::Bytes;
use schema::{Kind, Member, OperationSchema, Protocol, Service, Shape, TimestampFormat};
use serde_json::Value;

use super::xml::{self, Names};
use super::{
    HttpReply, HttpRequest, Result, SpeakError, malformed, member_of, member_text, percent,
};

pub(super) fn encode(
    protocol: Protocol,
    service: &Service,
    op: &OperationSchema,
    input: &Value,
) -> Result<HttpRequest> {
    let mut form = Form { ec2: protocol == Protocol::Ec2Query, pairs: Vec::new() };
    form.push("Action", op.name);
    form.push("Version", service.api_version);
    form.structure("", op.input(), input)?;
    let content_type = "application/x-www-form-urlencoded; charset=utf-8";
    Ok(HttpRequest {
        method: "POST",
        target: "/".to_owned(),
        headers: vec![("content-type".to_owned(), content_type.to_owned())],
        body: Bytes::from(form.pairs.join("&")),
    })
}

struct Form {
    ec2: bool,
    pairs: Vec<String>,
}

impl Form {
    fn push(&mut self, name: &str, value: &str) {
        self.pairs.push(format!("{}={}", percent(name), percent(value)));
    }

    fn structure(&mut self, prefix: &str, shape: &'static Shape, value: &Value) -> Result<()> {
        let members = value.as_object().ok_or_else(|| {
            SpeakError::Input(format!("{value} is no structure ({})", shape.name))
        })?;
        for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            match member_of(shape, name) {
                Some(member) => {
                    let own = if self.ec2 { member.ec2 } else { member.query };
                    self.member(&joined(prefix, own), member, value)?;
                }
                // Unknown names travel too: a server must cope with them.
                None => self.unknown(&joined(prefix, name), value)?,
            }
        }
        Ok(())
    }

    fn member(&mut self, name: &str, member: &'static Member, value: &Value) -> Result<()> {
        let shape = member.target();
        match (shape.kind, value) {
            (Kind::Structure | Kind::Union, _) => self.structure(name, shape, value),
            (Kind::List, Value::Array(items)) => self.list(name, member, items),
            (Kind::Map, Value::Object(entries)) => {
                let [key, edge] = shape.members.as_slice() else { return Ok(()) };
                let prefix =
                    if member.is_flattened() { name.to_owned() } else { joined(name, "entry") };
                for (i, (k, v)) in entries.iter().enumerate() {
                    let entry = format!("{prefix}.{}", i + 1);
                    self.push(&joined(&entry, key.query), k);
                    self.member(&joined(&entry, edge.query), edge, v)?;
                }
                Ok(())
            }
            _ => {
                let text = member_text(member, value, TimestampFormat::Iso8601)?;
                self.push(name, &text);
                Ok(())
            }
        }
    }

    fn list(&mut self, name: &str, member: &'static Member, items: &[Value]) -> Result<()> {
        let Some(element) = member.target().members.first() else { return Ok(()) };
        if items.is_empty() && !self.ec2 {
            // An empty list is sent as its bare name.
            self.push(name, "");
            return Ok(());
        }
        let prefix = if self.ec2 {
            name.to_owned()
        } else if member.is_flattened() {
            flattened_name(name, element)
        } else {
            joined(name, element.query)
        };
        for (i, item) in items.iter().enumerate() {
            self.member(&format!("{prefix}.{}", i + 1), element, item)?;
        }
        Ok(())
    }

    fn unknown(&mut self, name: &str, value: &Value) -> Result<()> {
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(i, item)| self.unknown(&format!("{name}.{}", i + 1), item)),
            Value::Object(members) => {
                members.iter().try_for_each(|(own, value)| self.unknown(&joined(name, own), value))
            }
            scalar => {
                self.push(name, &super::scalar_text(scalar)?);
                Ok(())
            }
        }
    }
}

fn joined(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}

/// A flattened list goes by its element's name where the model gives one.
fn flattened_name(name: &str, element: &Member) -> String {
    if element.query == "member" {
        return name.to_owned();
    }
    match name.rsplit_once('.') {
        Some((prefix, _)) => joined(prefix, element.query),
        None => element.query.to_owned(),
    }
}

pub(super) fn output(
    service: &Service,
    op: &'static OperationSchema,
    reply: &HttpReply,
) -> Result<Value> {
    let document = xml::parse(&reply.body)?;
    let root = document.root_element();
    let expected = format!("{}Response", op.name);
    if root.tag_name().name() != expected {
        return Err(malformed(format!("the root is {}, not {expected}", root.tag_name().name())));
    }
    let namespace = root.tag_name().namespace().unwrap_or("");
    if namespace != service.xml_namespace {
        return Err(malformed(format!("the namespace is {namespace:?}")));
    }
    let request_id = root
        .children()
        .find(|node| node.has_tag_name((namespace, "ResponseMetadata")))
        .and_then(|node| node.children().find(|n| n.tag_name().name() == "RequestId"));
    if request_id.is_none() {
        return Err(malformed("there is no ResponseMetadata with a RequestId"));
    }
    if !op.has_output {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    let wrapped = root.children().find(|node| node.tag_name().name() == op.result_wrapper);
    let result = if op.result_wrapper.is_empty() { Some(root) } else { wrapped };
    let result = result.ok_or_else(|| malformed(format!("there is no {}", op.result_wrapper)))?;
    xml::structure(result, op.output(), Names::Query)
}

pub(super) fn ec2_output(
    _service: &Service,
    op: &'static OperationSchema,
    reply: &HttpReply,
) -> Result<Value> {
    let document = xml::parse(&reply.body)?;
    xml::structure(document.root_element(), op.output(), Names::Wire)
}
