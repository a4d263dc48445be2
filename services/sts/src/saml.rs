//! SAML 2.0 responses: read, their XML signatures verified, their assertions judged. Whatever is read is read from the
//! very element that a signature covers, in one parse of the text.
//! Ref: <https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf>

pub(crate) mod assertion;
mod attributes;
mod c14n;
mod document;
mod encrypted;
pub(crate) mod judge;
pub(crate) mod metadata;
mod response;
mod signature;

pub(crate) use encrypted::Decryption;
pub(crate) use judge::{Expected, SamlIdentity, judge};
pub(crate) use metadata::Metadata;
pub(crate) use response::{Refusal, read};

/// Namespaces.
const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";
