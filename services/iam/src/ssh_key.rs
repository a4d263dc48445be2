//! RSA public keys for SSH, in OpenSSH's form and in PEM; each form can be had from the other.
//! Ref: <https://www.rfc-editor.org/rfc/rfc4253#section-6.6>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;

use crate::certificates::{der, pem};
use crate::limits;

/// An RSA public key: its numbers, without zeros in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SshKey {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Neither OpenSSH's form nor PEM.
    Encoding,
    /// One of both, but no RSA key of a good size.
    Key,
}

impl SshKey {
    pub(crate) fn parse(text: &str) -> Result<SshKey, Refusal> {
        let text = text.trim();
        let key = if text.starts_with("-----BEGIN ") {
            SshKey::from_pem(text)
        } else if text.starts_with("ssh-") || text.starts_with("ecdsa-") {
            SshKey::from_openssh(text)
        } else {
            return Err(Refusal::Encoding);
        };
        key.filter(|key| key.bits() >= limits::MIN_SSH_KEY_BITS).ok_or(Refusal::Key)
    }

    /// `ssh-rsa AAAA... comment`: three strings, each after its length.
    fn from_openssh(text: &str) -> Option<SshKey> {
        let mut words = text.split_ascii_whitespace();
        if words.next()? != "ssh-rsa" {
            return None;
        }
        let blob = STANDARD.decode(words.next()?).ok()?;
        let mut rest = &blob[..];
        let mut next = || {
            let (length, after) = rest.split_first_chunk::<4>()?;
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            let (part, after) = after.split_at_checked(length)?;
            rest = after;
            Some(part)
        };
        let (kind, exponent, modulus) = (next()?, next()?, next()?);
        let key = SshKey {
            modulus: der::trimmed(modulus).to_vec(),
            exponent: der::trimmed(exponent).to_vec(),
        };
        (kind == b"ssh-rsa" && rest.is_empty()).then_some(key)
    }

    fn from_pem(text: &str) -> Option<SshKey> {
        let mut blocks = pem::blocks(text)?;
        let block = blocks.pop().filter(|_| blocks.is_empty())?;
        let numbers = match block.label {
            "RSA PUBLIC KEY" => block.der,
            "PUBLIC KEY" => {
                let mut fields = der::Reader::new(&block.der).sequence()?;
                let algorithm = fields.sequence()?.value(der::OBJECT)?;
                let bits = fields.value(der::BIT_STRING)?;
                bits.strip_prefix(&[0]).filter(|_| algorithm == der::RSA)?.to_vec()
            }
            _ => return None,
        };
        let mut numbers = der::Reader::new(&numbers).sequence()?;
        let (modulus, exponent) = (numbers.positive()?, numbers.positive()?);
        Some(SshKey { modulus: modulus.to_vec(), exponent: exponent.to_vec() })
    }

    fn bits(&self) -> usize {
        let first = self.modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
        self.modulus.len() * 8 - first
    }

    /// The form that SSH sends.
    fn blob(&self) -> Vec<u8> {
        let string = |bytes: &[u8]| {
            let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            [&length.to_be_bytes()[..], bytes].concat()
        };
        let number = |bytes: &[u8]| {
            let sign = if bytes.first().is_some_and(|b| *b >= 0x80) { &[0][..] } else { &[] };
            string(&[sign, bytes].concat())
        };
        [string(b"ssh-rsa"), number(&self.exponent), number(&self.modulus)].concat()
    }

    /// MD5 of the form that SSH sends: `7a:1d:...`.
    pub(crate) fn fingerprint(&self) -> String {
        let digest: [u8; 16] = Md5::digest(self.blob());
        digest.map(|byte| format!("{byte:02x}")).join(":")
    }

    pub(crate) fn openssh(&self) -> String {
        format!("ssh-rsa {}", STANDARD.encode(self.blob()))
    }

    pub(crate) fn pem(&self) -> String {
        let numbers =
            [der::write_positive(&self.modulus), der::write_positive(&self.exponent)].concat();
        let bits = [&[0][..], &der::write(der::SEQUENCE, &numbers)].concat();
        let whole = [&der::RSA_ALGORITHM[..], &der::write(der::BIT_STRING, &bits)].concat();
        pem::write("PUBLIC KEY", &der::write(der::SEQUENCE, &whole))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENSSH: &str = include_str!("../tests/data/rsa.pub");
    const PEM: &str = include_str!("../tests/data/rsa.pem");
    const PKCS1: &str = include_str!("../tests/data/rsa_pkcs1.pem");
    const SMALL: &str = include_str!("../tests/data/rsa_1024.pub");
    const OTHER: &str = include_str!("../tests/data/ed25519.pub");

    /// The key, its forms and its fingerprint were written by ssh-keygen.
    #[test]
    fn every_form_is_the_same_key() {
        let key = SshKey::parse(OPENSSH).unwrap();
        assert_eq!(SshKey::parse(PEM), Ok(key.clone()));
        assert_eq!(SshKey::parse(PKCS1), Ok(key.clone()));
        assert_eq!(key.pem(), PEM);
        assert_eq!(key.openssh(), OPENSSH.trim_end().trim_end_matches(" a@b"));
        assert_eq!(key.fingerprint(), "ec:8a:ab:63:ea:bd:04:38:0a:5d:05:36:8b:94:5a:5f");
    }

    #[test]
    fn other_texts_are_refused() {
        for (text, refusal) in [
            (SMALL, Refusal::Key),
            (OTHER, Refusal::Key),
            ("ssh-rsa", Refusal::Key),
            ("ssh-rsa AAAA", Refusal::Key),
            ("ssh-rsa AAAAB3NzaC1yc2H/////", Refusal::Key),
            ("-----BEGIN PUBLIC KEY-----", Refusal::Key),
            ("hello", Refusal::Encoding),
            ("", Refusal::Encoding),
        ] {
            assert_eq!(SshKey::parse(text), Err(refusal), "{text}");
        }
    }
}
