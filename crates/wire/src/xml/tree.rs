//! Reads an XML document into a flat arena of elements. No DTD, no entities but the five predefined ones and
//! character references; names are cut of their prefixes, and namespaces are not resolved.
//! Ref: <https://www.w3.org/TR/xml/>

use std::borrow::Cow;

use memchr::memchr;
use schema::{DeError, DeResult};

use crate::validate::Checks;

/// A parsed document; element 0 is the root.
pub(super) struct Document<'a> {
    elements: Vec<Element<'a>>,
    attributes: Vec<Attribute<'a>>,
}

pub(super) struct Element<'a> {
    /// The local name.
    pub(super) name: &'a str,
    /// Text directly within, joined.
    pub(super) text: Cow<'a, str>,
    first_child: Option<usize>,
    next: Option<usize>,
    first_attribute: usize,
    attribute_count: usize,
}

struct Attribute<'a> {
    /// The whole name, and the part after its prefix.
    name: &'a str,
    value: Cow<'a, str>,
}

impl<'a> Document<'a> {
    /// From a document's bytes, which must be UTF-8.
    pub(super) fn parse(bytes: &'a [u8], depth: usize, checks: &mut Checks) -> DeResult<Self> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| DeError::new("The request body is not valid UTF-8"))?;
        let mut parser = Parser {
            rest: text.strip_prefix('\u{feff}').unwrap_or(text),
            document: Document { elements: Vec::new(), attributes: Vec::new() },
            open: Vec::new(),
            depth,
        };
        parser.run(checks)?;
        Ok(parser.document)
    }

    pub(super) fn element(&self, index: usize) -> &Element<'a> {
        &self.elements[index]
    }

    /// The elements directly within.
    pub(super) fn children(&self, index: usize) -> impl Iterator<Item = usize> {
        let first = self.elements[index].first_child;
        std::iter::successors(first, |&child| self.elements[child].next)
    }

    /// The attribute called `name`, prefix and all or without it.
    pub(super) fn attribute(&self, index: usize, name: &str) -> Option<&str> {
        let element = &self.elements[index];
        let own = self.attributes.iter().skip(element.first_attribute);
        let mut own = own.take(element.attribute_count);
        let found = own.find(|a| a.name == name || local(a.name) == local(name))?;
        Some(&found.value)
    }
}

fn malformed() -> DeError {
    DeError::new("The XML you provided was not well-formed")
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

struct Parser<'a> {
    rest: &'a str,
    document: Document<'a>,
    /// The elements that are open: index, whole name, last child so far.
    open: Vec<(usize, &'a str, Option<usize>)>,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn run(&mut self, checks: &mut Checks) -> DeResult {
        loop {
            let Some(at) = memchr(b'<', self.rest.as_bytes()) else {
                self.text(self.rest)?;
                break;
            };
            let (text, rest) = self.rest.split_at(at);
            self.text(text)?;
            self.rest = &rest[1..];
            self.markup(checks)?;
        }
        if self.open.is_empty() && !self.document.elements.is_empty() {
            Ok(())
        } else {
            Err(malformed())
        }
    }

    /// What follows a `<`.
    fn markup(&mut self, checks: &mut Checks) -> DeResult {
        if let Some(rest) = self.rest.strip_prefix("!--") {
            self.rest = after(rest, "-->")?;
        } else if let Some(rest) = self.rest.strip_prefix("![CDATA[") {
            let end = rest.find("]]>").ok_or_else(malformed)?;
            self.append(Cow::Borrowed(&rest[..end]))?;
            self.rest = &rest[end + 3..];
        } else if let Some(rest) = self.rest.strip_prefix('?') {
            self.rest = after(rest, "?>")?;
        } else if self.rest.starts_with('!') {
            return Err(DeError::new("Document type declarations are not allowed"));
        } else if let Some(rest) = self.rest.strip_prefix('/') {
            let end = memchr(b'>', rest.as_bytes()).ok_or_else(malformed)?;
            let (_, name, _) = self.open.pop().ok_or_else(malformed)?;
            if rest[..end].trim_end() != name {
                return Err(malformed());
            }
            self.rest = &rest[end + 1..];
        } else {
            return self.start_tag(checks);
        }
        Ok(())
    }

    fn start_tag(&mut self, checks: &mut Checks) -> DeResult {
        checks.count()?;
        let name = self.name()?;
        let index = self.document.elements.len();
        if index > 0 && self.open.is_empty() {
            return Err(malformed());
        }
        self.document.elements.push(Element {
            name: local(name),
            text: Cow::Borrowed(""),
            first_child: None,
            next: None,
            first_attribute: self.document.attributes.len(),
            attribute_count: 0,
        });
        self.link(index);
        loop {
            self.rest = self.rest.trim_start();
            if let Some(rest) = self.rest.strip_prefix("/>") {
                self.rest = rest;
                return Ok(());
            }
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                if self.open.len() >= self.depth {
                    return Err(DeError::new("The request nests too many levels deep"));
                }
                self.open.push((index, name, None));
                return Ok(());
            }
            checks.count()?;
            self.attribute(index)?;
        }
    }

    /// Makes the element a child of the one that is open.
    fn link(&mut self, index: usize) {
        let Some((parent, _, last)) = self.open.last_mut() else { return };
        match last.replace(index) {
            Some(previous) => self.document.elements[previous].next = Some(index),
            None => self.document.elements[*parent].first_child = Some(index),
        }
    }

    fn attribute(&mut self, index: usize) -> DeResult {
        let name = self.name()?;
        let rest = self.rest.trim_start().strip_prefix('=').ok_or_else(malformed)?.trim_start();
        let quote =
            rest.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or_else(malformed)?;
        let end = rest[1..].find(quote).ok_or_else(malformed)? + 1;
        let value = unescape(&rest[1..end])?;
        self.rest = &rest[end + 1..];
        self.document.attributes.push(Attribute { name, value });
        self.document.elements[index].attribute_count += 1;
        Ok(())
    }

    fn name(&mut self) -> DeResult<&'a str> {
        let ends = |c: char| c.is_ascii_whitespace() || "/>=<\"'&".contains(c);
        let end = self.rest.find(ends).ok_or_else(malformed)?;
        if end == 0 {
            return Err(malformed());
        }
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(name)
    }

    fn text(&mut self, raw: &'a str) -> DeResult {
        if raw.is_empty() {
            return Ok(());
        }
        if self.open.is_empty() {
            return if raw.trim().is_empty() { Ok(()) } else { Err(malformed()) };
        }
        self.append(unescape(raw)?)
    }

    fn append(&mut self, text: Cow<'a, str>) -> DeResult {
        let (index, _, _) = self.open.last().ok_or_else(malformed)?;
        let slot = &mut self.document.elements[*index].text;
        if slot.is_empty() {
            *slot = text;
        } else {
            slot.to_mut().push_str(&text);
        }
        Ok(())
    }
}

fn after<'a>(rest: &'a str, end: &str) -> DeResult<&'a str> {
    rest.split_once(end).map(|(_, rest)| rest).ok_or_else(malformed)
}

/// Text with its references resolved and its line ends made `\n`.
fn unescape(raw: &str) -> DeResult<Cow<'_, str>> {
    if !raw.bytes().any(|b| matches!(b, b'&' | b'\r')) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\r']) {
        out.push_str(&rest[..at]);
        if let Some(after) = rest[at..].strip_prefix('\r') {
            out.push('\n');
            rest = after.strip_prefix('\n').unwrap_or(after);
            continue;
        }
        let (reference, after) = rest[at + 1..].split_once(';').ok_or_else(malformed)?;
        out.push(character(reference)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// The character that a reference names.
fn character(reference: &str) -> DeResult<char> {
    let code = match reference {
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "amp" => return Ok('&'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => match reference.strip_prefix('#').ok_or_else(malformed)? {
            digits if digits.len() > 8 => return Err(malformed()),
            digits => match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            },
        },
    };
    code.ok().and_then(char::from_u32).filter(|c| *c != '\0').ok_or_else(malformed)
}
