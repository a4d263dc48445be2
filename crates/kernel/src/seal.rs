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

impl Seals {
    fn seal(&self, root: &RootKey, purpose: &str, plain: &[u8]) -> Vec<u8> {
        let count = self.sealed.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let key = self.key(root, purpose, &self.salt);
        let mut out = Vec::with_capacity(SALT + COUNT + plain.len() + AES_256_GCM.tag_len());
        out.extend_from_slice(&self.salt);
        out.extend_from_slice(&count);
        out.extend_from_slice(plain);
        let tag = key
            .seal_in_place_separate_tag(nonce(count), Aad::empty(), &mut out[SALT + COUNT..])
            .expect("invariant: only messages beyond 64 GiB fail");
        out.extend_from_slice(tag.as_ref());
        out
    }

    fn unseal(&self, root: &RootKey, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (salt, rest) = sealed.split_first_chunk::<SALT>()?;
        let (count, rest) = rest.split_first_chunk::<COUNT>()?;
        let key = self.key(root, purpose, salt);
        let mut plain = rest.to_vec();
        let len = key.open_in_place(nonce(*count), Aad::empty(), &mut plain).ok()?.len();
        plain.truncate(len);
        Some(plain)
    }
}

impl Kernel {
    /// Seals `plain` for `purpose` (`sts.session-token`): what is sealed for one opens for no other.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Vec<u8> {
        self.0.seals.seal(self.store().root_key(), purpose, plain)
    }

    /// What was sealed for `purpose` by this installation; `None` for anything else.
    pub fn unseal(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.seals.unseal(self.store().root_key(), purpose, sealed)
    }
}

#[cfg(test)]
mod tests {
    use store::{Options, Store};

    use super::*;

    #[test]
    fn another_run_opens_it_and_nobody_changes_it() {
        let store = Store::open(Options::memory()).expect("a store");
        let other = Store::open(Options::memory()).expect("a store");
        let (root, (first, second)) = (store.root_key(), (Seals::new(), Seals::new()));
        let sealed = first.seal(root, "a", b"plain");
        assert_ne!(sealed, first.seal(root, "a", b"plain"), "no nonce comes twice");
        for run in [&first, &second] {
            assert_eq!(run.unseal(root, "a", &sealed).as_deref(), Some(&b"plain"[..]));
            assert_eq!(run.unseal(root, "b", &sealed), None, "another purpose");
        }
        let stranger = Seals::new().unseal(other.root_key(), "a", &sealed);
        assert_eq!(stranger, None, "another installation");
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(first.unseal(root, "a", &changed), None, "bit {bit}");
        }
        for len in 0..sealed.len() {
            assert_eq!(first.unseal(root, "a", &sealed[..len]), None, "{len} bytes");
        }
    }
}
