//! Takes a text of Ion apart into its structs, which may stand on one line or on many.
//! Ref: <https://amazon-ion.github.io/ion-docs/docs/spec.html>

use crate::import::records::TooLong;
use crate::limits;

/// Text that comes in pieces, and the structs in it.
#[derive(Default)]
pub(super) struct Structs {
    text: Vec<u8>,
    /// Where the next struct begins, and up to where its end was looked for.
    start: usize,
    seen: usize,
    depth: usize,
    within: Within,
    /// Whether what `within` says stands in a blob.
    in_blob: bool,
}

/// What braces mean nothing in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Nothing,
    /// A string, or a symbol in quotes.
    Quotes(u8),
    LongString,
    LineComment,
    Comment,
    Blob,
}

impl Structs {
    /// Where text is to be added. What was taken before is gone.
    pub(super) fn room(&mut self) -> &mut Vec<u8> {
        self.text.drain(..self.start);
        self.seen -= self.start;
        self.start = 0;
        &mut self.text
    }

    /// The next whole struct, with what stands before it. `last` says that no text will be added.
    pub(super) fn next(&mut self, last: bool) -> Result<Option<&[u8]>, TooLong> {
        while let Some(token) = self.token(last) {
            let (len, ends) = self.step(token);
            self.seen += len;
            if ends {
                let record = self.start..self.seen;
                self.start = self.seen;
                return Ok(Some(&self.text[record]));
            }
        }
        if self.seen - self.start > limits::IMPORT_RECORD { Err(TooLong) } else { Ok(None) }
    }

    /// What is behind the last struct.
    pub(super) fn last(&mut self) -> Option<&[u8]> {
        let record = self.start..self.text.len();
        self.start = record.end;
        self.seen = record.end;
        (!record.is_empty()).then(|| &self.text[record])
    }

    /// The three bytes that come, zeros behind the end; nothing while they may still come.
    fn token(&self, last: bool) -> Option<[u8; 3]> {
        let rest = self.text.get(self.seen..).filter(|rest| !rest.is_empty())?;
        if rest.len() < 3 && !last {
            return None;
        }
        let at = |at: usize| rest.get(at).copied().unwrap_or(0);
        Some([at(0), at(1), at(2)])
    }

    /// Goes over what comes; how many bytes that were, and whether a struct ends with them.
    fn step(&mut self, token: [u8; 3]) -> (usize, bool) {
        let back = if self.in_blob { Within::Blob } else { Within::Nothing };
        match (self.within, token) {
            (Within::Quotes(_) | Within::LongString, [b'\\', ..]) => return (2, false),
            (Within::Quotes(quote), [byte, ..]) if byte == quote => self.within = back,
            (Within::LongString, [b'\'', b'\'', b'\'']) => {
                self.within = back;
                return (3, false);
            }
            (Within::LineComment, [b'\n', ..]) => self.within = Within::Nothing,
            (Within::Comment, [b'*', b'/', _]) => {
                self.within = Within::Nothing;
                return (2, false);
            }
            (Within::Blob | Within::Nothing, [b'\'', b'\'', b'\'']) => {
                self.within = Within::LongString;
                return (3, false);
            }
            (Within::Blob | Within::Nothing, [b'"', ..]) => self.within = Within::Quotes(b'"'),
            (Within::Blob, [b'}', b'}', _]) => {
                self.within = Within::Nothing;
                self.in_blob = false;
                return (2, false);
            }
            (Within::Nothing, [b'\'', ..]) => self.within = Within::Quotes(b'\''),
            (Within::Nothing, [b'/', b'/', _]) => self.within = Within::LineComment,
            (Within::Nothing, [b'/', b'*', _]) => {
                self.within = Within::Comment;
                return (2, false);
            }
            (Within::Nothing, [b'{', b'{', _]) => {
                self.within = Within::Blob;
                self.in_blob = true;
                return (2, false);
            }
            (Within::Nothing, [b'{', ..]) => self.depth += 1,
            (Within::Nothing, [b'}', ..]) => {
                self.depth = self.depth.saturating_sub(1);
                return (1, self.depth == 0);
            }
            _ => {}
        }
        (1, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, piece: usize) -> Vec<String> {
        let (mut structs, mut found) = (Structs::default(), Vec::new());
        let mut keep = |record: &[u8]| {
            found.push(String::from_utf8(record.to_vec()).unwrap().trim().to_owned());
        };
        for piece in text.as_bytes().chunks(piece) {
            structs.room().extend_from_slice(piece);
            while let Some(record) = structs.next(false).unwrap() {
                keep(record);
            }
        }
        while let Some(record) = structs.next(true).unwrap() {
            keep(record);
        }
        if let Some(record) = structs.last() {
            keep(record);
        }
        found.retain(|record| !record.is_empty());
        found
    }

    #[test]
    fn structs_end_with_their_braces() {
        let texts = [
            "$ion_1_0 {Item:{a:\"}\"}}",
            "{\n Item: { 'odd}': '''one}''' '''two\\'''',\n  b: {{//8=}} } // }\n}",
            "{Item:{c:{{\"}}\"}}, /* } */ d:[{},{}], e:\"\\\"}\"}}",
            "}",
            "{Item:{",
        ];
        for piece in [1, 2, 3, 7, 1000] {
            assert_eq!(all(&texts.join("\n"), piece), texts, "{piece}");
            assert_eq!(all(&texts[..3].concat(), piece), texts[..3], "{piece}");
        }
        assert!(all(" \n", 1).is_empty());
    }

    #[test]
    fn no_struct_is_longer_than_items_are() {
        let mut structs = Structs::default();
        structs.room().push(b'{');
        structs.room().resize(limits::IMPORT_RECORD + 8, b' ');
        assert_eq!(structs.next(false), Err(TooLong));
    }
}
