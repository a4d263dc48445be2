//! Takes an object's text apart into records: lines, or in CSV what ends at a line's end outside of quotes.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Format.html>

use crate::limits;

/// Text that comes in pieces, and the records in it.
#[derive(Default)]
pub(crate) struct Records {
    /// Whether quotes hold lines together.
    quotes: bool,
    text: Vec<u8>,
    /// Where the next record begins, and up to where its end was looked for.
    start: usize,
    seen: usize,
    within: bool,
    /// Bytes before `text`.
    passed: u64,
}

/// A record that is longer than any item.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

impl Records {
    pub(crate) fn new(quotes: bool) -> Records {
        Records { quotes, ..Records::default() }
    }

    /// Where text is to be added. What was taken before is gone.
    pub(crate) fn room(&mut self) -> &mut Vec<u8> {
        self.text.drain(..self.start);
        self.passed += self.start as u64;
        self.seen -= self.start;
        self.start = 0;
        &mut self.text
    }

    /// Bytes of what was taken, line ends included.
    pub(crate) fn taken(&self) -> u64 {
        self.passed + self.start as u64
    }

    /// The next whole record.
    pub(crate) fn next(&mut self) -> Result<Option<&[u8]>, TooLong> {
        while let Some(byte) = self.text.get(self.seen) {
            self.seen += 1;
            match byte {
                b'"' if self.quotes => self.within = !self.within,
                b'\n' if !self.within => {
                    let record = self.start..self.seen - 1;
                    self.start = self.seen;
                    return Ok(Some(trimmed(&self.text[record])));
                }
                _ => {}
            }
        }
        if self.seen - self.start > limits::IMPORT_RECORD { Err(TooLong) } else { Ok(None) }
    }

    /// What is behind the last line's end.
    pub(crate) fn last(&mut self) -> Option<&[u8]> {
        let record = self.start..self.text.len();
        self.start = record.end;
        self.seen = record.end;
        (!record.is_empty()).then(|| trimmed(&self.text[record]))
    }
}

fn trimmed(record: &[u8]) -> &[u8] {
    record.strip_suffix(b"\r").unwrap_or(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(quotes: bool, text: &str, piece: usize) -> Vec<String> {
        let (mut records, mut found) = (Records::new(quotes), Vec::new());
        for piece in text.as_bytes().chunks(piece) {
            records.room().extend_from_slice(piece);
            while let Some(record) = records.next().unwrap() {
                found.push(String::from_utf8(record.to_vec()).unwrap());
            }
        }
        found.extend(records.last().map(|record| String::from_utf8(record.to_vec()).unwrap()));
        assert_eq!(records.taken(), text.len() as u64);
        found
    }

    #[test]
    fn records_end_with_their_lines() {
        for piece in [1, 2, 5, 100] {
            assert_eq!(all(false, "a\r\n\nb\"\nc", piece), ["a", "", "b\"", "c"]);
            assert_eq!(
                all(true, "a,\"x\ny\"\nb,\"\"\"\n\"\n", piece),
                ["a,\"x\ny\"", "b,\"\"\"\n\""]
            );
            assert_eq!(all(true, "", piece), [""; 0]);
        }
    }

    #[test]
    fn no_record_is_longer_than_items_are() {
        let mut records = Records::new(false);
        records.room().resize(limits::IMPORT_RECORD + 1, b'x');
        assert_eq!(records.next(), Err(TooLong));
    }
}
