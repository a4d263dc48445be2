//! Key material on its way in: wrapped by a public key of ours, with RSAES-OAEP, or under an AES key (RFC 5649) that
//! is wrapped so itself.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-encrypt-key-material.html>

use aws_lc_rs::key_wrap::{AES_128, AES_256, AesKek, KeyWrapPadded as _};

use super::algorithm::Wrapping;
use super::rsa::RsaKey;
use super::{CryptoError, Secret};

/// What `wrapped` holds, by the private key whose public key wrapped it.
pub(crate) fn unwrap(key: &RsaKey, how: Wrapping, wrapped: &[u8]) -> Result<Secret, CryptoError> {
    match how {
        Wrapping::Oaep(hash) => key.decrypt(hash, wrapped),
        Wrapping::RsaAes(hash) => {
            let (kek, wrapped) =
                wrapped.split_at_checked(key.modulus_len()).ok_or(CryptoError::Invalid)?;
            unwrap_aes(&key.decrypt(hash, kek)?, wrapped)
        }
    }
}

fn unwrap_aes(kek: &[u8], wrapped: &[u8]) -> Result<Secret, CryptoError> {
    let cipher = match kek.len() {
        16 => &AES_128,
        32 => &AES_256,
        _ => return Err(CryptoError::Invalid),
    };
    let mut out = Secret::new(vec![0; wrapped.len()]);
    let len = AesKek::new(cipher, kek)?
        .unwrap_with_padding(wrapped, &mut out)
        .map_err(|_| CryptoError::Invalid)?
        .len();
    out.truncate(len);
    Ok(out)
}
