//! The cryptography of KMS, pure: keys, what is done with them, and how ciphertexts look. Nothing here knows
//! accounts' permissions, tables or time; chance comes in as bytes, or from the library when it makes keys.
//!
//! RSA, elliptic curves, AES and HMAC are AWS-LC's (constant time, certified elsewhere, quick); Ed25519, ML-DSA and
//! ML-KEM are RustCrypto's and dalek's, whose interfaces take digests, an external mu and seeds.
//! Start reading at [`key`]: a key's stored form and what it becomes.
//! Ref: <https://docs.aws.amazon.com/kms/latest/cryptographic-details/basic-concepts.html>

pub(crate) mod algorithm;
pub(crate) mod blob;
pub(crate) mod cache;
pub(crate) mod context;
mod der;
mod ecc;
mod ed25519;
pub(crate) mod import;
pub(crate) mod key;
mod mldsa;
mod mlkem;
mod rsa;
mod spec;
mod symmetric;
#[cfg(test)]
mod tests;

use crate::key_spec::KeySpec;
pub(crate) use key::Key;
pub(crate) use rsa::max_plain;

/// Bytes that are wiped when they are let go.
pub(crate) type Secret = zeroize::Zeroizing<Vec<u8>>;

/// Why a computation gave nothing. What a client is told depends on the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CryptoError {
    /// Given bytes do not fit the key: a ciphertext, a signature, an encoded key.
    #[error("the bytes do not fit the key")]
    Invalid,
    /// The key's spec has no such computation.
    #[error("keys of this spec cannot do that")]
    WrongSpec,
    /// Stored key material cannot be read back, or the library failed for a reason of its own.
    #[error("the cryptographic library failed")]
    Failed,
}

impl From<aws_lc_rs::error::Unspecified> for CryptoError {
    fn from(_: aws_lc_rs::error::Unspecified) -> CryptoError {
        CryptoError::Failed
    }
}

impl From<aws_lc_rs::error::KeyRejected> for CryptoError {
    fn from(_: aws_lc_rs::error::KeyRejected) -> CryptoError {
        CryptoError::Invalid
    }
}
