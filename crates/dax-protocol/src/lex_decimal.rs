//! Numbers as sort keys: bytes in the order of the numbers. A byte of sign and exponent, then digits by threes, ten bits
//! each, and a mark of how many digits the last three lack.

use crate::number::Decimal;
use crate::{Malformed, Read};

const ZERO: u8 = 0x80;
/// Exponents within this stand in the first byte.
const NEAR: std::ops::Range<i32> = -0x3e..0x3e;
/// What groups of digits are raised by: above the marks of the end.
const RAISED: i32 = 12;
/// Groups of negative numbers go down from here.
const TOP: i32 = 999 + RAISED;
/// The most groups: 38 digits in whole groups.
const MAX_GROUPS: usize = 14;

fn digits_of(mantissa: u128) -> i32 {
    i32::try_from(mantissa.checked_ilog10().unwrap_or(0)).unwrap_or(0) + 1
}

pub(crate) fn encode(decimal: Decimal) -> Vec<u8> {
    if decimal.mantissa == 0 {
        return vec![ZERO];
    }
    let digits = digits_of(decimal.mantissa);
    let exponent = digits + decimal.exponent;
    let mut out = Vec::new();
    match (decimal.negative, NEAR.contains(&exponent)) {
        (true, true) => out.extend((0x3f - exponent).to_le_bytes().first()),
        (false, true) => out.extend((0xc0 + exponent).to_le_bytes().first()),
        (true, false) => {
            out.push(if exponent < 0 { 0x7e } else { 0x01 });
            out.extend((exponent ^ 0x7fff_ffff).to_be_bytes());
        }
        (false, false) => {
            out.push(if exponent < 0 { 0x81 } else { 0xfe });
            out.extend((exponent ^ i32::MIN).to_be_bytes());
        }
    }
    let (padded, mark) = match digits % 3 {
        0 => (digits, 2),
        1 => (digits + 2, 0),
        _ => (digits + 1, 1),
    };
    let mut text = decimal.mantissa.to_string();
    text.extend(std::iter::repeat_n('0', usize::try_from(padded - digits).unwrap_or(0)));
    let groups = text.as_bytes().chunks(3).map(|group| {
        let value = group.iter().fold(0i32, |sum, digit| sum * 10 + i32::from(digit - b'0'));
        if decimal.negative { TOP - value } else { RAISED + value }
    });
    let mark = if decimal.negative { 1023 - mark } else { mark };
    let (mut held, mut bits) = (0u32, 0);
    for group in groups.chain([mark]) {
        held = (held << 10) | u32::try_from(group).unwrap_or(0);
        bits += 10;
        while bits >= 8 {
            bits -= 8;
            out.push((held >> bits).to_le_bytes()[0]);
        }
    }
    if bits > 0 {
        out.push((held << (8 - bits)).to_le_bytes()[0]);
    }
    out
}

pub(crate) fn decode(bytes: &[u8]) -> Read<Decimal> {
    const BROKEN: Malformed = Malformed("a sort key that is no number");
    let (&first, mut rest) = bytes.split_first().ok_or(BROKEN)?;
    let mut far = |mask: i32| -> Read<i32> {
        let (four, after) = rest.split_first_chunk::<4>().ok_or(BROKEN)?;
        rest = after;
        Ok(i32::from_be_bytes(*four) ^ mask)
    };
    let (negative, exponent) = match first {
        0x00 | 0xff => return Err(BROKEN),
        0x7f | ZERO => return Ok(Decimal { negative: false, mantissa: 0, exponent: 0 }),
        0x01 | 0x7e => (true, far(0x7fff_ffff)?),
        0x81 | 0xfe => (false, far(i32::MIN)?),
        0x82.. => (false, i32::from(first) - 0xc0),
        _ => (true, 0x3f - i32::from(first)),
    };
    let (mut held, mut bits) = (0u32, 0);
    let mut groups: Vec<u16> = Vec::new();
    let lacking = loop {
        let (&next, after) = rest.split_first().ok_or(BROKEN)?;
        rest = after;
        held = (held << 8) | u32::from(next);
        bits += 8;
        if bits < 10 {
            continue;
        }
        bits -= 10;
        let group = i32::try_from((held >> bits) & 0x3ff).unwrap_or(0);
        match if negative { 1023 - group } else { group } {
            0 => break 2,
            1 => break 1,
            2 => break 0,
            _ => {}
        }
        let value = if negative { TOP - group } else { group - RAISED };
        let value = u16::try_from(value).ok().filter(|value| *value < 1000).ok_or(BROKEN)?;
        if groups.len() == MAX_GROUPS {
            return Err(Malformed("a number of more than 38 digits"));
        }
        groups.push(value);
    };
    let (last, before) = groups.split_last().ok_or(BROKEN)?;
    let mut mantissa = 0u128;
    for group in before {
        mantissa = mantissa.checked_mul(1000).ok_or(BROKEN)? + u128::from(*group);
    }
    let power = 10u16.pow(lacking);
    mantissa = mantissa.checked_mul(u128::from(1000 / power)).ok_or(BROKEN)?;
    mantissa = mantissa.checked_add(u128::from(last / power)).ok_or(BROKEN)?;
    let kept = i32::try_from(groups.len() * 3).unwrap_or(0) - i32::try_from(lacking).unwrap_or(0);
    let exponent = exponent.checked_sub(kept).ok_or(BROKEN)?;
    Ok(Decimal { negative, mantissa, exponent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_order_and_come_back() {
        let ordered = [
            "-1000000000001",
            "-999999999998",
            "-123.0",
            "-90.01",
            "-11",
            "-10.1",
            "-3.14",
            "-1",
            "-0.001",
            "-1E-90",
            "0",
            "1E-100",
            "0.00001",
            "1",
            "2",
            "3.14",
            "3.141",
            "10",
            "10.001",
            "123",
            "999999999999",
            "1E62",
            "1E120",
        ];
        let mut last: Option<Vec<u8>> = None;
        for text in ordered {
            let decimal = Decimal::parse(text).unwrap();
            let encoded = encode(decimal);
            assert!(last.as_ref() < Some(&encoded), "{text}");
            assert_eq!(decode(&encoded), Ok(decimal), "{text}");
            last = Some(encoded);
        }
    }

    /// As clients encode them.
    #[test]
    fn bytes_are_those_of_clients() {
        for (text, bytes) in [
            ("3.14", &[0xc1, 0x51, 0x80, 0x20][..]),
            ("3.141", &[0xc1, 0x51, 0x87, 0x00, 0x00]),
            ("3.14E11", &[0xcc, 0x51, 0x80, 0x20]),
        ] {
            assert_eq!(encode(Decimal::parse(text).unwrap()), bytes, "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for bytes in [
            &[][..],
            &[0],
            &[0xff],
            &[0xc1],
            &[0xc1, 0x51],
            &[0x01, 1, 2],
            &[0xc1; 64],
            &[0xfe, 0, 0, 0, 0, 0],
        ] {
            assert!(decode(bytes).is_err(), "{bytes:?}");
        }
    }
}
