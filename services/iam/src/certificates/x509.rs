//! X.509 certificates: read, and checked against the one that is said to have signed them.
//! Ref: <https://www.rfc-editor.org/rfc/rfc5280>

use kernel::Timestamp;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey as Parsed;

use super::{der, pem};

/// A certificate that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Certificate {
    pub(crate) der: Vec<u8>,
    pub(crate) not_before: Timestamp,
    pub(crate) not_after: Timestamp,
    pub(crate) key: PublicKey,
}

/// A key as certificates and key files name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PublicKey {
    /// Modulus and exponent, without zeros in front.
    Rsa(Vec<u8>, Vec<u8>),
    /// A point on some curve, not compressed.
    Ec(Vec<u8>),
    /// Of another algorithm.
    Other,
}

/// The certificate of a text that holds just one.
pub(crate) fn parse(text: &str) -> Option<Certificate> {
    read(pem::single(text, "CERTIFICATE")?)
}

/// All certificates of a text that holds nothing else, in order.
pub(crate) fn parse_all(text: &str) -> Option<Vec<Certificate>> {
    let read_block = |block: pem::Block<'_>| match block.label {
        "CERTIFICATE" => read(block.der),
        _ => None,
    };
    pem::blocks(text)?.into_iter().map(read_block).collect()
}

/// A certificate from its DER form.
pub(crate) fn read(der: Vec<u8>) -> Option<Certificate> {
    let (rest, parsed) = X509Certificate::from_der(&der).ok()?;
    if !rest.is_empty() {
        return None;
    }
    let seconds = parsed.validity();
    let key = match parsed.public_key().parsed().ok()? {
        Parsed::RSA(rsa) => {
            PublicKey::Rsa(der::trimmed(rsa.modulus).to_vec(), der::trimmed(rsa.exponent).to_vec())
        }
        Parsed::EC(point) => PublicKey::Ec(point.data().to_vec()),
        _ => PublicKey::Other,
    };
    let (not_before, not_after) = (
        Timestamp::from_secs(seconds.not_before.timestamp()),
        Timestamp::from_secs(seconds.not_after.timestamp()),
    );
    Some(Certificate { not_before, not_after, key, der })
}

/// Whether `issuer` signed `subject`.
pub(crate) fn signed(issuer: &Certificate, subject: &Certificate) -> bool {
    let (Ok((_, issuer)), Ok((_, subject))) =
        (X509Certificate::from_der(&issuer.der), X509Certificate::from_der(&subject.der))
    else {
        return false;
    };
    subject.issuer().as_raw() == issuer.subject().as_raw()
        && subject.verify_signature(Some(issuer.public_key())).is_ok()
}
