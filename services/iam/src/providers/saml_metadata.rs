//! What an identity provider says of itself in SAML metadata: that it is one, the keys it signs with, and for how long.
//! Ref: <https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::Timestamp;
use roxmltree::{Document, Node, ParsingOptions};

use crate::certificates::x509;
use crate::limits;

const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// What counts of a metadata document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// When the document stops to hold, if it says so.
    pub(crate) valid_until: Option<Timestamp>,
}

/// Reads a document; none when it does not describe an identity provider with a signing certificate.
pub(crate) fn parse(text: &str) -> Option<Metadata> {
    let options =
        ParsingOptions { nodes_limit: limits::MAX_METADATA_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let entity = document.root_element();
    if !entity.has_tag_name((METADATA, "EntityDescriptor"))
        || entity.attribute("entityID").is_none_or(str::is_empty)
    {
        return None;
    }
    let provider = entity.children().find(|n| n.has_tag_name((METADATA, "IDPSSODescriptor")))?;
    let signing = |key: &Node<'_, '_>| {
        key.has_tag_name((METADATA, "KeyDescriptor"))
            && key.attribute("use").is_none_or(|usage| usage == "signing")
    };
    let mut certificates = provider.children().filter(signing).flat_map(|key| {
        key.descendants().filter(|n| n.has_tag_name((SIGNATURE, "X509Certificate")))
    });
    if !certificates.any(|node| is_certificate(node.text().unwrap_or_default())) {
        return None;
    }
    let valid_until = match entity.attribute("validUntil") {
        Some(text) => Some(Timestamp::parse_iso8601(text).ok()?),
        None => None,
    };
    Some(Metadata { valid_until })
}

fn is_certificate(text: &str) -> bool {
    let text: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(text).is_ok_and(|der| x509::read(der).is_some())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A document with a certificate that was just made.
    pub(crate) fn document(attributes: &str) -> String {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["idp.example.com".to_owned()]).unwrap();
        let certificate = STANDARD.encode(params.self_signed(&key).unwrap().der());
        format!(
            "<md:EntityDescriptor xmlns:md=\"{METADATA}\" xmlns:ds=\"{SIGNATURE}\" \
             entityID=\"https://idp.example.com\" {attributes}><md:IDPSSODescriptor \
             protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
             <md:KeyDescriptor use=\"signing\"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\
             {certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
             </md:IDPSSODescriptor></md:EntityDescriptor>"
        )
    }

    #[test]
    fn documents_of_identity_providers() {
        let plain = document("");
        assert_eq!(parse(&plain), Some(Metadata { valid_until: None }));
        let until = document("validUntil=\"2030-01-02T03:04:05Z\"");
        let end = Timestamp::parse_iso8601("2030-01-02T03:04:05Z").unwrap();
        assert_eq!(parse(&until), Some(Metadata { valid_until: Some(end) }));
    }

    #[test]
    fn anything_else_is_refused() {
        let good = document("");
        let laughs = "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]>";
        for bad in [
            String::new(),
            "no XML".to_owned(),
            "<a/>".to_owned(),
            good.replace("IDPSSODescriptor", "SPSSODescriptor"),
            good.replace("entityID", "id"),
            good.replace("\"signing\"", "\"encryption\""),
            good.replace("X509Certificate>", "Other>"),
            good.replace("<ds:X509Certificate>", "<ds:X509Certificate>AAAA"),
            good.replace(METADATA, "urn:other"),
            document("validUntil=\"tomorrow\""),
            format!("{laughs}{good}"),
            good[..good.len() - 5].to_owned(),
        ] {
            assert_eq!(parse(&bad), None, "{bad}");
        }
    }
}
