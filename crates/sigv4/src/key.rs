//! Secret keys, the keys derived from them, and a bounded cache of the latter.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::sync::{Arc, Mutex, PoisonError};

use hmac::{Hmac, Mac};
use p256::ecdsa::signature::{Signer, Verifier as _};
use p256::ecdsa::{Signature as Der, SigningKey as PrivateKey, VerifyingKey};
use sha2::Sha256;

use crate::authorization::{Algorithm, Scope, Signature, TERMINATOR};

pub(crate) type HmacSha256 = Hmac<Sha256>;

/// A secret access key. Its `Debug` form does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(Arc<str>);

impl SecretKey {
    /// Takes the secret's text, as the client has it.
    pub fn new(secret: impl Into<Arc<str>>) -> SecretKey {
        SecretKey(secret.into())
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

pub(crate) fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = keyed(key);
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

fn keyed(key: &[u8]) -> HmacSha256 {
    HmacSha256::new_from_slice(key).expect("HMAC takes keys of every length")
}

/// A key derived for one scope (V4) or for one access key (V4A).
#[derive(Clone)]
pub(crate) enum SigningKey {
    /// The keyed state, so that a use costs no key schedule.
    Hmac(HmacSha256),
    /// Secret and public half.
    Ecdsa(Box<(PrivateKey, VerifyingKey)>),
}

impl SigningKey {
    pub(crate) fn derive(
        secret: &SecretKey,
        id: &str,
        algorithm: Algorithm,
        scope: &Scope,
    ) -> Self {
        match algorithm {
            Algorithm::V4 => SigningKey::Hmac(derive_hmac(secret, scope)),
            Algorithm::V4A => {
                let private = derive_ecdsa(secret, id);
                let public = *private.verifying_key();
                SigningKey::Ecdsa(Box::new((private, public)))
            }
        }
    }

    /// Compares in constant time.
    pub(crate) fn verify(&self, message: &[u8], signature: &Signature) -> bool {
        match (self, signature) {
            (SigningKey::Hmac(mac), Signature::Hmac(bytes)) => {
                mac.clone().chain_update(message).verify_slice(bytes).is_ok()
            }
            (SigningKey::Ecdsa(pair), Signature::Ecdsa(der)) => {
                Der::from_der(der).is_ok_and(|signature| pair.1.verify(message, &signature).is_ok())
            }
            _ => false,
        }
    }

    /// ECDSA signatures are deterministic (RFC 6979), so no randomness is needed.
    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        match self {
            SigningKey::Hmac(mac) => {
                let mac = mac.clone().chain_update(message);
                Signature::Hmac(mac.finalize().into_bytes().into())
            }
            SigningKey::Ecdsa(pair) => {
                let signature: Der = pair.0.sign(message);
                Signature::Ecdsa(signature.to_der().as_bytes().to_vec())
            }
        }
    }
}

fn derive_hmac(secret: &SecretKey, scope: &Scope) -> HmacSha256 {
    let mut key = Vec::with_capacity(4 + secret.0.len());
    key.extend_from_slice(b"AWS4");
    key.extend_from_slice(secret.0.as_bytes());
    let region = scope.region.as_deref().unwrap_or_default();
    let date = hmac(&key, &[scope.date.as_bytes()]);
    let region = hmac(&date, &[region.as_bytes()]);
    let service = hmac(&region, &[scope.service.as_bytes()]);
    keyed(&hmac(&service, &[TERMINATOR.as_bytes()]))
}

/// The counter-mode KDF of NIST SP 800-108 over HMAC-SHA256; a candidate outside of the group's
/// order (one in 2^32) moves on to the next counter.
fn derive_ecdsa(secret: &SecretKey, access_key_id: &str) -> PrivateKey {
    let mut key = Vec::with_capacity(5 + secret.0.len());
    key.extend_from_slice(b"AWS4A");
    key.extend_from_slice(secret.0.as_bytes());
    (1..=254u8)
        .find_map(|counter| {
            let candidate = hmac(
                &key,
                &[
                    &1u32.to_be_bytes(),
                    Algorithm::V4A.as_str().as_bytes(),
                    &[0],
                    access_key_id.as_bytes(),
                    &[counter],
                    &256u32.to_be_bytes(),
                ],
            );
            private_key(candidate)
        })
        .expect("254 candidates in a row outside of the order have a probability of 2^-8128")
}

/// The private key is the candidate plus one, and the candidate at most n - 2; so the sum is in
/// 1..n, which is just what a scalar must be.
fn private_key(mut candidate: [u8; 32]) -> Option<PrivateKey> {
    for byte in candidate.iter_mut().rev() {
        let (sum, carry) = byte.overflowing_add(1);
        *byte = sum;
        if !carry {
            break;
        }
    }
    PrivateKey::from_slice(&candidate).ok()
}

struct Entry {
    algorithm: Algorithm,
    access_key_id: Box<str>,
    scope: Scope,
    secret: SecretKey,
    key: Arc<SigningKey>,
}

impl Entry {
    fn is_for(&self, secret: &SecretKey, id: &str, algorithm: Algorithm, scope: &Scope) -> bool {
        self.algorithm == algorithm
            && *self.access_key_id == *id
            && (algorithm == Algorithm::V4A || self.scope == *scope)
            // A key that was made anew under its old id must not verify with the old secret.
            && self.secret == *secret
    }
}

/// Derived keys in [`SETS`] sets of [`WAYS`]: bounded whatever the clients do, and a client that
/// floods it makes others slower by one derivation (about 3 us), no more.
pub(crate) struct KeyCache {
    sets: Vec<Mutex<[Option<Entry>; WAYS]>>,
}

const SETS: usize = 64;
const WAYS: usize = 8;

impl KeyCache {
    pub(crate) fn new() -> KeyCache {
        KeyCache { sets: (0..SETS).map(|_| Mutex::default()).collect() }
    }

    pub(crate) fn get(
        &self,
        secret: &SecretKey,
        id: &str,
        algorithm: Algorithm,
        scope: &Scope,
    ) -> Arc<SigningKey> {
        let mut set = self.set(id, algorithm, scope).lock().unwrap_or_else(PoisonError::into_inner);
        let found = set
            .iter()
            .position(|e| e.as_ref().is_some_and(|e| e.is_for(secret, id, algorithm, scope)));
        if let Some(at) = found {
            // The most recent goes first, so that the last is the one to drop.
            set[..=at].rotate_right(1);
        } else {
            set.rotate_right(1);
            set[0] = Some(Entry {
                algorithm,
                access_key_id: id.into(),
                scope: scope.clone(),
                secret: secret.clone(),
                key: Arc::new(SigningKey::derive(secret, id, algorithm, scope)),
            });
        }
        set[0]
            .as_ref()
            .map(|entry| Arc::clone(&entry.key))
            .expect("the first place was just filled")
    }

    fn set(&self, id: &str, algorithm: Algorithm, scope: &Scope) -> &Mutex<[Option<Entry>; WAYS]> {
        let region = scope.region.as_deref().filter(|_| algorithm == Algorithm::V4).unwrap_or("");
        let service = if algorithm == Algorithm::V4 { &scope.service } else { "" };
        // FNV-1a: what shares a set by chance or by intent costs derivations, no more.
        let parts = id.bytes().chain(region.bytes()).chain(service.bytes());
        let hash = parts.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        &self.sets[(hash >> 32) as usize % SETS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(region: &str) -> Scope {
        Scope { date: "20150830".into(), region: Some(region.into()), service: "iam".into() }
    }

    #[test]
    fn the_documented_key() {
        // The example of the AWS reference: 20150830, us-east-1, iam.
        let secret = SecretKey::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        let key = SigningKey::derive(&secret, "AKIDEXAMPLE", Algorithm::V4, &scope("us-east-1"));
        let expected = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9";
        let expected = crate::hex::decode32(expected.as_bytes()).unwrap();
        assert!(key.verify(b"x", &Signature::Hmac(hmac(&expected, &[b"x"]))));
    }

    #[test]
    fn a_secret_never_shows() {
        assert_eq!(format!("{:?}", SecretKey::new("hush")), "SecretKey(..)");
    }

    #[test]
    fn the_cache_is_bounded_and_follows_a_changed_secret() {
        let cache = KeyCache::new();
        let (old, new) = (SecretKey::new("old"), SecretKey::new("new"));
        let one = cache.get(&old, "A", Algorithm::V4, &scope("r"));
        assert!(Arc::ptr_eq(&one, &cache.get(&old, "A", Algorithm::V4, &scope("r"))));
        let two = cache.get(&new, "A", Algorithm::V4, &scope("r"));
        assert!(!two.verify(b"m", &one.sign(b"m")));
        for i in 0..10_000 {
            cache.get(&old, "A", Algorithm::V4, &scope(&i.to_string()));
        }
        let kept: usize =
            cache.sets.iter().map(|s| s.lock().unwrap().iter().flatten().count()).sum();
        assert!(kept <= SETS * WAYS);
        let again = cache.get(&old, "A", Algorithm::V4, &scope("r"));
        assert!(again.verify(b"m", &one.sign(b"m")));
    }

    #[test]
    fn a_candidate_at_the_edge_of_the_order() {
        assert!(private_key([0; 32]).is_some());
        assert!(private_key([0xff; 32]).is_none(), "wraps to zero, which is no key");
    }
}
