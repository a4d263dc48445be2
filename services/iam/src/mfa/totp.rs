//! Time-based one-time passwords: six digits for every thirty seconds, by HMAC-SHA-1.
//! Ref: <https://www.rfc-editor.org/rfc/rfc6238>

use hmac::{Hmac, Mac as _};
use kernel::Timestamp;
use sha1::Sha1;

/// Seconds that a code is shown.
const STEP: i64 = 30;
/// Digits of a code.
const DIGITS: u32 = 6;

/// The number of the time step that `at` lies in; none before 1970.
pub(crate) fn step_at(at: Timestamp) -> i64 {
    at.as_secs().div_euclid(STEP).max(0)
}

/// What a device with this seed shows in a time step.
pub(crate) fn code(seed: &[u8], step: i64) -> String {
    digits(seed, step, DIGITS)
}

/// The first step of `candidates` in which the device shows `code`.
pub(crate) fn find(
    seed: &[u8],
    code: &str,
    mut candidates: impl Iterator<Item = i64>,
) -> Option<i64> {
    candidates.find(|step| *step >= 0 && self::code(seed, *step) == code)
}

/// The first step of `candidates` in which the device shows `first`, and `second` in the step after it.
pub(crate) fn find_pair(
    seed: &[u8],
    (first, second): (&str, &str),
    mut candidates: impl Iterator<Item = i64>,
) -> Option<i64> {
    candidates
        .find(|step| *step >= 0 && code(seed, *step) == first && code(seed, *step + 1) == second)
}

fn digits(seed: &[u8], step: i64, digits: u32) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(seed).expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let hash: [u8; 20] = mac.finalize().into_bytes().into();
    let at = usize::from(hash[19] & 0x0f);
    let four = [hash[at], hash[at + 1], hash[at + 2], hash[at + 3]];
    let number = (u32::from_be_bytes(four) & 0x7fff_ffff) % 10_u32.pow(digits);
    format!("{number:0width$}", width = digits as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the rows for SHA-1.
    #[test]
    fn vectors_of_the_standard() {
        let seed = b"12345678901234567890";
        for (at, expected) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let step = step_at(Timestamp::from_secs(at));
            assert_eq!(digits(seed, step, 8), expected, "{at}");
            assert_eq!(code(seed, step), expected[2..], "{at}");
        }
    }

    #[test]
    fn codes_are_found_where_they_are_looked_for() {
        let seed = b"12345678901234567890";
        let now = step_at(Timestamp::from_secs(1_111_111_111));
        let (this, next) = (code(seed, now), code(seed, now + 1));
        assert_eq!(find(seed, &this, now - 1..=now + 1), Some(now));
        assert_eq!(find(seed, &next, now - 1..=now + 1), Some(now + 1));
        assert_eq!(find(seed, &code(seed, now + 2), now - 1..=now + 1), None);
        assert_eq!(find_pair(seed, (&this, &next), now - 5..=now + 5), Some(now));
        assert_eq!(find_pair(seed, (&next, &this), now - 5..=now + 5), None);
        assert_eq!(find_pair(seed, (&this, &this), now - 5..=now + 5), None);
        assert_eq!(find(seed, &code(seed, 0), -3..=0), Some(0));
    }
}
