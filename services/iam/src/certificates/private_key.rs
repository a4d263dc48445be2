//! Private keys in PEM: which public key they belong to.
//! Ref: <https://www.rfc-editor.org/rfc/rfc5958>, <https://www.rfc-editor.org/rfc/rfc5915>

use p256::elliptic_curve::sec1::ToEncodedPoint as _;

use super::der::{self, Reader};
use super::pem;
use super::x509::PublicKey;

/// The public half of the key that a text holds, when it holds just one that is understood.
pub(crate) fn public_half(text: &str) -> Option<PublicKey> {
    let mut blocks = pem::blocks(text)?;
    // OpenSSL writes the curve's name in a block of its own.
    blocks.retain(|block| block.label != "EC PARAMETERS");
    let [block] = &blocks[..] else { return None };
    match block.label {
        "RSA PRIVATE KEY" => rsa(&block.der),
        "EC PRIVATE KEY" => ec(&block.der),
        "PRIVATE KEY" => any(&block.der),
        _ => None,
    }
}

/// The RSA key that a text holds, as PKCS #8 has it.
pub(crate) fn rsa_pkcs8(text: &str) -> Option<Vec<u8>> {
    let Some(PublicKey::Rsa(..)) = public_half(text) else { return None };
    let block = pem::blocks(text)?.into_iter().next()?;
    if block.label != "RSA PRIVATE KEY" {
        return Some(block.der);
    }
    let version = der::write(der::INTEGER, &[0]);
    let key = der::write(der::OCTET_STRING, &block.der);
    Some(der::write(der::SEQUENCE, &[&version[..], &der::RSA_ALGORITHM, &key].concat()))
}

/// PKCS #8: the algorithm, and within it the algorithm's own form.
fn any(bytes: &[u8]) -> Option<PublicKey> {
    let mut outer = Reader::new(bytes).sequence()?;
    outer.value(der::INTEGER)?;
    let algorithm = outer.sequence()?.value(der::OBJECT)?;
    let inner = outer.value(der::OCTET_STRING)?;
    match algorithm {
        _ if algorithm == der::RSA => rsa(inner),
        _ if algorithm == der::EC => ec(inner),
        _ => None,
    }
}

/// PKCS #1: version, modulus, exponent, and the secret numbers.
fn rsa(bytes: &[u8]) -> Option<PublicKey> {
    let mut fields = Reader::new(bytes).sequence()?;
    fields.value(der::INTEGER)?;
    let (modulus, exponent) = (fields.positive()?, fields.positive()?);
    for _secret in 0..6 {
        fields.positive()?;
    }
    Some(PublicKey::Rsa(modulus.to_vec(), exponent.to_vec()))
}

/// SEC 1: version, secret, then perhaps the curve and the public point.
fn ec(bytes: &[u8]) -> Option<PublicKey> {
    let mut fields = Reader::new(bytes).sequence()?;
    fields.value(der::INTEGER)?;
    let secret = fields.value(der::OCTET_STRING)?;
    while let Some((tag, content)) = fields.any() {
        if tag == 0xa1 {
            let point = Reader::new(content).value(der::BIT_STRING)?;
            return Some(PublicKey::Ec(point.strip_prefix(&[0])?.to_vec()));
        }
    }
    // Without the point it can be computed for the usual curve.
    let key = p256::SecretKey::from_slice(secret).ok()?;
    Some(PublicKey::Ec(key.public_key().to_encoded_point(false).as_bytes().to_vec()))
}
