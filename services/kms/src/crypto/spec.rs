//! What the cryptography asks of key specs.

use super::algorithm::Hash;
use crate::key_spec::KeySpec;

impl KeySpec {
    /// Bytes of the modulus of an RSA key.
    pub(crate) fn modulus_len(self) -> Option<usize> {
        match self {
            KeySpec::Rsa2048 => Some(256),
            KeySpec::Rsa3072 => Some(384),
            KeySpec::Rsa4096 => Some(512),
            _ => None,
        }
    }

    /// The digest of an HMAC key, whose length the key itself has too.
    pub(crate) fn mac_hash(self) -> Option<Hash> {
        match self {
            KeySpec::Hmac224 => Some(Hash::Sha224),
            KeySpec::Hmac256 => Some(Hash::Sha256),
            KeySpec::Hmac384 => Some(Hash::Sha384),
            KeySpec::Hmac512 => Some(Hash::Sha512),
            _ => None,
        }
    }

    /// Whether making one takes so long that it must not hold up other calls.
    pub(crate) fn is_slow_to_make(self) -> bool {
        self.modulus_len().is_some()
    }
}
