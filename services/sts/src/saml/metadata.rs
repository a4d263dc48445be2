//! What a provider's metadata document says: its name, and the keys that it signs with. IAM has checked the document.
//! The certificates only carry keys: when they end is not looked at, as AWS documents.
//! Ref: <https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::Timestamp;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey as Parsed;

use super::document::{self, children, text};
use super::{METADATA, SIGNATURE};
use crate::public_key::PublicKey;

/// An identity provider.
pub(crate) struct Metadata {
    pub(crate) entity_id: String,
    pub(crate) keys: Vec<PublicKey>,
    pub(crate) valid_until: Option<Timestamp>,
}

impl Metadata {
    pub(crate) fn parse(text: &str) -> Option<Metadata> {
        let document = document::parse(text)?;
        let entity = document.root_element();
        if !entity.has_tag_name((METADATA, "EntityDescriptor")) {
            return None;
        }
        let valid_until = match entity.attribute("validUntil") {
            Some(text) => Some(Timestamp::parse_iso8601(text).ok()?),
            None => None,
        };
        let signing = children(entity, METADATA, "IDPSSODescriptor")
            .flat_map(|provider| children(provider, METADATA, "KeyDescriptor"))
            .filter(|key| key.attribute("use").is_none_or(|usage| usage == "signing"));
        let certificates = signing
            .flat_map(|key| key.descendants())
            .filter(|node| node.has_tag_name((SIGNATURE, "X509Certificate")));
        Some(Metadata {
            entity_id: entity.attribute("entityID")?.to_owned(),
            keys: certificates.filter_map(|node| key(&self::text(node))).collect(),
            valid_until,
        })
    }
}

/// The key of a certificate in base64.
fn key(text: &str) -> Option<PublicKey> {
    let text: String = text.split_ascii_whitespace().collect();
    let der = STANDARD.decode(text).ok()?;
    let (_, certificate) = X509Certificate::from_der(&der).ok()?;
    let trimmed =
        |bytes: &[u8]| -> Vec<u8> { bytes.iter().copied().skip_while(|byte| *byte == 0).collect() };
    match certificate.public_key().parsed().ok()? {
        Parsed::RSA(rsa) => {
            Some(PublicKey::Rsa { n: trimmed(rsa.modulus), e: trimmed(rsa.exponent) })
        }
        Parsed::EC(point) => {
            let point = point.data();
            // A point that is not compressed: a byte, and two coordinates.
            let bits = match point.len() {
                65 => 256,
                97 => 384,
                133 => 521,
                _ => return None,
            };
            PublicKey::on_curve(bits, point)
        }
        _ => None,
    }
}
