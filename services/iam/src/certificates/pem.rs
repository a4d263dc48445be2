//! PEM: base64 between two lines that say what it is. Read strictly: nothing but white space may stand around.
//! Ref: <https://www.rfc-editor.org/rfc/rfc7468>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// One block.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    /// Such as `CERTIFICATE`.
    pub(crate) label: &'a str,
    pub(crate) der: Vec<u8>,
}

/// The blocks of a text, if it has nothing else; none in an empty text.
pub(crate) fn blocks(text: &str) -> Option<Vec<Block<'_>>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (label, body) = rest.strip_prefix("-----BEGIN ")?.split_once("-----")?;
        let (body, after) = body.split_once(&format!("-----END {label}-----"))?;
        let body: String = body.split_ascii_whitespace().collect();
        found.push(Block { label, der: STANDARD.decode(body).ok()? });
        rest = after.trim_start();
    }
    Some(found)
}

/// The block of a text that has one, with this label.
pub(crate) fn single(text: &str, label: &str) -> Option<Vec<u8>> {
    let mut blocks = blocks(text)?.into_iter();
    match (blocks.next(), blocks.next()) {
        (Some(block), None) if block.label == label => Some(block.der),
        _ => None,
    }
}

/// Whether a text says that it holds an encrypted key.
pub(crate) fn is_encrypted(text: &str) -> bool {
    text.contains("-----BEGIN ENCRYPTED ") || text.contains("Proc-Type: 4,ENCRYPTED")
}

/// A block, written in lines of 64 characters.
pub(crate) fn write(label: &str, der: &[u8]) -> String {
    let mut out = format!("-----BEGIN {label}-----\n");
    for (at, letter) in STANDARD.encode(der).chars().enumerate() {
        if at > 0 && at % 64 == 0 {
            out.push('\n');
        }
        out.push(letter);
    }
    out + &format!("\n-----END {label}-----\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read_strictly() {
        let one = write("X", &[1; 100]);
        assert_eq!(single(&one, "X"), Some(vec![1; 100]));
        assert_eq!(single(&one, "Y"), None);
        assert_eq!(single(&format!("\n{one}\n\n"), "X"), Some(vec![1; 100]));
        assert_eq!(single(&one.replace('\n', "\r\n"), "X"), Some(vec![1; 100]));
        let two = format!("{one}\n{one}");
        assert_eq!(blocks(&two).map(|b| b.len()), Some(2));
        assert_eq!(single(&two, "X"), None);
        assert_eq!(blocks(""), Some(Vec::new()));
        for bad in [
            "x",
            "-----BEGIN X-----",
            "-----BEGIN X-----\nAA",
            "-----BEGIN X-----\n!!!!\n-----END X-----",
            "-----BEGIN X-----\nAAAA\n-----END Y-----",
            &format!("Subject: me\n{one}"),
            &format!("{one} and more"),
        ] {
            assert_eq!(blocks(bad), None, "{bad}");
        }
    }
}
