//! From a [`Model`] to the schema text, whose grammar `schema::text` documents.

use std::fmt::Write as _;

use schema::Kind;
use schema::text::{self, Hasher};

use crate::CodegenError;
use crate::model::{ErrorFacts, Member, Model, Namespace, Operation, Shape};

type Result<T> = std::result::Result<T, CodegenError>;

impl Model {
    /// The schema text of all operations and of the shapes that these reach.
    pub fn to_schema_text(&self) -> Result<String> {
        let mut out = String::new();
        self.write_header(&mut out);
        for (name, operation) in &self.operations {
            operation.write(name, &mut out)?;
        }
        for (name, shape) in &self.shapes {
            shape.write(name, &mut out)?;
        }
        Ok(out)
    }

    /// The hash of the order of operations, shapes and members.
    pub fn schema_hash(&self) -> u64 {
        let mut hash = Hasher::default();
        self.operations.keys().for_each(|name| hash.name(name));
        for (name, shape) in &self.shapes {
            hash.name(name);
            shape.members.iter().for_each(|member| hash.name(&member.name));
        }
        hash.finish()
    }

    fn write_header(&self, out: &mut String) {
        let protocols: Vec<&str> = self.protocols.iter().map(|p| text::protocol_word(*p)).collect();
        let hash = format!("{:016x}", self.schema_hash());
        let facts = [
            ("name", self.name.as_str()),
            ("id", &self.id),
            ("api-version", &self.api_version),
            ("protocols", &protocols.join(" ")),
            ("target-prefix", &self.target_prefix),
            ("json-version", &self.json_version),
            ("xml-namespace", &self.xml_namespace),
            ("signing-name", &self.signing_name),
            ("endpoint-prefix", &self.endpoint_prefix),
            ("query-compatible", if self.query_compatible { "yes" } else { "" }),
            ("hash", &hash),
        ];
        line(out, text::MAGIC);
        for (key, value) in facts {
            if !value.is_empty() {
                line(out, &format!("{key} {value}"));
            }
        }
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// Words of one line: what is empty or false is left out.
struct Words(String);

impl Words {
    fn flag(&mut self, name: &str, set: bool) {
        if set {
            self.0.push(' ');
            self.0.push_str(name);
        }
    }

    fn value(&mut self, name: &str, value: &str) -> Result<()> {
        if value.contains([' ', '\n']) {
            return Err(CodegenError::NotAWord { value: value.to_owned() });
        }
        if !value.is_empty() {
            write!(self.0, " {name}={value}").map_err(CodegenError::source)?;
        }
        Ok(())
    }

    fn number(&mut self, name: &str, value: Option<f64>) -> Result<()> {
        self.value(name, &value.map_or_else(String::new, |n| n.to_string()))
    }

    fn namespace(&mut self, namespace: Option<&Namespace>) -> Result<()> {
        let Some(namespace) = namespace else { return Ok(()) };
        self.value("ns", &namespace.uri)?;
        self.value("nsp", &namespace.prefix)
    }
}

impl Operation {
    fn write(&self, name: &str, out: &mut String) -> Result<()> {
        let input = self.input.as_deref().unwrap_or("-");
        let output = self.output.as_deref().unwrap_or("-");
        let mut words = Words(format!("op {name} {} {} {input} {output}", self.method, self.uri));
        if self.status != 200 {
            words.value("status", &self.status.to_string())?;
        }
        words.value("result", &self.result_wrapper)?;
        words.value("element", &self.input_element)?;
        words.namespace(self.input_namespace.as_ref())?;
        words.value("host", &self.host_prefix)?;
        words.flag("gzip", self.compressed_request);
        words.flag("anonymous", self.anonymous);
        line(out, &words.0);
        if !self.errors.is_empty() {
            line(out, &format!(" errors {}", self.errors.join(" ")));
        }
        Ok(())
    }
}

impl Shape {
    fn write(&self, name: &str, out: &mut String) -> Result<()> {
        let mut words = Words(format!("{} {name}", text::kind_word(self.kind)));
        words.number("min", self.min)?;
        words.number("max", self.max)?;
        words.value("payload", self.payload.as_deref().unwrap_or_default())?;
        if let Some(error) = &self.error {
            error.write(name, &mut words)?;
        }
        words.flag("sparse", self.sparse);
        words.flag("flat", self.flattened);
        words.flag("stream", self.streaming);
        words.flag("length", self.requires_length);
        words.flag("event", self.event);
        words.flag("sensitive", self.sensitive);
        words.value("ts", self.timestamp_format.map_or("", text::format_word))?;
        words.namespace(self.xml_namespace.as_ref())?;
        words.value("xml", &self.xml_name)?;
        words.flag("unwrapped", self.unwrapped_output);
        line(out, &words.0);
        self.write_texts(out)?;
        for member in &self.members {
            member.write(self.kind, out)?;
        }
        Ok(())
    }

    fn write_texts(&self, out: &mut String) -> Result<()> {
        // Patterns and values of anything but strings constrain nothing that a codec could check.
        if self.kind != Kind::String {
            return Ok(());
        }
        let pattern = self.pattern.iter().map(|pattern| ('~', pattern));
        for (mark, text) in pattern.chain(self.values.iter().map(|value| ('=', value))) {
            if text.contains('\n') {
                return Err(CodegenError::NotAWord { value: text.clone() });
            }
            line(out, &format!(" {mark}{text}"));
        }
        Ok(())
    }
}

impl ErrorFacts {
    fn write(&self, name: &str, words: &mut Words) -> Result<()> {
        if self.code != name {
            words.value("error", &self.code)?;
        }
        words.value("status", &self.status.to_string())?;
        words.flag("fault", !self.sender);
        Ok(())
    }
}

impl Member {
    fn write(&self, of: Kind, out: &mut String) -> Result<()> {
        let mut words = Words(format!(" {} {}", self.name, self.target));
        words.flag("req", self.required && of == Kind::Structure);
        words.value("wire", self.wire.as_deref().unwrap_or_default())?;
        words.value("query", self.query.as_deref().unwrap_or_default())?;
        words.value("ec2", self.ec2.as_deref().unwrap_or_default())?;
        words.value("in", text::location_word(self.location).unwrap_or_default())?;
        words.value("ts", self.timestamp_format.map_or("", text::format_word))?;
        words.flag("flat", self.flattened);
        words.flag("attr", self.xml_attribute);
        words.namespace(self.xml_namespace.as_ref())?;
        words.flag("token", self.idempotency_token);
        words.flag("json", self.json_value);
        words.flag("payload", self.event_payload);
        words.flag("header", self.event_header);
        words.flag("host", self.host_label);
        words.flag("rank", self.rank);
        line(out, &words.0);
        Ok(())
    }
}
