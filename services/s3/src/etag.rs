//! Entity tags: a digest of the content; of what came in parts, the digest of the parts' digests and their number.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html>

use std::fmt;

use serde::{Deserialize, Serialize};

/// Written without quotes, which belong to headers and to XML's members alike: see [`ETag::quoted`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ETag {
    pub(crate) digest: [u8; 16],
    /// How many parts there were; 0 of what came in one piece.
    pub(crate) parts: u16,
}

impl ETag {
    pub(crate) fn of_whole(digest: [u8; 16]) -> ETag {
        ETag { digest, parts: 0 }
    }

    fn hex(&self) -> [u8; 32] {
        let mut text = [0; 32];
        for (at, byte) in self.digest.iter().enumerate() {
            text[2 * at] = b"0123456789abcdef"[usize::from(byte >> 4)];
            text[2 * at + 1] = b"0123456789abcdef"[usize::from(byte & 15)];
        }
        text
    }

    /// As answers show it.
    pub(crate) fn quoted(&self) -> String {
        if self.parts > 0 {
            return format!("\"{self}\"");
        }
        let mut text = [b'"'; 34];
        text[1..33].copy_from_slice(&self.hex());
        std::str::from_utf8(&text).unwrap_or_default().to_owned()
    }

    /// Whether `text`, quoted or not, names it.
    pub(crate) fn is(&self, text: &str) -> bool {
        unquoted(text) == self.to_string()
    }
}

/// An entity tag without its quotes.
pub(crate) fn unquoted(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text)
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.hex()).unwrap_or_default())?;
        match self.parts {
            0 => Ok(()),
            parts => write!(f, "-{parts}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let whole = ETag::of_whole([0xab; 16]);
        let text = "abababababababababababababababab";
        assert_eq!(whole.to_string(), text);
        assert_eq!(whole.quoted(), format!("\"{text}\""));
        assert!(whole.is(text) && whole.is(&whole.quoted()));
        let parts = ETag { parts: 12, ..whole };
        assert_eq!(parts.to_string(), format!("{text}-12"));
        assert!(!parts.is(text));
    }
}
