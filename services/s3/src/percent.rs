//! Percent-encoding: what stands plainly differs from place to place, the rest does not.
//! Ref: <https://www.rfc-editor.org/rfc/rfc3986#section-2.1>

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// What URLs' paths hold plainly, besides letters and digits.
pub(crate) const IN_PATH: &[u8] = b"-._~/!$&'()*+,;=:@";
/// What signatures leave as it is.
pub(crate) const UNRESERVED: &[u8] = b"-._~";

/// `text` with all encoded but ASCII letters, digits and `plain`.
pub(crate) fn encoded(text: &str, plain: &[u8]) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_plain_is_encoded() {
        for (plain, want) in [
            (IN_PATH, "a%20b/%C3%A9~%25"),
            (UNRESERVED, "a%20b%2F%C3%A9~%25"),
            (b"".as_slice(), "a%20b%2F%C3%A9%7E%25"),
        ] {
            assert_eq!(encoded("a b/\u{e9}~%", plain), want);
        }
    }
}
