//! Numbers between DynamoDB's numerals and CBOR: whole numbers, large ones as bytes, all others as a mantissa and an exponent
//! of ten. The client for JavaScript sends a fraction as a float, when the float's shortest numeral is the one it was given.
//! Ref: <https://www.rfc-editor.org/rfc/rfc8949#name-bignums>

use crate::cbor::{Reader, Writer, major};
use crate::{Malformed, Read};

const POSITIVE_BIG: u64 = 2;
const NEGATIVE_BIG: u64 = 3;
const DECIMAL: u64 = 4;

/// `sign mantissa E exponent`. DynamoDB has 38 digits; 128 bits hold them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) negative: bool,
    pub(crate) mantissa: u128,
    pub(crate) exponent: i32,
}

impl Decimal {
    /// A numeral's: `-12.5E+3`. `None` of what is none, or has more digits than DynamoDB keeps.
    pub(crate) fn parse(text: &str) -> Option<Decimal> {
        let (text, exponent) = match text.split_once(['e', 'E']) {
            Some((text, exponent)) => (text, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let mut mantissa = 0u128;
        for digit in whole.bytes().chain(fraction.bytes()) {
            let digit = digit.is_ascii_digit().then(|| u128::from(digit - b'0'))?;
            mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
        }
        let fraction = i32::try_from(fraction.len()).ok()?;
        (!whole.is_empty()).then_some(())?;
        Some(Decimal { negative, mantissa, exponent: exponent.checked_sub(fraction)? })
    }

    /// The numeral.
    pub(crate) fn text(self) -> String {
        let sign = if self.negative && self.mantissa > 0 { "-" } else { "" };
        match self.exponent {
            0 => format!("{sign}{}", self.mantissa),
            exponent => format!("{sign}{}E{exponent}", self.mantissa),
        }
    }
}

/// Reads a number as a numeral.
pub(crate) fn read(reader: &mut Reader<'_>) -> Read<String> {
    if reader.float_is_next() {
        let decimal = Decimal::parse(&format!("{:e}", reader.float()?));
        return decimal.map(Decimal::text).ok_or(Malformed("a float that is no number"));
    }
    if reader.peek()?.major != major::TAG {
        return whole(reader).map(Decimal::text);
    }
    if reader.peek()?.argument != DECIMAL {
        return whole(reader).map(Decimal::text);
    }
    reader.tag()?;
    let mut parts = reader.array()?;
    if !(parts.more(reader)? && parts.count().is_none_or(|left| left == 1)) {
        return Err(Malformed("a decimal number has two parts"));
    }
    let exponent = i32::try_from(reader.int()?).map_err(|_| Malformed("a number too large"))?;
    if !parts.more(reader)? {
        return Err(Malformed("a decimal number has two parts"));
    }
    let decimal = Decimal { exponent, ..whole(reader)? };
    match parts.more(reader)? {
        false => Ok(decimal.text()),
        true => Err(Malformed("a decimal number has two parts")),
    }
}

fn whole(reader: &mut Reader<'_>) -> Read<Decimal> {
    let head = reader.peek()?;
    let decimal = |negative, mantissa| Decimal { negative, mantissa, exponent: 0 };
    if head.major != major::TAG {
        return match head.major {
            major::UNSIGNED => {
                reader.skip_plain()?;
                Ok(decimal(false, u128::from(head.argument)))
            }
            major::NEGATIVE => {
                reader.skip_plain()?;
                Ok(decimal(true, u128::from(head.argument) + 1))
            }
            _ => Err(Malformed("a number was expected")),
        };
    }
    let negative = match reader.tag()? {
        POSITIVE_BIG => false,
        NEGATIVE_BIG => true,
        _ => return Err(Malformed("a number was expected")),
    };
    let bytes = reader.bytes()?;
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    if bytes.len() - start > 16 {
        return Err(Malformed("a number of more than 38 digits"));
    }
    let value = bytes[start..].iter().fold(0u128, |sum, byte| (sum << 8) | u128::from(*byte));
    let value = value.checked_add(u128::from(negative));
    Ok(decimal(negative, value.ok_or(Malformed("a number of more than 38 digits"))?))
}

/// Writes a numeral as a number; zero when it is none, which no stored number is.
pub(crate) fn write(writer: &mut Writer, numeral: &str) {
    let zero = Decimal { negative: false, mantissa: 0, exponent: 0 };
    let decimal = Decimal::parse(numeral).unwrap_or(zero);
    if decimal.exponent != 0 {
        writer.tag(DECIMAL);
        writer.array(2);
        writer.int(i64::from(decimal.exponent));
    }
    let below = decimal.mantissa.saturating_sub(u128::from(decimal.negative));
    let negative = decimal.negative && decimal.mantissa > 0;
    match (u64::try_from(below), negative) {
        (Ok(number), false) => writer.unsigned(number),
        (Ok(number), true) => writer.negative(number),
        (Err(_), _) => {
            writer.tag(if negative { NEGATIVE_BIG } else { POSITIVE_BIG });
            let bytes = below.to_be_bytes();
            let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(0);
            writer.bytes(&bytes[start..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_come_back() {
        for (text, back) in [
            ("0", "0"),
            ("-0", "0"),
            ("7", "7"),
            ("-7", "-7"),
            ("18446744073709551616", "18446744073709551616"),
            ("-18446744073709551617", "-18446744073709551617"),
            ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
            ("3.14", "314E-2"),
            ("-0.001", "-1E-3"),
            ("1E+5", "1E5"),
            ("1.5e-130", "15E-131"),
        ] {
            let mut writer = Writer::new();
            write(&mut writer, text);
            let bytes = writer.finish();
            let mut reader = Reader::new(&bytes);
            assert_eq!(read(&mut reader).as_deref(), Ok(back), "{text}");
            assert!(reader.is_done(), "{text}");
        }
    }

    #[test]
    fn floats_are_their_shortest_numerals() {
        for (float, text) in [
            (-1.5, Ok("-15E-1")),
            (0.1, Ok("1E-1")),
            (3.0, Ok("3")),
            (-0.0, Ok("0")),
            (1e25, Ok("1E25")),
            (1.25e-7, Ok("125E-9")),
            (f64::NAN, Err(Malformed("a float that is no number"))),
            (f64::NEG_INFINITY, Err(Malformed("a float that is no number"))),
        ] {
            let bytes = [&[0xfb][..], &f64::to_be_bytes(float)].concat();
            let mut reader = Reader::new(&bytes);
            assert_eq!(read(&mut reader), text.map(str::to_owned), "{float}");
            assert!(reader.is_done(), "{float}");
            assert!(read(&mut Reader::new(&bytes[..8])).is_err(), "{float}");
        }
    }

    #[test]
    fn what_is_no_numeral_is_none() {
        for text in ["", "-", ".5", "1.2.3", "x", "1e", "1e99999999999", "NaN", "+-1"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
