//! Ed25519: pure, and of a SHA-512 digest (Ed25519ph). A private key is kept as its 32 bytes.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html#key-spec-ecc>

use ed25519_dalek::ed25519::signature::digest::{
    FixedOutput, HashMarker, Output, OutputSizeUser, Update, consts::U64,
};
use ed25519_dalek::{Signature, Signer as _, SigningKey};

use super::algorithm::{Hash, Message, Signing};
use super::{CryptoError, der};

pub(super) const LEN: usize = 32;

/// An Ed25519 key pair.
pub(crate) struct EdKey(SigningKey);

impl EdKey {
    pub(super) fn parse(key: &[u8]) -> Result<EdKey, CryptoError> {
        let key: &[u8; LEN] = key.try_into().map_err(|_| CryptoError::Invalid)?;
        Ok(EdKey(SigningKey::from_bytes(key)))
    }

    /// SubjectPublicKeyInfo.
    pub(super) fn public_key(&self) -> Vec<u8> {
        der::public_key(der::ED25519, self.0.verifying_key().as_bytes())
    }

    pub(super) fn sign(&self, how: Signing, message: Message<'_>) -> Result<Vec<u8>, CryptoError> {
        let signature = match (how, message) {
            (Signing::Ed25519, Message::Raw(message)) => self.0.sign(message),
            (Signing::Ed25519Ph, message) => self
                .0
                .sign_prehashed(Digested::of(message)?, None)
                .map_err(|_| CryptoError::Failed)?,
            _ => return Err(CryptoError::WrongSpec),
        };
        Ok(signature.to_bytes().to_vec())
    }

    pub(super) fn verify(
        &self,
        how: Signing,
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        let key = self.0.verifying_key();
        let signature = Signature::from_slice(signature).map_err(|_| CryptoError::Invalid)?;
        let verified = match (how, message) {
            (Signing::Ed25519, Message::Raw(message)) => key.verify_strict(message, &signature),
            (Signing::Ed25519Ph, message) => {
                key.verify_prehashed_strict(Digested::of(message)?, None, &signature)
            }
            _ => return Err(CryptoError::WrongSpec),
        };
        verified.map_err(|_| CryptoError::Invalid)
    }
}

/// A digest that is there already, in the shape of something that digests, which is what the library takes.
#[derive(Clone)]
struct Digested([u8; 64]);

impl Digested {
    fn of(message: Message<'_>) -> Result<Digested, CryptoError> {
        match message {
            Message::Raw(message) => {
                let digest = aws_lc_rs::digest::digest(Hash::Sha512.algorithm(), message);
                digest.as_ref().try_into().map(Digested).map_err(|_| CryptoError::Failed)
            }
            Message::Digest(digest) => {
                digest.try_into().map(Digested).map_err(|_| CryptoError::Invalid)
            }
            Message::ExternalMu(_) => Err(CryptoError::WrongSpec),
        }
    }
}

impl Default for Digested {
    fn default() -> Digested {
        Digested([0; 64])
    }
}

impl OutputSizeUser for Digested {
    type OutputSize = U64;
}

impl HashMarker for Digested {}

impl Update for Digested {
    fn update(&mut self, _data: &[u8]) {}
}

impl FixedOutput for Digested {
    fn finalize_into(self, out: &mut Output<Digested>) {
        out.copy_from_slice(&self.0);
    }
}
