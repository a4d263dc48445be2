//! Exclusive XML Canonicalization 1.0: the one form of an element that its digest is made of.
//! Ref: <https://www.w3.org/TR/xml-exc-c14n/>, <https://www.w3.org/TR/2001/REC-xml-c14n-20010315>

use std::collections::BTreeMap;

use roxmltree::{Attribute, Node, NodeId};

/// How an element is to be written.
#[derive(Clone, Debug, Default)]
pub(super) struct Options<'a> {
    pub(super) comments: bool,
    /// `InclusiveNamespaces/@PrefixList`: prefixes that are written even where nothing uses them.
    pub(super) inclusive: Vec<&'a str>,
    /// An element that is left out: the signature within what it signs.
    pub(super) without: Option<NodeId>,
}

/// Prefixes that are written already, with what they stand for; the default namespace has no name.
type Written<'a> = BTreeMap<&'a str, &'a str>;

/// The canonical form of an element of `source`, the text that it was parsed from.
pub(super) fn canonical(source: &str, element: Node<'_, '_>, options: &Options<'_>) -> String {
    let mut out = String::new();
    write(source, element, options, &Written::new(), &mut out);
    out
}

/// Goes as deep as the document, which is bounded when it is parsed.
fn write<'a>(
    source: &'a str,
    node: Node<'a, '_>,
    options: &Options<'_>,
    written: &Written<'a>,
    out: &mut String,
) {
    if options.without == Some(node.id()) {
        return;
    }
    if node.is_text() {
        return escape_text(node.text().unwrap_or_default(), out);
    }
    if node.is_comment() {
        if options.comments {
            out.extend(["<!--", node.text().unwrap_or_default(), "-->"]);
        }
        return;
    }
    if let Some(instruction) = node.pi() {
        out.extend(["<?", instruction.target]);
        if let Some(value) = instruction.value {
            out.extend([" ", value]);
        }
        return out.push_str("?>");
    }
    let name = name_at(source, node.range().start + 1);
    let mut written = written.clone();
    let declarations = declarations(source, node, name, options, &mut written);
    out.extend(["<", name]);
    for (prefix, uri) in declarations {
        match prefix {
            "" => out.push_str(" xmlns=\""),
            prefix => out.extend([" xmlns:", prefix, "=\""]),
        }
        escape_attribute(uri, out);
        out.push('"');
    }
    let mut attributes: Vec<Attribute<'a, '_>> = node.attributes().collect();
    attributes.sort_by_key(|attribute| (attribute.namespace().unwrap_or(""), attribute.name()));
    for attribute in &attributes {
        out.extend([" ", &source[attribute.range_qname()], "=\""]);
        escape_attribute(attribute.value(), out);
        out.push('"');
    }
    out.push('>');
    for child in node.children() {
        write(source, child, options, &written, out);
    }
    out.extend(["</", name, ">"]);
}

/// The namespaces to be declared here: those that the element's or an attribute's name uses, and those of the list,
/// unless the same is written already.
fn declarations<'a>(
    source: &'a str,
    node: Node<'a, '_>,
    name: &'a str,
    options: &Options<'_>,
    written: &mut Written<'a>,
) -> Vec<(&'a str, &'a str)> {
    let mut used = vec![prefix_of(name)];
    for attribute in node.attributes() {
        let prefix = prefix_of(&source[attribute.range_qname()]);
        if !prefix.is_empty() {
            used.push(prefix);
        }
    }
    for namespace in node.namespaces() {
        let prefix = namespace.name().unwrap_or("");
        let listed = if prefix.is_empty() { "#default" } else { prefix };
        if options.inclusive.contains(&listed) {
            used.push(prefix);
        }
    }
    used.sort_unstable();
    used.dedup();
    let mut declared = Vec::new();
    for prefix in used.into_iter().filter(|prefix| *prefix != "xml") {
        let uri = match prefix {
            "" => node.default_namespace().unwrap_or(""),
            prefix => node.lookup_namespace_uri(Some(prefix)).unwrap_or(""),
        };
        let before = written.insert(prefix, uri);
        if before.unwrap_or("") != uri {
            declared.push((prefix, uri));
        }
    }
    declared
}

/// The name that begins at a place in the source.
fn name_at(source: &str, start: usize) -> &str {
    let rest = &source[start..];
    let ends = |c: char| c.is_ascii_whitespace() || c == '>' || c == '/';
    &rest[..rest.find(ends).unwrap_or(rest.len())]
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

fn escape_text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
}

fn escape_attribute(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;

    /// What libxml2 makes of the same, but for `#default`, which it is not given there: that is the standard's.
    #[test]
    fn whole_documents() {
        for (source, comments, inclusive, expected) in [
            (
                r#"<r xmlns="urn:d" xmlns:a="urn:a" xmlns:b="urn:b"><a:e b:z="1" a:y="2" x="3" w="4"/></r>"#,
                false,
                "",
                r#"<r xmlns="urn:d"><a:e xmlns:a="urn:a" xmlns:b="urn:b" w="4" x="3" a:y="2" b:z="1"></a:e></r>"#,
            ),
            (
                r#"<r xmlns="urn:d" xmlns:a="urn:a" xmlns:b="urn:b"><a:e><b:f/><b:f xmlns:b="urn:c"/><g/></a:e></r>"#,
                false,
                "",
                r#"<r xmlns="urn:d"><a:e xmlns:a="urn:a"><b:f xmlns:b="urn:b"></b:f><b:f xmlns:b="urn:c"></b:f><g></g></a:e></r>"#,
            ),
            (
                r#"<r xmlns="urn:d" xmlns:a="urn:a" xmlns:b="urn:b"><a:e><b:f/><g xmlns=""><h xmlns="urn:d"/></g></a:e></r>"#,
                false,
                "b",
                r#"<r xmlns="urn:d" xmlns:b="urn:b"><a:e xmlns:a="urn:a"><b:f></b:f><g xmlns=""><h xmlns="urn:d"></h></g></a:e></r>"#,
            ),
            (
                r#"<a:r xmlns="urn:d" xmlns:a="urn:a"><a:e><a:f/><g xmlns=""/></a:e></a:r>"#,
                false,
                "",
                r#"<a:r xmlns:a="urn:a"><a:e><a:f></a:f><g></g></a:e></a:r>"#,
            ),
            (
                r#"<a:r xmlns="urn:d" xmlns:a="urn:a"><a:e><a:f/><g xmlns=""/></a:e></a:r>"#,
                false,
                "#default unknown",
                r#"<a:r xmlns="urn:d" xmlns:a="urn:a"><a:e><a:f></a:f><g xmlns=""></g></a:e></a:r>"#,
            ),
            (
                r#"<e xml:space="preserve">a<!-- c -->b<?pi  data ?><?p?></e>"#,
                false,
                "",
                r#"<e xml:space="preserve">ab<?pi data ?><?p?></e>"#,
            ),
            (
                "<e>a<!-- c -->b<?pi  data ?><?p?></e>",
                true,
                "",
                "<e>a<!-- c -->b<?pi data ?><?p?></e>",
            ),
            (
                "<e t='&#9;&#10;&#13;\"&lt;&gt;&amp;'>&#13;\"'&lt;&gt;&amp;<![CDATA[<&>]]>é\r\n</e>",
                false,
                "",
                "<e t=\"&#x9;&#xA;&#xD;&quot;&lt;>&amp;\">&#xD;\"'&lt;&gt;&amp;&lt;&amp;&gt;é\n</e>",
            ),
            (
                "<p:e xmlns:p='urn:p' xmlns:q=\"urn:p\" q:b=\"1\" p:a='2' xmlns:z=\"urn:z\"  ><z:f  k = \"v\"\n/></p:e >",
                false,
                "",
                r#"<p:e xmlns:p="urn:p" xmlns:q="urn:p" p:a="2" q:b="1"><z:f xmlns:z="urn:z" k="v"></z:f></p:e>"#,
            ),
        ] {
            let document = Document::parse(source).expect("XML");
            let inclusive = inclusive.split_whitespace().collect();
            let options = Options { comments, inclusive, without: None };
            assert_eq!(canonical(source, document.root_element(), &options), expected);
        }
    }

    #[test]
    fn an_element_without_another_and_without_its_surroundings() {
        let source = r#"<r xmlns="urn:d" xmlns:a="urn:a" xmlns:b="urn:b" xml:lang="en"><e a:k="v"><s/>text</e></r>"#;
        let document = Document::parse(source).expect("XML");
        let element = document.root_element().first_child().expect("a child");
        let without = element.first_child().map(|signature| signature.id());
        let options = Options { without, ..Options::default() };
        assert_eq!(
            canonical(source, element, &options),
            r#"<e xmlns="urn:d" xmlns:a="urn:a" a:k="v">text</e>"#
        );
        let options = Options { inclusive: vec!["b"], ..options };
        assert_eq!(
            canonical(source, element, &options),
            r#"<e xmlns="urn:d" xmlns:a="urn:a" xmlns:b="urn:b" a:k="v">text</e>"#
        );
    }
}
