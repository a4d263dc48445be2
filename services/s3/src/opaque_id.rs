//! Ids that clients see of what we number: versions and uploads. They look like chance, name a number, and hold a
//! proof that they were given out, so that a made-up one is told from one that is gone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

const PROOF: usize = 16;

fn proof(purpose: &str, number: u64) -> [u8; PROOF] {
    let mut hash = Sha256::new();
    hash.update(purpose.as_bytes());
    hash.update([0]);
    hash.update(number.to_be_bytes());
    let digest = hash.finalize();
    std::array::from_fn(|at| digest[at])
}

/// The id of `number`: 32 characters.
pub(crate) fn text(purpose: &str, number: u64) -> String {
    let proof = proof(purpose, number);
    let mut bytes = [0; 8 + PROOF];
    bytes[..PROOF].copy_from_slice(&proof);
    for (at, byte) in number.to_be_bytes().into_iter().enumerate() {
        bytes[PROOF + at] = byte ^ proof[at];
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The number that an id stands for; `None` of what was never given out.
pub(crate) fn number(purpose: &str, text: &str) -> Option<u64> {
    let bytes: [u8; 8 + PROOF] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    let number = u64::from_be_bytes(std::array::from_fn(|at| bytes[PROOF + at] ^ bytes[at]));
    (bytes[..PROOF] == proof(purpose, number)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back() {
        for given in [0, 1, 77, u64::MAX] {
            let id = text("version", given);
            assert_eq!(id.len(), 32);
            assert_eq!(number("version", &id), Some(given));
            assert_eq!(number("upload", &id), None);
        }
        for bad in ["", "null", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ü"] {
            assert_eq!(number("version", bad), None, "{bad}");
        }
    }
}
