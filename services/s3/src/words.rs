//! Text in headers, where only ASCII is safe: encoded words, as mail has them.
//! Ref: <https://www.rfc-editor.org/rfc/rfc2047>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Text as a header holds it: as it is, or as an encoded word where it is not plain ASCII.
pub(crate) fn encode(text: &str) -> String {
    let odd = |c: char| c >= '\u{7f}' || (c < ' ' && !matches!(c, '\r' | '\n' | '\t'));
    let (all, odd) = (text.chars().count(), text.chars().filter(|c| odd(*c)).count());
    match (odd, all - odd) {
        (0, _) => text.to_owned(),
        (odd, plain) if plain > odd => format!("=?UTF-8?Q?{}?=", quoted(text)),
        _ => format!("=?UTF-8?B?{}?=", STANDARD.encode(text)),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(2 * text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('_'),
            b'=' | b'_' | b'?' | 0..32 | 127.. => out.push_str(&format!("={byte:02X}")),
            byte => out.push(char::from(byte)),
        }
    }
    out
}

/// A header's text with its encoded words decoded. What is none stays as it is; so does what does not decode.
pub(crate) fn decode(text: &str) -> String {
    if !text.contains("=?") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    // White space between two encoded words belongs to neither.
    let mut gap = String::new();
    let mut after_word = false;
    for piece in text.split_inclusive([' ', '\t', '\r', '\n']) {
        let token = piece.trim_end_matches([' ', '\t', '\r', '\n']);
        let space = &piece[token.len()..];
        if token.is_empty() {
            gap.push_str(space);
            continue;
        }
        match word(token) {
            Some(decoded) => {
                if !after_word {
                    out.push_str(&gap);
                }
                out.push_str(&decoded);
                after_word = true;
            }
            None => {
                out.push_str(&gap);
                out.push_str(token);
                after_word = false;
            }
        }
        gap.clear();
        gap.push_str(space);
    }
    out.push_str(&gap);
    out
}

/// `=?charset?B or Q?text?=`.
fn word(token: &str) -> Option<String> {
    let inner = token.strip_prefix("=?")?.strip_suffix("?=")?;
    let mut parts = inner.splitn(3, '?');
    let (charset, encoding, text) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes = match encoding {
        "B" | "b" => STANDARD.decode(text).ok()?,
        "Q" | "q" => unquoted(text)?,
        _ => return None,
    };
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" => Some(String::from_utf8_lossy(&bytes).into_owned()),
        "iso-8859-1" | "latin1" => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        _ => None,
    }
}

fn unquoted(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'_' => b' ',
            b'=' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (plain, shown) in [
            ("plain ASCII", "plain ASCII"),
            ("ÄMÄZÕÑ S3", "=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?="),
            (
                "test_—_file%E2%80%94_é_2?.pdf",
                "=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=3F.pdf?=",
            ),
            ("\u{0}\u{1}\u{2}\u{3}", "=?UTF-8?B?AAECAw==?="),
        ] {
            assert_eq!(encode(plain), shown);
            assert_eq!(decode(shown), plain);
        }
    }

    #[test]
    fn decoding() {
        for (given, decoded) in [
            ("=?UTF-8?Q?actually-ascii?=", "actually-ascii"),
            ("=?utf-8?b?YWJj?=", "abc"),
            ("=?UTF-8?Q?a?= =?UTF-8?Q?b?=", "ab"),
            ("x =?UTF-8?Q?a?= y  z", "x a y  z"),
            ("=?UTF-8?B?=GGG?=", "=?UTF-8?B?=GGG?="),
            ("=?ISO-8859-1?Q?=E9?=", "é"),
            ("=?KOI8-R?Q?x?=", "=?KOI8-R?Q?x?="),
            ("=?", "=?"),
            ("a=?b", "a=?b"),
        ] {
            assert_eq!(decode(given), decoded, "{given}");
        }
    }
}
