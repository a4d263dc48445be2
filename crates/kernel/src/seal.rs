//! Sealing: bytes for a client or the store that only this installation can read, and that nobody can change
//! unnoticed: session tokens, seeds of MFA devices, bodies of messages.
//!
//! AES-256-GCM under a key for each purpose and each run of the process, derived from the installation's root key,
//! which is not in the store, and a salt that stands before what is sealed. A run counts its nonces: none comes twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use clock::Random;
use hashbrown::HashMap;
use parking_lot::RwLock;
use store::RootKey;

use crate::kernel::Kernel;

const SALT: usize = 16;
const COUNT: usize = 8;

/// What one run of the process seals with.
pub(crate) struct Seals {
    salt: [u8; SALT],
    sealed: AtomicU64,
    /// This run's keys by purpose; purposes are few, and named in the code.
    keys: RwLock<HashMap<Box<str>, Arc<LessSafeKey>>>,
}

impl Seals {
    pub(crate) fn new() -> Seals {
        let mut salt = [0; SALT];
        // Not the cloud's chance: where that repeats by a seed, a salt must not.
        Random::from_system().fill(&mut salt);
        Seals { salt, sealed: AtomicU64::new(0), keys: RwLock::default() }
    }

    fn key(&self, root: &RootKey, purpose: &str, salt: &[u8; SALT]) -> Arc<LessSafeKey> {
        if *salt != self.salt {
            return Arc::new(derive(root, purpose, salt));
        }
        if let Some(known) = self.keys.read().get(purpose) {
            return known.clone();
        }
        let key = Arc::new(derive(root, purpose, salt));
        self.keys.write().insert(purpose.into(), key.clone());
        key
    }
}

fn derive(root: &RootKey, purpose: &str, salt: &[u8; SALT]) -> LessSafeKey {
    let key = root.derive(&[b"seal", purpose.as_bytes(), salt]);
    let key =
        UnboundKey::new(&AES_256_GCM, &key).expect("invariant: the key is as long as it must be");
    LessSafeKey::new(key)
}

fn nonce(count: [u8; COUNT]) -> Nonce {
    let mut nonce = [0; NONCE_LEN];
    nonce[NONCE_LEN - COUNT..].copy_from_slice(&count);
    Nonce::assume_unique_for_key(nonce)
}

impl Kernel {
    /// Seals `plain` for `purpose` (`sts.session-token`): what is sealed for one opens for no other.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Vec<u8> {
        let seals = &self.0.seals;
        let count = seals.sealed.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let key = seals.key(self.store().root_key(), purpose, &seals.salt);
        let tag = AES_256_GCM.tag_len();
        let mut out = Vec::with_capacity(SALT + COUNT + plain.len() + tag);
        out.extend_from_slice(&seals.salt);
        out.extend_from_slice(&count);
        out.extend_from_slice(plain);
        let tag = key
            .seal_in_place_separate_tag(nonce(count), Aad::empty(), &mut out[SALT + COUNT..])
            .expect("invariant: only messages beyond 64 GiB fail");
        out.extend_from_slice(tag.as_ref());
        out
    }

    /// What was sealed for `purpose` by this installation; `None` for anything else.
    pub fn unseal(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (salt, rest) = sealed.split_first_chunk::<SALT>()?;
        let (count, rest) = rest.split_first_chunk::<COUNT>()?;
        let key = self.0.seals.key(self.store().root_key(), purpose, salt);
        let mut plain = rest.to_vec();
        let len = key.open_in_place(nonce(*count), Aad::empty(), &mut plain).ok()?.len();
        plain.truncate(len);
        Some(plain)
    }
}
