//! How the values of advanced secure strings are encrypted: by a data key of their own, which lies beside them,
//! encrypted by KMS. AES-256-GCM, bound to the parameter's ARN.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html>

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// What a message begins with.
const VERSION: u8 = 1;

/// A message, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Envelope<'m> {
    /// The data key, as KMS encrypted it.
    pub(crate) data_key: &'m [u8],
    nonce: [u8; NONCE_LEN],
    sealed: &'m [u8],
}

fn cipher(key: &[u8]) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, key).ok().map(LessSafeKey::new)
}

/// Encrypts `value` by the data key `plain_key` for the parameter `arn`; `None` when it is no key of 256 bits.
pub(crate) fn seal(
    plain_key: &[u8],
    data_key: &[u8],
    nonce: [u8; NONCE_LEN],
    arn: &str,
    value: &str,
) -> Option<Vec<u8>> {
    let length = u16::try_from(data_key.len()).ok()?;
    let mut sealed = value.as_bytes().to_vec();
    let nonce_of_key = Nonce::assume_unique_for_key(nonce);
    cipher(plain_key)?
        .seal_in_place_append_tag(nonce_of_key, Aad::from(arn.as_bytes()), &mut sealed)
        .ok()?;
    let mut message = Vec::with_capacity(3 + data_key.len() + NONCE_LEN + sealed.len());
    message.push(VERSION);
    message.extend_from_slice(&length.to_be_bytes());
    message.extend_from_slice(data_key);
    message.extend_from_slice(&nonce);
    message.extend_from_slice(&sealed);
    Some(message)
}

/// Takes a message apart.
pub(crate) fn parse(message: &[u8]) -> Option<Envelope<'_>> {
    let (&[version, high, low], rest) = message.split_first_chunk::<3>()?;
    let length = usize::from(u16::from_be_bytes([high, low]));
    let (data_key, rest) = rest.split_at_checked(length)?;
    let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>()?;
    (version == VERSION).then_some(Envelope { data_key, nonce: *nonce, sealed })
}

impl Envelope<'_> {
    /// The value, by the decrypted data key; `None` when key, ARN or message are others.
    pub(crate) fn open(&self, plain_key: &[u8], arn: &str) -> Option<String> {
        let mut value = self.sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(self.nonce);
        let plain =
            cipher(plain_key)?.open_in_place(nonce, Aad::from(arn.as_bytes()), &mut value).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_by_its_key_for_its_parameter_only() {
        let key = [7; 32];
        let message = seal(&key, b"wrapped", [1; NONCE_LEN], "arn", "value").expect("sealed");
        let envelope = parse(&message).expect("a message");
        assert_eq!(envelope.data_key, b"wrapped");
        assert_eq!(envelope.open(&key, "arn").as_deref(), Some("value"));
        assert_eq!(envelope.open(&[8; 32], "arn"), None);
        assert_eq!(envelope.open(&key, "other"), None);
        assert_eq!(envelope.open(&[7; 16], "arn"), None);
        for cut in 0..message.len() {
            let opened = parse(&message[..cut]).and_then(|envelope| envelope.open(&key, "arn"));
            assert_eq!(opened, None, "{cut}");
        }
        assert_eq!(seal(&[0; 5], b"", [1; NONCE_LEN], "arn", "value"), None);
    }
}
