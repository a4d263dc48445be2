//! A SAML response as a call carries it: decoded, its signatures checked, its one assertion found. An assertion counts
//! when it or the response around it is signed, and no signature that is there may be wrong.
//! Ref: <https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node};

use super::assertion::Assertion;
use super::document::{self, child, children, text};
use super::encrypted::{self, Decryption};
use super::signature::{self, Signed};
use super::{ASSERTION, Metadata, PROTOCOL};

const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// Why a response is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NoBase64,
    /// Not XML, not a response, or not of the form that it must have.
    NoResponse,
    /// Said by another than the provider.
    Issuer,
    /// Not signed, or not by the provider, or not as it stands.
    Signature,
    /// The provider says that nobody was authenticated.
    NoSuccess,
    /// The assertion is encrypted, and does not open.
    Encrypted,
    /// The assertion is not encrypted, and must be.
    Plain,
}

/// The assertion of a response of this provider.
pub(crate) fn read(
    encoded: &str,
    provider: &Metadata,
    decryption: Decryption<'_>,
) -> Result<Assertion, Refusal> {
    let packed: String = encoded.split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(packed).map_err(|_| Refusal::NoBase64)?;
    let source = String::from_utf8(bytes).map_err(|_| Refusal::NoResponse)?;
    let document = parse(&source)?;
    let response = document.root_element();
    if said_by(response).is_some_and(|issuer| issuer != provider.entity_id) {
        return Err(Refusal::Issuer);
    }
    let Some(hidden) = children(response, ASSERTION, "EncryptedAssertion").next() else {
        let outer = signature::check(&source, response, &provider.keys);
        return in_plain(&source, response, outer, provider, decryption.required);
    };
    // What a signature of the response covers is the encrypted form.
    if !signature::are_in_place(response) {
        return Err(Refusal::Signature);
    }
    let outer = signature::check(&source, response, &provider.keys);
    let plain = encrypted::open(hidden, decryption.keys).ok_or(Refusal::Encrypted)?;
    let range = hidden.range();
    let opened = [&source[..range.start], &plain, &source[range.end..]].concat();
    let document = parse(&opened).map_err(|_| Refusal::Encrypted)?;
    in_plain(&opened, document.root_element(), outer, provider, false)
}

/// A response, of a form that can be looked at.
fn parse(source: &str) -> Result<Document<'_>, Refusal> {
    let document = document::parse(source).ok_or(Refusal::NoResponse)?;
    let response = document.root_element();
    let good = response.has_tag_name((PROTOCOL, "Response"))
        && response.attribute("Version") == Some("2.0")
        && document::ids_are_unique(&document);
    if good { Ok(document) } else { Err(Refusal::NoResponse) }
}

fn said_by(node: Node<'_, '_>) -> Option<String> {
    child(node, ASSERTION, "Issuer").map(text)
}

/// The assertion of a response whose own signature is `outer`.
fn in_plain(
    source: &str,
    response: Node<'_, '_>,
    outer: Signed,
    provider: &Metadata,
    must_hide: bool,
) -> Result<Assertion, Refusal> {
    let assertion = match only_assertion(response)? {
        Some(_) if must_hide => return Err(Refusal::Plain),
        Some(assertion) => assertion,
        None => return Err(without_assertion(response, outer)),
    };
    if said_by(assertion).as_ref() != Some(&provider.entity_id) {
        return Err(Refusal::Issuer);
    }
    if !signature::are_in_place(response) {
        return Err(Refusal::Signature);
    }
    let inner = signature::check(source, assertion, &provider.keys);
    match (outer, inner) {
        (Signed::Bad, _) | (_, Signed::Bad) | (Signed::No, Signed::No) => {
            return Err(Refusal::Signature);
        }
        _ => {}
    }
    if !succeeded(response) {
        return Err(Refusal::NoSuccess);
    }
    Assertion::from_xml(assertion).ok_or(Refusal::NoResponse)
}

/// The assertion right under the response. There must be no other, wherever it hides.
fn only_assertion<'a, 'i>(response: Node<'a, 'i>) -> Result<Option<Node<'a, 'i>>, Refusal> {
    if children(response, ASSERTION, "EncryptedAssertion").next().is_some() {
        return Err(Refusal::NoResponse);
    }
    let mut all = response.descendants().filter(|n| n.has_tag_name((ASSERTION, "Assertion")));
    let Some(first) = all.next() else { return Ok(None) };
    if all.next().is_some() || first.parent() != Some(response) {
        return Err(Refusal::NoResponse);
    }
    Ok(Some(first))
}

/// What a response without an assertion is: the provider's refusal, or nothing.
fn without_assertion(response: Node<'_, '_>, outer: Signed) -> Refusal {
    match outer {
        Signed::Bad => Refusal::Signature,
        _ if succeeded(response) => Refusal::NoResponse,
        _ => Refusal::NoSuccess,
    }
}

fn succeeded(response: Node<'_, '_>) -> bool {
    let status = child(response, PROTOCOL, "Status");
    let code = status.and_then(|status| child(status, PROTOCOL, "StatusCode"));
    code.and_then(|code| code.attribute("Value")) == Some(SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is changed, nothing else is ever read than what was signed.
    #[test]
    fn a_changed_response_says_the_same_or_nothing() {
        let metadata = include_str!("../../tests/saml/metadata.xml");
        let provider = Metadata::parse(metadata).expect("metadata");
        for good in [
            include_str!("../../tests/saml/good.xml"),
            include_str!("../../tests/saml/odd-response.xml"),
        ] {
            let said = read(&STANDARD.encode(good), &provider, Decryption::default())
                .expect("a good response");
            let mut refused = 0;
            for at in (0..good.len()).step_by(7) {
                for put in [&b""[..], b"<", b" ", b"&", b"0"] {
                    let changed =
                        [&good.as_bytes()[..at], put, &good.as_bytes()[at + 1..]].concat();
                    match read(&STANDARD.encode(changed), &provider, Decryption::default()) {
                        Ok(found) => assert_eq!(found, said, "{put:?} at {at}"),
                        Err(_) => refused += 1,
                    }
                }
            }
            assert!(refused > good.len() / 7, "{refused}");
        }
    }

    #[test]
    fn refusals() {
        let provider =
            Metadata { entity_id: "idp".to_owned(), keys: Vec::new(), valid_until: None };
        let no_keys = Decryption::default();
        let response = |inner: &str| {
            format!(
                r#"<p:Response xmlns:p="{PROTOCOL}" xmlns:a="{ASSERTION}" Version="2.0">{inner}</p:Response>"#
            )
        };
        for (text, why) in [
            (String::new(), Refusal::NoResponse),
            ("<a/>".to_owned(), Refusal::NoResponse),
            (response(""), Refusal::NoSuccess),
            (response("<a:Issuer>other</a:Issuer>"), Refusal::Issuer),
            (response("<a:EncryptedAssertion/>"), Refusal::Encrypted),
            (response("<a:Assertion/>"), Refusal::Issuer),
            (response("<a:Assertion><a:Issuer>idp</a:Issuer></a:Assertion>"), Refusal::Signature),
            (response("<x><a:Assertion/></x>"), Refusal::NoResponse),
        ] {
            assert_eq!(read(&STANDARD.encode(&text), &provider, no_keys), Err(why), "{text}");
        }
        assert_eq!(read("?", &provider, no_keys), Err(Refusal::NoBase64));
        assert_eq!(read(&STANDARD.encode([0xff]), &provider, no_keys), Err(Refusal::NoResponse));
    }
}
