//! How the chunks of a snapshot are encrypted: ChaCha20-Poly1305 under a key of its own, derived from the root key and
//! the salt at its start. A chunk's nonce is its place, so that none can be moved, left out or repeated unnoticed.

use chacha20poly1305::{
    ChaCha20Poly1305, Key, Nonce,
    aead::{AeadInPlace as _, KeyInit as _},
};
use clock::Random;

use crate::root_key::RootKey;

pub(super) const SALT: usize = 16;
pub(super) const TAG: usize = 16;

/// Seals or opens the chunks of one snapshot, in order.
pub(super) struct Sealer {
    cipher: ChaCha20Poly1305,
    next: u64,
}

impl Sealer {
    /// For a snapshot that has this salt.
    pub(super) fn new(root: &RootKey, salt: &[u8; SALT]) -> Sealer {
        let key = root.derive(&[b"snapshot", salt]);
        Sealer { cipher: ChaCha20Poly1305::new(&Key::from(key)), next: 0 }
    }

    pub(super) fn new_salt() -> [u8; SALT] {
        let mut salt = [0; SALT];
        Random::from_system().fill(&mut salt);
        salt
    }

    /// How many chunks there were.
    pub(super) fn count(&self) -> u64 {
        self.next
    }

    /// Encrypts the next chunk in place; the tag.
    pub(super) fn seal(&mut self, chunk: &mut [u8]) -> [u8; TAG] {
        let nonce = self.nonce();
        let tag = self.cipher.encrypt_in_place_detached(&nonce, b"", chunk);
        tag.expect("invariant: a chunk is shorter than 256 GiB").into()
    }

    /// Decrypts the next chunk in place; false when it is not what was sealed there.
    pub(super) fn open(&mut self, chunk: &mut [u8], tag: &[u8; TAG]) -> bool {
        let nonce = self.nonce();
        self.cipher.decrypt_in_place_detached(&nonce, b"", chunk, tag.into()).is_ok()
    }

    /// The tag of `clear`, which stays readable, at the end of a file.
    pub(super) fn vouch(&mut self, clear: &[u8]) -> [u8; TAG] {
        let nonce = self.nonce();
        let tag = self.cipher.encrypt_in_place_detached(&nonce, clear, &mut []);
        tag.expect("invariant: an end is shorter than 256 GiB").into()
    }

    /// Whether `clear` stood there.
    pub(super) fn is_vouched(&mut self, clear: &[u8], tag: &[u8; TAG]) -> bool {
        let nonce = self.nonce();
        self.cipher.decrypt_in_place_detached(&nonce, clear, &mut [], tag.into()).is_ok()
    }

    fn nonce(&mut self) -> Nonce {
        let mut nonce = [0; 12];
        nonce[..8].copy_from_slice(&self.next.to_le_bytes());
        self.next += 1;
        Nonce::from(nonce)
    }
}
