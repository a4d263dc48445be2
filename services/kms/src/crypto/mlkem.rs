//! ML-KEM (FIPS 203). A private key is kept as its seed of 64 bytes.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/pqkeys.html>

use ml_kem::{Decapsulate as _, DecapsulationKey, KeyExport as _, MlKem512, MlKem768, MlKem1024};

use super::{CryptoError, KeySpec, Secret, der};

pub(super) const SEED: usize = 64;

/// An ML-KEM key pair of each size.
pub(crate) enum MlKemKey {
    Of512(Box<DecapsulationKey<MlKem512>>),
    Of768(Box<DecapsulationKey<MlKem768>>),
    Of1024(Box<DecapsulationKey<MlKem1024>>),
}

/// The object identifier of the keys of a spec.
pub(super) fn oid(spec: KeySpec) -> Result<Vec<u8>, CryptoError> {
    let last = match spec {
        KeySpec::MlKem512 => 1,
        KeySpec::MlKem768 => 2,
        KeySpec::MlKem1024 => 3,
        _ => return Err(CryptoError::WrongSpec),
    };
    Ok([der::NIST_KEM, &[last]].concat())
}

impl MlKemKey {
    pub(super) fn parse(spec: KeySpec, seed: &[u8]) -> Result<MlKemKey, CryptoError> {
        let seed: [u8; SEED] = seed.try_into().map_err(|_| CryptoError::Invalid)?;
        let seed = seed.into();
        match spec {
            KeySpec::MlKem512 => Ok(MlKemKey::Of512(Box::new(DecapsulationKey::from_seed(seed)))),
            KeySpec::MlKem768 => Ok(MlKemKey::Of768(Box::new(DecapsulationKey::from_seed(seed)))),
            KeySpec::MlKem1024 => Ok(MlKemKey::Of1024(Box::new(DecapsulationKey::from_seed(seed)))),
            _ => Err(CryptoError::WrongSpec),
        }
    }

    /// SubjectPublicKeyInfo.
    pub(super) fn public_key(&self) -> Result<Vec<u8>, CryptoError> {
        let encoded = |spec, key: &[u8]| Ok(der::public_key(&oid(spec)?, key));
        match self {
            MlKemKey::Of512(key) => encoded(KeySpec::MlKem512, &key.encapsulation_key().to_bytes()),
            MlKemKey::Of768(key) => encoded(KeySpec::MlKem768, &key.encapsulation_key().to_bytes()),
            MlKemKey::Of1024(key) => {
                encoded(KeySpec::MlKem1024, &key.encapsulation_key().to_bytes())
            }
        }
    }

    /// A shared secret and what it is sent as.
    pub(crate) fn encapsulate(&self, entropy: [u8; 32]) -> (Secret, Vec<u8>) {
        let chance = entropy.into();
        macro_rules! with {
            ($key:expr) => {{
                let (sent, shared) = $key.encapsulation_key().encapsulate_deterministic(&chance);
                (Secret::new(shared.to_vec()), sent.to_vec())
            }};
        }
        match self {
            MlKemKey::Of512(key) => with!(key),
            MlKemKey::Of768(key) => with!(key),
            MlKemKey::Of1024(key) => with!(key),
        }
    }

    /// The shared secret that was sent. What was sent to another key, or changed on its way, gives a secret that
    /// nobody shares; only a wrong length is refused.
    pub(crate) fn decapsulate(&self, sent: &[u8]) -> Result<Secret, CryptoError> {
        let shared = match self {
            MlKemKey::Of512(key) => key.decapsulate_slice(sent).map(|shared| shared.to_vec()),
            MlKemKey::Of768(key) => key.decapsulate_slice(sent).map(|shared| shared.to_vec()),
            MlKemKey::Of1024(key) => key.decapsulate_slice(sent).map(|shared| shared.to_vec()),
        };
        shared.map(Secret::new).map_err(|_| CryptoError::Invalid)
    }
}
