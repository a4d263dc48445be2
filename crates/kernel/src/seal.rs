//! Sealing: text for a client or the store that only this installation can read, and that nobody can change
//! unnoticed. Session tokens and encoded authorization messages are sealed; so are seeds of MFA devices at rest.
//! ChaCha20-Poly1305 under a key for each purpose, derived from the installation's root key, which is not in the store.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};

use crate::kernel::Kernel;

const NONCE: usize = 12;

impl Kernel {
    /// Seals `plain` for `purpose` (`sts.session-token`): what is sealed for one opens for no other.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        self.random().fill(&mut nonce);
        let payload = Payload { msg: plain, aad: purpose.as_bytes() };
        let sealed = self
            .cipher(purpose)
            .encrypt(&Nonce::from(nonce), payload)
            .expect("only messages beyond 256 GiB fail");
        [&nonce[..], &sealed].concat()
    }

    /// What was sealed for `purpose` by this installation; `None` for anything else.
    pub fn unseal(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
        self.cipher(purpose).decrypt(&Nonce::from(*nonce), payload).ok()
    }

    fn cipher(&self, purpose: &str) -> ChaCha20Poly1305 {
        let key = self.store().root_key().derive(&[b"seal", purpose.as_bytes()]);
        ChaCha20Poly1305::new(&Key::from(key))
    }
}
