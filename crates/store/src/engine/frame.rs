//! How a row's value lies on disk: a CRC-32 over key and value, then the value.
//!
//! The checksum covers the key, so a value that shows up under another key is noticed too.

use bytes::Bytes;

const CRC_LEN: usize = 4;

/// The framed form of `value` under `key`.
pub(super) fn seal(key: &[u8], value: &[u8]) -> Vec<u8> {
    let mut framed = Vec::with_capacity(len(value));
    append(&mut framed, key, value);
    framed
}

/// How long the framed form of `value` is.
pub(super) fn len(value: &[u8]) -> usize {
    CRC_LEN + value.len()
}

/// Appends the framed form of `value` under `key`.
pub(super) fn append(out: &mut Vec<u8>, key: &[u8], value: &[u8]) {
    out.extend_from_slice(&checksum(key, value).to_le_bytes());
    out.extend_from_slice(value);
}

/// The value within a frame, or what is wrong with it.
pub(super) fn open(key: &[u8], framed: Bytes) -> Result<Bytes, &'static str> {
    let Some((crc, value)) = framed.split_first_chunk::<CRC_LEN>() else {
        return Err("it is shorter than its checksum");
    };
    if u32::from_le_bytes(*crc) != checksum(key, value) {
        return Err("its checksum does not match");
    }
    Ok(framed.slice(CRC_LEN..))
}

fn checksum(key: &[u8], value: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(value);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flipped_bit_and_a_foreign_key_are_noticed() {
        let framed = seal(b"key", b"value");
        assert_eq!(open(b"key", framed.clone().into()).unwrap(), "value");
        assert!(open(b"kex", framed.clone().into()).is_err());
        for bit in 0..framed.len() * 8 {
            let mut broken = framed.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            assert!(open(b"key", broken.into()).is_err(), "bit {bit}");
        }
        assert!(open(b"key", Bytes::from_static(b"abc")).is_err());
    }
}
