//! Randomness and id minting from one source: the system's entropy, or a seed so that a run can be replayed.

use std::fmt::Write as _;
use std::sync::Arc;

use parking_lot::Mutex;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// Where the digits of a UUID's bytes stand in its text.
const DIGITS_OF_UUID: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/// A cheap handle to the process's randomness; clones share it.
#[derive(Clone, Debug)]
pub struct Random(Arc<Mutex<ChaCha12Rng>>);

impl Random {
    /// Seeded from the system's entropy: fit for secrets.
    pub fn from_system() -> Random {
        Random(Arc::new(Mutex::new(ChaCha12Rng::from_os_rng())))
    }

    /// The same sequence for the same seed: for tests and replays, never for secrets.
    pub fn from_seed(seed: u64) -> Random {
        Random(Arc::new(Mutex::new(ChaCha12Rng::seed_from_u64(seed))))
    }

    /// Fills `out` with random bytes.
    pub fn fill(&self, out: &mut [u8]) {
        self.0.lock().fill_bytes(out);
    }

    /// A random 64-bit number.
    pub fn u64(&self) -> u64 {
        self.0.lock().next_u64()
    }

    /// A number below `bound`, without bias worth speaking of; 0 when `bound` is 0.
    pub fn below(&self, bound: u64) -> u64 {
        let wide = u128::from(self.u64()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number in `[0, 1)`.
    pub fn unit(&self) -> f64 {
        (self.u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A random (version 4) UUID in lower case: `xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`.
    pub fn uuid(&self) -> String {
        let mut raw = [0u8; 16];
        self.fill(&mut raw);
        raw[6] = raw[6] & 0x0f | 0x40;
        raw[8] = raw[8] & 0x3f | 0x80;
        let mut out = [b'-'; 36];
        for (byte, at) in raw.iter().zip(DIGITS_OF_UUID) {
            out[at] = HEX[usize::from(byte >> 4)];
            out[at + 1] = HEX[usize::from(byte & 15)];
        }
        out.iter().map(|digit| char::from(*digit)).collect()
    }

    /// `len` characters drawn from `alphabet`, which must not be empty.
    pub fn text(&self, len: usize, alphabet: &str) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        let mut out = String::with_capacity(len);
        for _ in 0..len {
            let i = usize::try_from(self.below(letters.len() as u64)).unwrap_or(0);
            out.extend(letters.get(i));
        }
        out
    }

    /// `bytes` random bytes as lower-case hexadecimal digits.
    pub fn hex(&self, bytes: usize) -> String {
        let mut raw = vec![0; bytes];
        self.fill(&mut raw);
        let mut out = String::with_capacity(bytes * 2);
        for b in raw {
            let _infallible = write!(out, "{b:02x}");
        }
        out
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let (a, b) = (Random::from_seed(7), Random::from_seed(7));
        assert_eq!(a.uuid(), b.uuid());
        assert_ne!(a.uuid(), a.uuid());
    }

    #[test]
    fn a_uuid_says_version_four() {
        let id = Random::from_seed(1).uuid();
        assert_eq!(id.len(), 36);
        assert_eq!(&id[14..15], "4");
        assert!("89ab".contains(&id[19..20]));
    }

    #[test]
    fn below_stays_below() {
        let r = Random::from_seed(3);
        assert!((0..1000).all(|_| r.below(7) < 7));
        assert_eq!(r.below(0), 0);
    }
}
