//! Records of CSV, from bytes as they come: memory holds one record at a time.
//! Ref: <https://www.rfc-editor.org/rfc/rfc4180>

/// Longest record: an encoded key, a bucket, a version, and fields that are passed over.
const MAX_RECORD: usize = 32 * 1024;

/// What has come of a record that is not complete yet.
#[derive(Default)]
pub(super) struct Records {
    held: Vec<u8>,
    quoted: bool,
}

/// A record that no manifest has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong;

impl Records {
    /// The records that are complete with these bytes, each as its fields.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Vec<String>>, TooLong> {
        let mut found = Vec::new();
        for byte in bytes {
            if *byte == b'\n' && !self.quoted {
                found.extend(self.end());
                continue;
            }
            self.quoted ^= *byte == b'"';
            if self.held.len() == MAX_RECORD {
                return Err(TooLong);
            }
            self.held.push(*byte);
        }
        Ok(found)
    }

    /// The last record, which needs no end of its line.
    pub(super) fn end(&mut self) -> Option<Vec<String>> {
        let record = std::mem::take(&mut self.held);
        let text = String::from_utf8_lossy(&record);
        let text = text.strip_suffix('\r').unwrap_or(&text);
        (!text.trim().is_empty()).then(|| fields(text))
    }
}

fn fields(record: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = record.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                push(&mut fields, '"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => push(&mut fields, c),
        }
    }
    fields
}

fn push(fields: &mut [String], c: char) {
    if let Some(last) = fields.last_mut() {
        last.push(c);
    }
}

/// A value as a field: in quotes where it needs them.
pub(super) fn field(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records() {
        for (text, want) in [
            ("b,k\nb,l\n", vec![vec!["b", "k"], vec!["b", "l"]]),
            ("b,k", vec![vec!["b", "k"]]),
            ("\"b\",\"k,\"\"x\"\"\"\r\n\r\n", vec![vec!["b", "k,\"x\""]]),
            ("\"b\nc\",k\n", vec![vec!["b\nc", "k"]]),
            ("b,,\n", vec![vec!["b", "", ""]]),
            ("", vec![]),
        ] {
            // However the bytes are cut.
            for size in [1, 3, 100] {
                let mut records = Records::default();
                let mut found = Vec::new();
                for piece in text.as_bytes().chunks(size) {
                    found.extend(records.push(piece).unwrap());
                }
                found.extend(records.end());
                assert_eq!(found, want, "{text:?} by {size}");
            }
        }
        let mut endless = Records::default();
        assert_eq!(endless.push(&vec![b'x'; MAX_RECORD + 1]), Err(TooLong));
    }

    #[test]
    fn values() {
        for (text, want) in [("plain", "plain"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\"")] {
            assert_eq!(field(text), want);
        }
    }
}
