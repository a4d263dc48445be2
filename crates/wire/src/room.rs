//! Room for lists. Their elements are alike, so the first tells how long all will be: a buffer that grows by doubling
//! would copy a page of a thousand entries over and over.

/// Elements from which on it pays.
const MANY: usize = 16;
/// The most that is reserved at once, in bytes: a first element may be the odd one.
const MOST: usize = 1 << 20;

/// Makes room in `out` for the elements to come, once the first of `len` was written from `begin` on.
pub(crate) fn for_the_rest(out: &mut Vec<u8>, begin: usize, written: usize, len: usize) {
    if written == 0 && len >= MANY {
        let first = out.len() - begin;
        // An eighth more: numbers and names grow.
        out.reserve((first + first / 8).saturating_mul(len - 1).min(MOST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_made_once_and_within_bounds() {
        let mut out = vec![0; 100];
        for_the_rest(&mut out, 20, 0, MANY - 1);
        assert!(out.capacity() < 1_000, "few elements");
        for_the_rest(&mut out, 20, 1, 1_000);
        assert!(out.capacity() < 1_000, "not the first");
        for_the_rest(&mut out, 20, 0, 1_000);
        assert!(out.capacity() >= 100 + 90 * 999, "the rest fits");
        for_the_rest(&mut out, 20, 0, usize::MAX);
        assert!(out.capacity() <= 4 * MOST, "a lie costs little");
    }
}
