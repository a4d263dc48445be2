//! How bodies are encrypted: AES-256-GCM in chunks, each under its own nonce, so that a range decrypts only the chunks that
//! it touches. A chunk that was moved, changed or cut does not open.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use kernel::{ApiError, ApiResult, Random};

/// Plain bytes of a chunk; the last may have fewer.
pub(crate) const CHUNK: usize = 64 * 1024;
/// Bytes that encryption adds to each chunk.
const TAG: usize = 16;

/// A body's own key.
#[derive(Clone)]
pub(crate) struct DataKey(pub(crate) [u8; 32]);

impl DataKey {
    pub(crate) fn new(random: &Random) -> DataKey {
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        DataKey(bytes)
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Option<DataKey> {
        bytes.try_into().ok().map(DataKey)
    }

    pub(crate) fn cipher(&self) -> Cipher {
        let key = UnboundKey::new(&AES_256_GCM, &self.0).expect("the key has 32 bytes");
        Cipher(LessSafeKey::new(key))
    }

    /// Wraps another key in this one, with the nonce before it.
    pub(crate) fn wrap(&self, other: &DataKey, random: &Random) -> Vec<u8> {
        let mut nonce = [0; NONCE_LEN];
        random.fill(&mut nonce);
        let mut sealed = other.0.to_vec();
        let key = self.cipher().0;
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(b"data key"),
            &mut sealed,
        )
        .expect("a key is short enough");
        [&nonce[..], &sealed].concat()
    }

    /// The key within; `None` when another key wrapped it.
    pub(crate) fn unwrap_key(&self, wrapped: &[u8]) -> Option<DataKey> {
        let (nonce, sealed) = wrapped.split_first_chunk::<NONCE_LEN>()?;
        let mut sealed = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = self.cipher().0.open_in_place(nonce, Aad::from(b"data key"), &mut sealed);
        DataKey::from_slice(plain.ok()?)
    }
}

/// Encrypts and decrypts chunks of one body.
pub(crate) struct Cipher(LessSafeKey);

fn nonce(chunk: u64) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[4..].copy_from_slice(&chunk.to_be_bytes());
    Nonce::assume_unique_for_key(bytes)
}

impl Cipher {
    /// Encrypts chunk number `chunk` where it lies: at the end of `bytes`, from byte `start` on.
    pub(crate) fn seal(&self, chunk: u64, bytes: &mut Vec<u8>, start: usize) {
        let tag = self
            .0
            .seal_in_place_separate_tag(nonce(chunk), Aad::empty(), &mut bytes[start..])
            .expect("a chunk is short enough");
        bytes.extend_from_slice(tag.as_ref());
    }

    /// Decrypts chunk number `chunk` where it lies.
    pub(crate) fn open<'b>(&self, chunk: u64, bytes: &'b mut [u8]) -> ApiResult<&'b mut [u8]> {
        self.0
            .open_in_place(nonce(chunk), Aad::empty(), bytes)
            .map_err(|_| ApiError::bug(format!("chunk {chunk} of a body does not decrypt")))
    }
}

/// Where the chunk with plain byte `offset` begins in the encrypted body, and its number.
pub(crate) fn chunk_at(offset: u64) -> (u64, u64) {
    let chunk = offset / CHUNK as u64;
    (chunk, chunk * (CHUNK + TAG) as u64)
}

/// Encrypted bytes of a chunk with so many plain ones.
pub(crate) fn sealed_len(plain: usize) -> usize {
    plain + TAG
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_open_only_in_their_place() {
        let random = Random::from_seed(1);
        let cipher = DataKey::new(&random).cipher();
        let mut sealed = b"before hello".to_vec();
        cipher.seal(3, &mut sealed, 7);
        assert_eq!(sealed.drain(..7).as_slice(), b"before ");
        assert_eq!(sealed.len(), sealed_len(5));
        assert!(cipher.open(2, &mut sealed.clone()).is_err());
        assert!(DataKey::new(&random).cipher().open(3, &mut sealed.clone()).is_err());
        assert_eq!(cipher.open(3, &mut sealed).expect("its own"), b"hello");
        assert_eq!(chunk_at(65_536), (1, 65_552));
        assert_eq!(chunk_at(65_535), (0, 0));
    }

    #[test]
    fn keys_are_wrapped() {
        let random = Random::from_seed(2);
        let (outer, inner) = (DataKey::new(&random), DataKey::new(&random));
        let wrapped = outer.wrap(&inner, &random);
        assert_eq!(outer.unwrap_key(&wrapped).expect("opens").0, inner.0);
        assert!(inner.unwrap_key(&wrapped).is_none());
    }
}
