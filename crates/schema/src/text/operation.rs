//! `op` blocks.

use super::Result;
use super::lines::{Lines, Top, next_attr};
use super::link::Edges;
use crate::{OperationSchema, ShapeRef, XmlNamespace};

/// Reads one operation. Its edges go to `edges` in the order input, output, errors.
pub(super) fn parse(
    lines: &mut Lines,
    line: Top,
    index: usize,
    edges: &mut Edges,
) -> Result<OperationSchema> {
    let mut rest = line.rest;
    let name = lines.word(&mut rest, "operation name")?;
    let method = lines.word(&mut rest, "method")?;
    let uri = lines.word(&mut rest, "URI")?;
    let input = lines.word(&mut rest, "input")?;
    let output = lines.word(&mut rest, "output")?;
    edges.push(input);
    edges.push(output);
    let mut op = OperationSchema {
        name,
        index,
        method,
        uri,
        status: 200,
        input: ShapeRef::unset(),
        output: ShapeRef::unset(),
        has_output: output != "-",
        errors: Vec::new(),
        result_wrapper: "",
        input_element: "",
        input_namespace: None,
        host_prefix: "",
        compressed_request: false,
        anonymous: false,
        streaming_input: false,
        streaming_output: false,
    };
    attributes(lines, rest, &mut op)?;
    while let Some(line) = lines.next_indented() {
        let names = line.strip_prefix("errors ").ok_or_else(|| lines.error("expected `errors`"))?;
        for error in names.split(' ') {
            if error == "-" {
                return Err(lines.error("an error without a shape"));
            }
            edges.push(error);
            op.errors.push(ShapeRef::unset());
        }
    }
    Ok(op)
}

fn attributes(lines: &Lines, mut rest: &'static str, op: &mut OperationSchema) -> Result<()> {
    let (mut uri, mut prefix) = ("", "");
    while let Some(attr) = next_attr(&mut rest) {
        match attr.name {
            "status" => op.status = lines.number(&attr)?,
            "result" => op.result_wrapper = lines.value(&attr)?,
            "element" => op.input_element = lines.value(&attr)?,
            "ns" => uri = lines.value(&attr)?,
            "nsp" => prefix = lines.value(&attr)?,
            "host" => op.host_prefix = lines.value(&attr)?,
            "gzip" => op.compressed_request = true,
            "anonymous" => op.anonymous = true,
            _ => return Err(lines.unknown(&attr)),
        }
    }
    op.input_namespace = (!uri.is_empty()).then_some(XmlNamespace { uri, prefix });
    Ok(())
}
