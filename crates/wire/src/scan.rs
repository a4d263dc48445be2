//! Searches in text that seldom find anything: blocks of bytes are judged as a whole, which a processor does at once.

/// How many bytes are judged at once.
const BLOCK: usize = 32;

/// Where the first byte is that is `wanted`.
pub(crate) fn position(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let mut from = 0;
    for block in bytes.chunks_exact(BLOCK) {
        if block.iter().fold(false, |found, byte| found | wanted(*byte)) {
            break;
        }
        from += BLOCK;
    }
    bytes[from..].iter().position(|byte| wanted(*byte)).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_one_is_found_wherever_it_is() {
        for len in 0..100 {
            assert_eq!(position(&vec![b'a'; len], |byte| byte == b'"'), None);
            for at in 0..len {
                let mut bytes = vec![b'a'; len];
                bytes[at..].fill(b'"');
                assert_eq!(position(&bytes, |byte| byte == b'"'), Some(at), "{at} of {len}");
            }
        }
    }
}
