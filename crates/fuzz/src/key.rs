//! Keys of stored rows: what decodes is encoded the same, and keeps its order.

use store::{Key, KeyBuf, KeyReader};

pub(crate) const WORDS: &[&str] = &["\u{0}", "\u{1}\u{1}", "\u{1}\u{2}", "\u{1}", "\u{0}\u{0}"];

fn check<K: Key>(data: &[u8]) -> bool {
    let mut reader = KeyReader::new(data);
    let Ok(key) = K::decode(&mut reader) else { return false };
    if reader.end().is_err() {
        return false;
    }
    let mut again = KeyBuf::default();
    key.encode(&mut again);
    assert_eq!(again.into_vec(), data, "two encodings of one key");
    true
}

/// A key of each form that tables have.
pub fn run(data: &[u8]) -> bool {
    let found = [
        check::<String>(data),
        check::<Vec<u8>>(data),
        check::<(u64, u64)>(data),
        check::<(u64, i64, u64)>(data),
        check::<(String, u32)>(data),
        check::<(String, String, String)>(data),
        check::<(Vec<u8>, bool, [u8; 4])>(data),
    ];
    found.contains(&true)
}

fn encoded<K: Key>(key: &K) -> Vec<u8> {
    let mut out = KeyBuf::default();
    key.encode(&mut out);
    out.into_vec()
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    vec![
        encoded(&"queue".to_owned()),
        encoded(&vec![0u8, 1, 2, 0, 255]),
        encoded(&(1u64, u64::MAX)),
        encoded(&(7u64, -5i64, 9u64)),
        encoded(&("a\u{1}b".to_owned(), 3u32)),
        encoded(&("a".to_owned(), String::new(), "ü".to_owned())),
        encoded(&(vec![1u8], true, [1u8, 2, 3, 4])),
    ]
}
