//! Passwords at rest: a salted Argon2id hash each, and nothing to get the password back from.
//! Ref: <https://www.rfc-editor.org/rfc/rfc9106>

use argon2::{Algorithm, Argon2, Params, Version};
use kernel::Random;
use serde::{Deserialize, Serialize};

/// Memory in KiB and passes over it: some milliseconds. A change of password compares up to 25 hashes.
const MEMORY: u32 = 4 * 1024;
const PASSES: u32 = 2;
const SALT: usize = 16;
const HASH: usize = 32;

/// What is kept of a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PasswordHash {
    salt: [u8; SALT],
    hash: [u8; HASH],
    memory: u32,
    passes: u32,
}

impl PasswordHash {
    pub(crate) fn of(password: &str, random: &Random) -> PasswordHash {
        let mut salt = [0; SALT];
        random.fill(&mut salt);
        let hash = compute(password, &salt, MEMORY, PASSES);
        PasswordHash { salt, hash, memory: MEMORY, passes: PASSES }
    }

    pub(crate) fn matches(&self, password: &str) -> bool {
        let other = compute(password, &self.salt, self.memory, self.passes);
        // All bytes are looked at, whatever the first ones say.
        let differences = self.hash.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b));
        differences == 0
    }
}

fn compute(password: &str, salt: &[u8], memory: u32, passes: u32) -> [u8; HASH] {
    let params = Params::new(memory, passes, 1, Some(HASH)).unwrap_or_default();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut out = [0; HASH];
    argon
        .hash_password_into(password.as_bytes(), salt, &mut out)
        .expect("salt and output have lengths that Argon2 takes");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_matches() {
        let random = Random::from_seed(1);
        let kept = PasswordHash::of("correct horse", &random);
        assert!(kept.matches("correct horse"));
        assert!(!kept.matches("correct horsf"));
        assert!(!kept.matches(""));
        assert_ne!(kept, PasswordHash::of("correct horse", &random), "every hash has its salt");
    }
}
