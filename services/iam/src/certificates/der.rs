//! As much of DER as keys need: reading one value after the other, and writing small ones.
//! Ref: <https://www.itu.int/rec/T-REC-X.690>

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OBJECT: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
/// The algorithm `rsaEncryption` with its NULL parameters.
pub(crate) const RSA_ALGORITHM: [u8; 15] =
    [0x30, 13, 0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 0x05, 0];
/// The object `rsaEncryption`.
pub(crate) const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
/// The object `id-ecPublicKey`.
pub(crate) const EC: [u8; 7] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];

/// Values still to be read.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader(bytes)
    }

    /// The next value's tag and content; tags of one byte only.
    pub(crate) fn any(&mut self) -> Option<(u8, &'a [u8])> {
        let (tag, rest) = self.0.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match usize::from(*first) {
            short @ 0..=0x7f => (short, rest),
            long @ 0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(long - 0x80)?;
                (bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((*tag, content))
    }

    /// The next value's content, which must have this tag.
    pub(crate) fn value(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.any().filter(|(found, _)| *found == tag).map(|(_, content)| content)
    }

    /// The next value, which is a sequence, to be read in turn.
    pub(crate) fn sequence(&mut self) -> Option<Reader<'a>> {
        self.value(SEQUENCE).map(Reader)
    }

    /// The next value, which is a positive integer, without zeros in front.
    pub(crate) fn positive(&mut self) -> Option<&'a [u8]> {
        self.value(INTEGER).map(trimmed)
    }
}

/// A number's bytes without zeros in front.
pub(crate) fn trimmed(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

/// One value.
pub(crate) fn write(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = trimmed(&length);
    let mut out = vec![tag];
    match content.len() {
        short @ 0..=0x7f => out.push(u8::try_from(short).unwrap_or_default()),
        _ => {
            out.push(0x80 | u8::try_from(significant.len()).unwrap_or_default());
            out.extend_from_slice(significant);
        }
    }
    out.extend_from_slice(content);
    out
}

/// A positive integer.
pub(crate) fn write_positive(number: &[u8]) -> Vec<u8> {
    let number = trimmed(number);
    let sign = if number.first().is_none_or(|byte| *byte >= 0x80) { &[0][..] } else { &[] };
    write(INTEGER, &[sign, number].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let content = vec![7; length];
            let written = write(OCTET_STRING, &content);
            let mut reader = Reader::new(&written);
            assert_eq!(reader.value(OCTET_STRING), Some(&content[..]), "{length}");
            assert!(reader.any().is_none());
        }
        assert_eq!(write_positive(&[0, 0x80, 1]), [INTEGER, 3, 0, 0x80, 1]);
        assert_eq!(write_positive(&[0x7f]), [INTEGER, 1, 0x7f]);
        assert_eq!(write_positive(&[]), [INTEGER, 1, 0]);
    }

    #[test]
    fn what_is_cut_off_is_nothing() {
        for bytes in [&[][..], &[0x30], &[0x30, 5, 1], &[0x30, 0x85, 1], &[0x30, 0x82, 1]] {
            assert!(Reader::new(bytes).any().is_none(), "{bytes:?}");
        }
        assert!(Reader::new(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).any().is_none());
        assert!(Reader::new(&[0x02, 1, 5]).sequence().is_none());
    }
}
