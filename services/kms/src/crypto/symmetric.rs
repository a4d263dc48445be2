//! SYMMETRIC_DEFAULT: AES-256 in Galois/Counter Mode. Each ciphertext has a key of its own, derived from the KMS key
//! and a random salt by HMAC-SHA-256, so that no number of calls wears a key out.
//! Ref: <https://docs.aws.amazon.com/kms/latest/cryptographic-details/crypto-primitives.html>

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hmac;

use super::blob::{self, Blob, ENTROPY, Name, SALT, TAG};
use super::{CryptoError, Secret};

/// Bytes of the key.
pub(super) const LEN: usize = 32;
const LABEL: &[u8] = b"stratus kms blob 1";

/// A symmetric key, ready to derive from.
pub(crate) struct SymmetricKey {
    derive: hmac::Key,
}

impl SymmetricKey {
    pub(super) fn parse(key: &[u8]) -> Result<SymmetricKey, CryptoError> {
        if key.len() != LEN {
            return Err(CryptoError::Invalid);
        }
        Ok(SymmetricKey { derive: hmac::Key::new(hmac::HMAC_SHA256, key) })
    }

    fn key_for(&self, salt: &[u8; SALT]) -> Result<LessSafeKey, CryptoError> {
        let mut derive = hmac::Context::with_key(&self.derive);
        derive.update(LABEL);
        derive.update(salt);
        let key = derive.sign();
        Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_ref())?))
    }

    /// `plain` as a blob under this key, which is called `name`, bound to `context`.
    pub(crate) fn seal(
        &self,
        name: Name<'_>,
        context: &[u8],
        plain: &[u8],
        entropy: &[u8; ENTROPY],
    ) -> Result<Vec<u8>, CryptoError> {
        let mut out = blob::begin(name, entropy, plain.len()).ok_or(CryptoError::Invalid)?;
        let (salt, nonce) = entropy.split_first_chunk().ok_or(CryptoError::Failed)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce)?;
        let aad = Aad::from(bound_to(blob::header_of(&out), context));
        let begin = out.len();
        out.extend_from_slice(plain);
        let key = self.key_for(salt)?;
        let tag = key.seal_in_place_separate_tag(nonce, aad, &mut out[begin..])?;
        out.extend_from_slice(tag.as_ref());
        Ok(out)
    }

    /// What `blob` holds, if it was made under this key and `context`.
    pub(crate) fn open(&self, blob: &Blob<'_>, context: &[u8]) -> Result<Secret, CryptoError> {
        let key = self.key_for(blob.salt)?;
        let nonce = Nonce::assume_unique_for_key(*blob.nonce);
        let aad = Aad::from(bound_to(blob.header, context));
        let mut plain = Secret::new(blob.sealed.to_vec());
        let opened = key.open_in_place(nonce, aad, &mut plain).map_err(|_| CryptoError::Invalid)?;
        debug_assert_eq!(opened.len() + TAG, blob.sealed.len());
        let len = opened.len();
        plain.truncate(len);
        Ok(plain)
    }
}

fn bound_to(header: &[u8], context: &[u8]) -> Vec<u8> {
    [header, context].concat()
}
