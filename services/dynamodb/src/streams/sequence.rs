//! Sequence numbers: they grow with every record of a stream, over its shards, and tell the time of the record, so
//! that a time finds its place in a stream at once.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html>

use kernel::Timestamp;

/// Numbers for each microsecond.
const PER_MICROSECOND: u64 = 256;
/// Digits after the leading one: any 64-bit number has room.
const DIGITS: usize = 20;

/// The number of a record: as it is stored.
pub(crate) type Sequence = u64;

/// The first number that a record written at `at` can have.
pub(crate) fn first_at(at: Timestamp) -> Sequence {
    u64::try_from(at.as_micros()).unwrap_or(0).saturating_mul(PER_MICROSECOND)
}

/// The number of the next record, written at `at` after the one with `last`.
pub(crate) fn next(last: Sequence, at: Timestamp) -> Sequence {
    first_at(at).max(last.saturating_add(1))
}

/// As clients see it: a decimal number of 21 digits.
pub(crate) fn show(sequence: Sequence) -> String {
    format!("1{sequence:0DIGITS$}")
}

/// Reads a number as clients have it. `None` for what is none of ours.
pub(crate) fn parse(text: &str) -> Option<Sequence> {
    let digits = text.strip_prefix('1').filter(|digits| digits.len() == DIGITS)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_grow_whatever_the_clock_does() {
        let noon = Timestamp::from_secs(1_800_000_000);
        let first = next(0, noon);
        assert_eq!(first, first_at(noon));
        assert_eq!(next(first, noon), first + 1);
        assert_eq!(next(first, Timestamp::from_secs(5)), first + 1, "the clock went back");
        assert!(next(first, Timestamp::from_secs(1_800_000_001)) > first + 1);
    }

    #[test]
    fn texts() {
        for sequence in [0, 1, first_at(Timestamp::from_secs(1_800_000_000)), u64::MAX] {
            let text = show(sequence);
            assert_eq!(text.len(), 21);
            assert_eq!(parse(&text), Some(sequence));
        }
        assert!(show(9) < show(10));
        for wrong in ["", "1", "200000000000000000000", "1x0000000000000000000", &"9".repeat(40)] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse("199999999999999999999"), None, "no 64-bit number");
    }
}
