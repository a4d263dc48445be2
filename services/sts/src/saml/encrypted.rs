//! Assertions that a provider encrypted: the content under a key of its own, that key under one of the private keys
//! which the account gave its provider. Key transport by RSA-OAEP with one hash throughout, content by AES-GCM or
//! AES-CBC. Whatever does not open is refused in the same way, so that nobody learns how far it came.
//! Ref: <https://www.w3.org/TR/xmlenc-core1/>

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{self, DecryptingKey, DecryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384, OAEP_SHA512_MGF1SHA512,
    OaepAlgorithm, OaepPrivateDecryptingKey, PrivateDecryptingKey,
};
use roxmltree::Node;

use super::SIGNATURE;
use super::document::child;
use super::signature::{algorithm, decoded, digest_method};
use crate::public_key::Hash;

const ENCRYPTION: &str = "http://www.w3.org/2001/04/xmlenc#";
const ENCRYPTION_11: &str = "http://www.w3.org/2009/xmlenc11#";

/// How many wrapped keys of one assertion are tried.
const MOST_KEYS: usize = 4;
const BLOCK: usize = 16;
const NONCE: usize = aead::NONCE_LEN;

/// How a provider's assertions are to be opened.
#[derive(Clone, Copy, Default)]
pub(crate) struct Decryption<'a> {
    /// Private keys, PKCS #8.
    pub(crate) keys: &'a [Vec<u8>],
    /// Whether assertions in plain are refused.
    pub(crate) required: bool,
}

/// The XML that an `EncryptedAssertion` hides; `None` when none of the keys opens it.
pub(super) fn open(hidden: Node<'_, '_>, keys: &[Vec<u8>]) -> Option<String> {
    let data = child(hidden, ENCRYPTION, "EncryptedData")?;
    let content = Content::named(algorithm(child(data, ENCRYPTION, "EncryptionMethod")?)?)?;
    let sealed = value(data)?;
    // The content's key stands within the data, or beside it.
    let wrapped = hidden.descendants().filter(|n| n.has_tag_name((ENCRYPTION, "EncryptedKey")));
    for wrapped in wrapped.take(MOST_KEYS) {
        let secrets = keys.iter().filter_map(|key| unwrap(wrapped, key));
        if let Some(plain) = secrets.filter_map(|secret| content.open(&secret, &sealed)).next() {
            return String::from_utf8(plain).ok();
        }
    }
    None
}

/// The key for the content.
fn unwrap(wrapped: Node<'_, '_>, key: &[u8]) -> Option<Vec<u8>> {
    let method = child(wrapped, ENCRYPTION, "EncryptionMethod")?;
    let how = transport(method)?;
    let label = match child(method, ENCRYPTION, "OAEPparams") {
        Some(label) => Some(decoded(label)?),
        None => None,
    };
    let key = OaepPrivateDecryptingKey::new(PrivateDecryptingKey::from_pkcs8(key).ok()?).ok()?;
    let mut out = vec![0; key.min_output_size()];
    let secret = key.decrypt(how, &value(wrapped)?, &mut out, label.as_deref()).ok()?;
    Some(secret.to_vec())
}

/// RSA-OAEP with one hash for both of its uses.
fn transport(method: Node<'_, '_>) -> Option<&'static OaepAlgorithm> {
    let hash = match child(method, SIGNATURE, "DigestMethod") {
        Some(named) => digest_method(algorithm(named)?)?,
        None => Hash::Sha1,
    };
    let mask = match algorithm(method)? {
        "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p" => Hash::Sha1,
        "http://www.w3.org/2009/xmlenc11#rsa-oaep" => match child(method, ENCRYPTION_11, "MGF") {
            Some(named) => match algorithm(named)?.strip_prefix(ENCRYPTION_11)? {
                "mgf1sha1" => Hash::Sha1,
                "mgf1sha256" => Hash::Sha256,
                "mgf1sha384" => Hash::Sha384,
                "mgf1sha512" => Hash::Sha512,
                _ => return None,
            },
            None => Hash::Sha1,
        },
        _ => return None,
    };
    if hash != mask {
        return None;
    }
    Some(match hash {
        Hash::Sha1 => &OAEP_SHA1_MGF1SHA1,
        Hash::Sha256 => &OAEP_SHA256_MGF1SHA256,
        Hash::Sha384 => &OAEP_SHA384_MGF1SHA384,
        Hash::Sha512 => &OAEP_SHA512_MGF1SHA512,
    })
}

/// How the content is encrypted.
enum Content {
    Gcm(&'static aead::Algorithm),
    Cbc(&'static cipher::Algorithm),
}

impl Content {
    fn named(name: &str) -> Option<Content> {
        Some(match name {
            "http://www.w3.org/2009/xmlenc11#aes128-gcm" => Content::Gcm(&aead::AES_128_GCM),
            "http://www.w3.org/2009/xmlenc11#aes192-gcm" => Content::Gcm(&aead::AES_192_GCM),
            "http://www.w3.org/2009/xmlenc11#aes256-gcm" => Content::Gcm(&aead::AES_256_GCM),
            "http://www.w3.org/2001/04/xmlenc#aes128-cbc" => Content::Cbc(&cipher::AES_128),
            "http://www.w3.org/2001/04/xmlenc#aes192-cbc" => Content::Cbc(&cipher::AES_192),
            "http://www.w3.org/2001/04/xmlenc#aes256-cbc" => Content::Cbc(&cipher::AES_256),
            _ => return None,
        })
    }

    fn open(&self, key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        match self {
            Content::Gcm(how) => {
                let (nonce, body) = sealed.split_first_chunk::<NONCE>()?;
                let key = LessSafeKey::new(UnboundKey::new(how, key).ok()?);
                let mut plain = body.to_vec();
                let nonce = Nonce::assume_unique_for_key(*nonce);
                let len = key.open_in_place(nonce, Aad::empty(), &mut plain).ok()?.len();
                plain.truncate(len);
                Some(plain)
            }
            Content::Cbc(how) => {
                let (start, body) = sealed.split_first_chunk::<BLOCK>()?;
                let key = DecryptingKey::cbc(UnboundCipherKey::new(how, key).ok()?).ok()?;
                let mut plain = body.to_vec();
                let start = DecryptionContext::Iv128(FixedLength::from(*start));
                key.decrypt(&mut plain, start).ok()?;
                // Only the last byte of the padding means something.
                let padding = usize::from(*plain.last()?);
                let len = plain.len().checked_sub(padding)?;
                plain.truncate(len);
                (1..=BLOCK).contains(&padding).then_some(plain)
            }
        }
    }
}

/// What is encrypted, as it stands.
fn value(of: Node<'_, '_>) -> Option<Vec<u8>> {
    decoded(child(child(of, ENCRYPTION, "CipherData")?, ENCRYPTION, "CipherValue")?)
}
