//! Which bytes of an object a read asks for.
//! Ref: <https://www.rfc-editor.org/rfc/rfc9110#name-range>

use crate::errors;
use kernel::ApiResult;

/// Bytes from `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ByteRange {
    pub(crate) start: u64,
    pub(crate) end: u64,
}

impl ByteRange {
    /// `bytes 0-9/100`.
    pub(crate) fn content_range(&self, size: u64) -> String {
        format!("bytes {}-{}/{size}", self.start, self.end.saturating_sub(1))
    }
}

/// What a `Range` header asks of an object of `size` bytes; `None` means all of it: what is malformed, or names several
/// ranges, counts as not said.
pub(crate) fn parse(header: Option<&str>, size: u64) -> ApiResult<Option<ByteRange>> {
    let Some(text) = header else { return Ok(None) };
    let Some((first, last)) = text.trim().strip_prefix("bytes=").and_then(|r| r.split_once('-'))
    else {
        return Ok(None);
    };
    let number = |text: &str| match text.trim() {
        "" => Some(None),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => {
            Some(Some(digits.parse::<u64>().unwrap_or(u64::MAX)))
        }
        _ => None,
    };
    let (Some(first), Some(last)) = (number(first), number(last)) else { return Ok(None) };
    let unsatisfiable = || errors::invalid_range(text, size);
    let range = match (first, last) {
        (None, None) => return Ok(None),
        (Some(first), Some(last)) if first > last => return Ok(None),
        (Some(first), _) if first >= size => return Err(unsatisfiable()),
        (Some(first), last) => ByteRange {
            start: first,
            end: last.map_or(size, |last| last.saturating_add(1).min(size)),
        },
        (None, Some(0)) => return Err(unsatisfiable()),
        (None, Some(_)) if size == 0 => return Err(unsatisfiable()),
        (None, Some(count)) => ByteRange { start: size.saturating_sub(count), end: size },
    };
    Ok(Some(range))
}

/// `x-amz-copy-source-range`, which must be whole and lie within the source.
pub(crate) fn parse_copy(header: Option<&str>, size: u64) -> ApiResult<Option<ByteRange>> {
    let Some(text) = header else { return Ok(None) };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u64>().ok()).flatten()
    };
    let parts = text.strip_prefix("bytes=").and_then(|range| range.split_once('-'));
    let parts = parts.and_then(|(first, last)| Some((number(first)?, number(last)?)));
    let Some((first, last)) = parts.filter(|(first, last)| first <= last) else {
        return Err(errors::copy_range_malformed(text));
    };
    if first >= size {
        return Err(errors::invalid_request(
            "The specified copy range is invalid for the source object size",
        ));
    }
    if last >= size {
        return Err(errors::copy_range_too_long(text, size));
    }
    Ok(Some(ByteRange { start: first, end: last + 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (text, expected) in [
            ("bytes=0-3", Ok(Some((0, 4)))),
            ("bytes=2-", Ok(Some((2, 10)))),
            ("bytes=-3", Ok(Some((7, 10)))),
            ("bytes=-30", Ok(Some((0, 10)))),
            ("bytes=0-99", Ok(Some((0, 10)))),
            ("bytes=9-99999999999999999999999", Ok(Some((9, 10)))),
            ("bytes=3-1", Ok(None)),
            ("bytes=0-1,3-4", Ok(None)),
            ("bytes=a-b", Ok(None)),
            ("bytes=-", Ok(None)),
            ("chars=0-1", Ok(None)),
            ("bytes=10-", Err(())),
            ("bytes=100-200", Err(())),
            ("bytes=-0", Err(())),
        ] {
            let found = parse(Some(text), 10).map(|r| r.map(|r| (r.start, r.end))).map_err(|_| ());
            assert_eq!(found, expected, "{text}");
        }
        assert!(parse(Some("bytes=-1"), 0).is_err());
        assert_eq!(parse(None, 0).expect("nothing asked"), None);
    }

    #[test]
    fn ranges_of_copies() {
        for (text, good) in [
            ("bytes=0-8", true),
            ("bytes=0-9", true),
            ("bytes=0-10", false),
            ("0-8", false),
            ("bytes=1-0", false),
            ("bytes=-2", false),
            ("bytes=0-1,3-4", false),
            ("bytes=100-200", false),
        ] {
            assert_eq!(parse_copy(Some(text), 10).is_ok(), good, "{text}");
        }
    }
}
