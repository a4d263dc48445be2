//! A key: how its material is kept, what it becomes in memory, and what can be done with it.
//!
//! Kept forms: AES and HMAC keys as they are; RSA and curves as PKCS #8; Ed25519, ML-DSA and ML-KEM as their seeds.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/key-types.html>

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::hmac;

use super::algorithm::{Hash, Message, Signing};
use super::ecc::EcKey;
use super::ed25519::{self, EdKey};
use super::mldsa::{self, MlDsaKey};
use super::mlkem::{self, MlKemKey};
use super::rsa::{self, RsaKey};
use super::symmetric::{self, SymmetricKey};
use super::{CryptoError, KeySpec, Secret, der, ecc};

/// A key, read from its material.
pub(crate) enum Key {
    Symmetric(SymmetricKey),
    Mac(hmac::Key),
    Rsa(RsaKey),
    Ec(EcKey),
    Ed25519(EdKey),
    MlDsa(MlDsaKey),
    MlKem(MlKemKey),
}

/// Bytes of chance that [`generate`] takes.
pub(crate) const ENTROPY: usize = 64;

/// New key material, in the form that it is kept in. RSA's takes up to seconds
/// ([`KeySpec::is_slow_to_make`]); RSA and curves use the library's own chance.
pub(crate) fn generate(spec: KeySpec, entropy: &[u8; ENTROPY]) -> Result<Secret, CryptoError> {
    let begin = |len: usize| Ok(Secret::new(entropy[..len].to_vec()));
    match spec {
        KeySpec::SymmetricDefault => begin(symmetric::LEN),
        KeySpec::Hmac224 | KeySpec::Hmac256 | KeySpec::Hmac384 | KeySpec::Hmac512 => {
            begin(spec.mac_hash().map_or(0, Hash::len))
        }
        KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096 => rsa::generate(spec),
        KeySpec::EccNistP256
        | KeySpec::EccNistP384
        | KeySpec::EccNistP521
        | KeySpec::EccSecgP256k1 => ecc::generate(spec),
        KeySpec::EccNistEdwards25519 => begin(ed25519::LEN),
        KeySpec::MlDsa44 | KeySpec::MlDsa65 | KeySpec::MlDsa87 => begin(mldsa::SEED),
        KeySpec::MlKem512 | KeySpec::MlKem768 | KeySpec::MlKem1024 => begin(mlkem::SEED),
        KeySpec::Sm2 => Err(CryptoError::WrongSpec),
    }
}

/// Foreign key material in the form that it is kept in, if it is a key of `spec`. Asymmetric keys come as PKCS #8.
pub(crate) fn import(spec: KeySpec, given: &[u8]) -> Result<Secret, CryptoError> {
    let of_len = |len: usize| match given.len() == len {
        true => Ok(Secret::new(given.to_vec())),
        false => Err(CryptoError::Invalid),
    };
    match spec {
        KeySpec::SymmetricDefault => of_len(symmetric::LEN),
        KeySpec::Hmac224 | KeySpec::Hmac256 | KeySpec::Hmac384 | KeySpec::Hmac512 => {
            of_len(spec.mac_hash().map_or(0, Hash::len))
        }
        KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096 => RsaKey::import(spec, given),
        KeySpec::EccNistP256
        | KeySpec::EccNistP384
        | KeySpec::EccNistP521
        | KeySpec::EccSecgP256k1 => EcKey::import(spec, given),
        KeySpec::EccNistEdwards25519 => seed(der::read_ed25519(given)),
        KeySpec::MlDsa44 | KeySpec::MlDsa65 | KeySpec::MlDsa87 => {
            seed::<{ mldsa::SEED }>(der::read_seed(&mldsa::oid(spec)?, given))
        }
        KeySpec::MlKem512 | KeySpec::MlKem768 | KeySpec::MlKem1024 => {
            seed::<{ mlkem::SEED }>(der::read_seed(&mlkem::oid(spec)?, given))
        }
        KeySpec::Sm2 => Err(CryptoError::WrongSpec),
    }
}

fn seed<const N: usize>(read: Option<[u8; N]>) -> Result<Secret, CryptoError> {
    read.map(|seed| Secret::new(seed.to_vec())).ok_or(CryptoError::Invalid)
}

/// A private key as PKCS #8, from the form that it is kept in: what clients get of a data key pair.
pub(crate) fn private_key(spec: KeySpec, kept: &[u8]) -> Result<Secret, CryptoError> {
    match spec {
        KeySpec::EccNistEdwards25519 => {
            let key = kept.try_into().map_err(|_| CryptoError::Invalid)?;
            Ok(der::ed25519_private_key(key))
        }
        KeySpec::MlDsa44 | KeySpec::MlDsa65 | KeySpec::MlDsa87 => {
            Ok(der::seed_private_key(&mldsa::oid(spec)?, kept))
        }
        KeySpec::MlKem512 | KeySpec::MlKem768 | KeySpec::MlKem1024 => {
            Ok(der::seed_private_key(&mlkem::oid(spec)?, kept))
        }
        _ if spec.is_asymmetric() => Ok(Secret::new(kept.to_vec())),
        _ => Err(CryptoError::WrongSpec),
    }
}

/// The id of key material under the key `key_id`: the same bytes under the same key have the same id, and it tells
/// nothing about them.
pub(crate) fn material_id(key_id: &str, kept: &[u8]) -> [u8; 32] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, kept);
    let mut mac = hmac::Context::with_key(&key);
    mac.update(b"stratus kms material 1");
    mac.update(key_id.as_bytes());
    mac.sign().as_ref().try_into().unwrap_or_default()
}

impl Key {
    /// Reads a key from its kept form.
    pub(crate) fn parse(spec: KeySpec, kept: &[u8]) -> Result<Key, CryptoError> {
        Ok(match spec {
            KeySpec::SymmetricDefault => Key::Symmetric(SymmetricKey::parse(kept)?),
            KeySpec::Hmac224 | KeySpec::Hmac256 | KeySpec::Hmac384 | KeySpec::Hmac512 => {
                Key::Mac(hmac::Key::new(mac_algorithm(spec)?, kept))
            }
            KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096 => {
                Key::Rsa(RsaKey::parse(spec, kept)?)
            }
            KeySpec::EccNistP256
            | KeySpec::EccNistP384
            | KeySpec::EccNistP521
            | KeySpec::EccSecgP256k1 => Key::Ec(EcKey::parse(spec, kept)?),
            KeySpec::EccNistEdwards25519 => Key::Ed25519(EdKey::parse(kept)?),
            KeySpec::MlDsa44 | KeySpec::MlDsa65 | KeySpec::MlDsa87 => {
                Key::MlDsa(MlDsaKey::parse(spec, kept)?)
            }
            KeySpec::MlKem512 | KeySpec::MlKem768 | KeySpec::MlKem1024 => {
                Key::MlKem(MlKemKey::parse(spec, kept)?)
            }
            KeySpec::Sm2 => return Err(CryptoError::WrongSpec),
        })
    }

    /// The public key as SubjectPublicKeyInfo.
    pub(crate) fn public_key(&self) -> Result<Vec<u8>, CryptoError> {
        match self {
            Key::Rsa(key) => key.public_key(),
            Key::Ec(key) => key.public_key(),
            Key::Ed25519(key) => Ok(key.public_key()),
            Key::MlDsa(key) => key.public_key(),
            Key::MlKem(key) => key.public_key(),
            Key::Symmetric(_) | Key::Mac(_) => Err(CryptoError::WrongSpec),
        }
    }

    /// Signs. The spec must have the algorithm (`KeySpec::algorithms`).
    pub(crate) fn sign(
        &self,
        how: Signing,
        message: Message<'_>,
        entropy: [u8; 32],
    ) -> Result<Vec<u8>, CryptoError> {
        match self {
            Key::Rsa(key) => key.sign(how, &digest_of(how, message)?),
            Key::Ec(key) => key.sign(&digest_of(how, message)?),
            Key::Ed25519(key) => key.sign(how, message),
            Key::MlDsa(key) => key.sign(message, entropy),
            Key::Symmetric(_) | Key::Mac(_) | Key::MlKem(_) => Err(CryptoError::WrongSpec),
        }
    }

    /// Whether `signature` is this key's: [`CryptoError::Invalid`] when it is not.
    pub(crate) fn verify(
        &self,
        how: Signing,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        match self {
            Key::Rsa(key) => key.verify(how, &digest_of(how, message)?, signature),
            Key::Ec(key) => key.verify(&digest_of(how, message)?, signature),
            Key::Ed25519(key) => key.verify(how, message, signature),
            Key::MlDsa(key) => key.verify(message, signature),
            Key::Symmetric(_) | Key::Mac(_) | Key::MlKem(_) => Err(CryptoError::WrongSpec),
        }
    }

    /// The message authentication code.
    pub(crate) fn mac(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let Key::Mac(key) = self else { return Err(CryptoError::WrongSpec) };
        Ok(hmac::sign(key, message).as_ref().to_vec())
    }

    /// Whether `mac` is the message's: [`CryptoError::Invalid`] when it is not.
    pub(crate) fn verify_mac(&self, message: &[u8], mac: &[u8]) -> Result<(), CryptoError> {
        let Key::Mac(key) = self else { return Err(CryptoError::WrongSpec) };
        hmac::verify(key, message, mac).map_err(|_| CryptoError::Invalid)
    }
}

fn mac_algorithm(spec: KeySpec) -> Result<hmac::Algorithm, CryptoError> {
    match spec {
        KeySpec::Hmac224 => Ok(hmac::HMAC_SHA224),
        KeySpec::Hmac256 => Ok(hmac::HMAC_SHA256),
        KeySpec::Hmac384 => Ok(hmac::HMAC_SHA384),
        KeySpec::Hmac512 => Ok(hmac::HMAC_SHA512),
        _ => Err(CryptoError::WrongSpec),
    }
}

fn digest_of(how: Signing, message: Message<'_>) -> Result<Digest, CryptoError> {
    let hash = how.digest().ok_or(CryptoError::WrongSpec)?;
    match message {
        Message::Raw(message) => Ok(digest::digest(hash.algorithm(), message)),
        Message::Digest(digest) => {
            Digest::import_less_safe(digest, hash.algorithm()).map_err(|_| CryptoError::Invalid)
        }
        Message::ExternalMu(_) => Err(CryptoError::WrongSpec),
    }
}
