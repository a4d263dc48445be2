//! Keys of items as bytes: in the order of their values, each part saying itself where it ends.
//!
//! An item's key is a hash of the partition key (so that a scan sees partitions in no order that means anything,
//! and parallel segments are ranges of hashes), the partition key, the sort key. All items of a partition lie side
//! by side in the order of their sort keys.

use crate::value::Value;

/// Bytes of the hash that a key begins with.
pub const HASH_LEN: usize = 4;

/// The type of a key attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// A string, in the order of its UTF-8 bytes.
    S,
    /// A number.
    N,
    /// Bytes, unsigned.
    B,
}

impl KeyType {
    /// The type that these letters name.
    pub fn parse(text: &str) -> Option<KeyType> {
        Some(match text {
            "S" => KeyType::S,
            "N" => KeyType::N,
            "B" => KeyType::B,
            _ => return None,
        })
    }

    /// Its letter on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            KeyType::S => "S",
            KeyType::N => "N",
            KeyType::B => "B",
        }
    }

    /// Whether `value` is of this type.
    pub fn fits(self, value: &Value) -> bool {
        matches!(
            (self, value),
            (KeyType::S, Value::S(_)) | (KeyType::N, Value::N(_)) | (KeyType::B, Value::B(_))
        )
    }
}

/// Appends a part of a key. Values of other types than keys have are nothing; callers have checked.
pub fn push(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::S(text) => push_bytes(out, text.as_bytes()),
        Value::B(bytes) => push_bytes(out, bytes),
        Value::N(number) => number.encode_ordered(out),
        _ => {}
    }
}

fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    push_open(out, bytes);
    out.push(0);
}

/// Appends what all parts begin with whose value begins with `bytes`.
pub fn push_open(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte <= 1) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(&[1, rest[at] + 1]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

/// Appends the beginning of the keys of a partition: hash and partition key, which may have several attributes.
pub fn push_partition(out: &mut Vec<u8>, values: &[&Value]) {
    let start = out.len();
    out.extend_from_slice(&[0; HASH_LEN]);
    values.iter().for_each(|value| push(out, value));
    let hash = hash(&out[start + HASH_LEN..]);
    out[start..start + HASH_LEN].copy_from_slice(&hash.to_be_bytes());
}

/// FNV-1a, its bits mixed once more so that the high ones depend on all: segments of a scan go by them.
fn hash(bytes: &[u8]) -> u32 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, step);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    u32::try_from(hash >> 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_ordered_and_end() {
        let bytes = |text: &str| {
            let mut out = Vec::new();
            push(&mut out, &Value::S(text.to_owned()));
            out
        };
        let ordered = [
            "", "\0", "\0\0", "\0\u{1}", "\u{1}", "\u{2}", "a", "a\0", "a\0b", "a\u{1}", "aa", "b",
        ];
        for pair in ordered.windows(2) {
            assert!(bytes(pair[0]) < bytes(pair[1]), "{pair:?}");
            assert!(!bytes(pair[1]).starts_with(&bytes(pair[0])), "{pair:?}");
        }
        let mut open = Vec::new();
        push_open(&mut open, b"a\0");
        assert!(bytes("a\0b").starts_with(&open) && !bytes("aa").starts_with(&open));
    }

    #[test]
    fn hashes_spread() {
        let mut quarters = [0; 4];
        for number in 0..1000 {
            let mut key = Vec::new();
            push_partition(&mut key, &[&Value::S(format!("user-{number}"))]);
            quarters[usize::from(key[0] >> 6)] += 1;
        }
        assert!(quarters.iter().all(|count| *count > 150), "{quarters:?}");
    }
}
