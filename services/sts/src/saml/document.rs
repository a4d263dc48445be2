//! XML as SAML needs it, with nothing in it that only serves attacks: no document type, bounded size and depth, and no
//! ID twice.

use std::collections::HashSet;

use roxmltree::{Document, Node, ParsingOptions};

use crate::limits;

/// Parses `text`; `None` when it is not XML that is accepted here.
pub(super) fn parse(text: &str) -> Option<Document<'_>> {
    // Even an empty document type, which the parser would let through.
    if text.contains("<!DOCTYPE") {
        return None;
    }
    let options = ParsingOptions { nodes_limit: limits::XML_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let too_deep = |node: Node<'_, '_>| node.ancestors().nth(limits::XML_DEPTH).is_some();
    if document.descendants().any(too_deep) {
        return None;
    }
    Some(document)
}

/// Whether every ID names one element, whichever attribute gives it.
pub(super) fn ids_are_unique(document: &Document<'_>) -> bool {
    let mut seen = HashSet::new();
    let ids = document.descendants().flat_map(|node| node.attributes());
    let mut ids = ids.filter(|attribute| attribute.name().eq_ignore_ascii_case("id"));
    ids.all(|attribute| seen.insert(attribute.value()))
}

/// The children of `node` with this name.
pub(super) fn children<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    namespace: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.has_tag_name((namespace, name)))
}

/// The only child of `node` with this name; `None` when there is none or another.
pub(super) fn child<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    namespace: &'static str,
    name: &'static str,
) -> Option<Node<'a, 'i>> {
    let mut all = children(node, namespace, name);
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

/// All text directly in `node`. A comment does not end it: what is read is what was signed.
pub(super) fn text(node: Node<'_, '_>) -> String {
    let parts = node.children().filter(|child| child.is_text());
    parts.filter_map(|child| child.text()).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_accepted() {
        let deep = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
        for (text, good) in [
            ("<a/>".to_owned(), true),
            ("".to_owned(), false),
            ("<a>".to_owned(), false),
            ("<!DOCTYPE a><a/>".to_owned(), false),
            ("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>".to_owned(), false),
            ("<a>&b;</a>".to_owned(), false),
            (deep(20), true),
            (deep(2_000), false),
            (deep(20_000), false),
            (format!("<a>{}</a>", "<b/>".repeat(100_000)), false),
        ] {
            assert_eq!(parse(&text).is_some(), good, "{}", &text[..text.len().min(60)]);
        }
    }

    #[test]
    fn ids() {
        for (text, unique) in [
            (r#"<a ID="1"><b ID="2"/></a>"#, true),
            (r#"<a ID="1"><b ID="1"/></a>"#, false),
            (r#"<a ID="1"><b Id="1"/></a>"#, false),
            (r#"<a ID="1" xmlns:x="y"><b x:id="1"/></a>"#, false),
        ] {
            let document = parse(text).expect("XML");
            assert_eq!(ids_are_unique(&document), unique, "{text}");
        }
    }

    #[test]
    fn comments_do_not_cut_text() {
        let document = parse("<a> me<!-- x -->@example.com </a>").expect("XML");
        assert_eq!(text(document.root_element()), "me@example.com");
    }
}
