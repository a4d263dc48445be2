//! An encryption context as the bytes that a ciphertext is bound to: pairs in the order of their keys, each string
//! after its length, so that no two contexts give the same bytes.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html>

/// The canonical form of the context's pairs; the order that they are given in does not matter.
pub(crate) fn canonical<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let mut pairs: Vec<(&str, &str)> = pairs.into_iter().collect();
    pairs.sort_unstable();
    let mut out = Vec::new();
    for text in pairs.into_iter().flat_map(|(key, value)| [key, value]) {
        let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&len.to_be_bytes());
        out.extend_from_slice(text.as_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_everything_else_does() {
        let ab = [("a", "1"), ("b", "2")];
        assert_eq!(canonical(ab), canonical([ab[1], ab[0]]));
        assert!(canonical([]).is_empty());
        for other in [
            vec![("a", "1")],
            vec![("a", "1"), ("b", "3")],
            vec![("a", "1b"), ("", "2")],
            vec![("A", "1"), ("b", "2")],
            vec![("a", "1"), ("b", "2"), ("c", "")],
        ] {
            assert_ne!(canonical(ab), canonical(other.iter().copied()), "{other:?}");
        }
    }
}
