//! ML-DSA (FIPS 204), of a message or of its representative mu. A private key is kept as its seed of 32 bytes.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/mldsa.html>

use std::convert::Infallible;

use ml_dsa::signature::rand_core::{TryCryptoRng, TryRng};
use ml_dsa::{Keypair as _, MlDsa44, MlDsa65, MlDsa87, MlDsaParams, Signature, SigningKey};

use super::algorithm::Message;
use super::{CryptoError, KeySpec, der};

pub(super) const SEED: usize = 32;

/// An ML-DSA key pair of each size.
pub(crate) enum MlDsaKey {
    Of44(Box<SigningKey<MlDsa44>>),
    Of65(Box<SigningKey<MlDsa65>>),
    Of87(Box<SigningKey<MlDsa87>>),
}

/// The object identifier of the keys of a spec.
pub(super) fn oid(spec: KeySpec) -> Result<Vec<u8>, CryptoError> {
    let last = match spec {
        KeySpec::MlDsa44 => 17,
        KeySpec::MlDsa65 => 18,
        KeySpec::MlDsa87 => 19,
        _ => return Err(CryptoError::WrongSpec),
    };
    Ok([der::NIST_SIGNATURE, &[last]].concat())
}

impl MlDsaKey {
    pub(super) fn parse(spec: KeySpec, seed: &[u8]) -> Result<MlDsaKey, CryptoError> {
        let seed: [u8; SEED] = seed.try_into().map_err(|_| CryptoError::Invalid)?;
        let seed = seed.into();
        match spec {
            KeySpec::MlDsa44 => Ok(MlDsaKey::Of44(Box::new(SigningKey::from_seed(&seed)))),
            KeySpec::MlDsa65 => Ok(MlDsaKey::Of65(Box::new(SigningKey::from_seed(&seed)))),
            KeySpec::MlDsa87 => Ok(MlDsaKey::Of87(Box::new(SigningKey::from_seed(&seed)))),
            _ => Err(CryptoError::WrongSpec),
        }
    }

    /// SubjectPublicKeyInfo.
    pub(super) fn public_key(&self) -> Result<Vec<u8>, CryptoError> {
        let encoded = |spec, key: &[u8]| Ok(der::public_key(&oid(spec)?, key));
        match self {
            MlDsaKey::Of44(key) => encoded(KeySpec::MlDsa44, &key.verifying_key().encode()),
            MlDsaKey::Of65(key) => encoded(KeySpec::MlDsa65, &key.verifying_key().encode()),
            MlDsaKey::Of87(key) => encoded(KeySpec::MlDsa87, &key.verifying_key().encode()),
        }
    }

    pub(super) fn sign(
        &self,
        message: Message<'_>,
        entropy: [u8; 32],
    ) -> Result<Vec<u8>, CryptoError> {
        match self {
            MlDsaKey::Of44(key) => sign(key, message, entropy),
            MlDsaKey::Of65(key) => sign(key, message, entropy),
            MlDsaKey::Of87(key) => sign(key, message, entropy),
        }
    }

    pub(super) fn verify(&self, message: Message<'_>, signature: &[u8]) -> Result<(), CryptoError> {
        match self {
            MlDsaKey::Of44(key) => verify(key, message, signature),
            MlDsaKey::Of65(key) => verify(key, message, signature),
            MlDsaKey::Of87(key) => verify(key, message, signature),
        }
    }
}

fn sign<P: MlDsaParams>(
    key: &SigningKey<P>,
    message: Message<'_>,
    entropy: [u8; 32],
) -> Result<Vec<u8>, CryptoError> {
    let mut chance = Chance(entropy);
    let key = key.expanded_key();
    let signature = match message {
        Message::Raw(message) => key.sign_randomized(message, &[], &mut chance),
        Message::ExternalMu(mu) => key.sign_mu_randomized(&(*mu).into(), &mut chance),
        Message::Digest(_) => return Err(CryptoError::WrongSpec),
    };
    signature.map(|made| made.encode().to_vec()).map_err(|_| CryptoError::Failed)
}

fn verify<P: MlDsaParams>(
    key: &SigningKey<P>,
    message: Message<'_>,
    signature: &[u8],
) -> Result<(), CryptoError> {
    let signature = Signature::<P>::try_from(signature).map_err(|_| CryptoError::Invalid)?;
    let key = key.verifying_key();
    let verified = match message {
        Message::Raw(message) => key.verify_with_context(message, &[], &signature),
        Message::ExternalMu(mu) => key.verify_mu(&(*mu).into(), &signature),
        Message::Digest(_) => return Err(CryptoError::WrongSpec),
    };
    verified.then_some(()).ok_or(CryptoError::Invalid)
}

/// The 32 bytes of chance that a signature takes.
struct Chance([u8; 32]);

impl TryRng for Chance {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.first_chunk().copied().map_or(0, u32::from_le_bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.first_chunk().copied().map_or(0, u64::from_le_bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        out.iter_mut().zip(self.0.iter().cycle()).for_each(|(to, from)| *to = *from);
        Ok(())
    }
}

impl TryCryptoRng for Chance {}
