//! Numbers as DynamoDB has them: exact decimals of up to 38 significant digits, between 1E-130 and
//! 9.99...E+125 in magnitude, kept in one normal form so that equal numbers are equal bytes.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number>

use std::cmp::Ordering;
use std::fmt;

use thiserror::Error;

/// The most significant digits that a number has.
pub const MAX_DIGITS: u32 = 38;
/// 10 to the power of [`MAX_DIGITS`]: the first coefficient that is too long.
const TOO_LONG: u128 = 10_u128.pow(MAX_DIGITS);
/// The exponent of the leading digit, at least and at most.
const MIN_MAGNITUDE: i32 = -130;
const MAX_MAGNITUDE: i32 = 125;
/// No numeral of this length can be anything but an attack.
const MAX_TEXT: usize = 1024;

/// A decimal: `sign * coefficient * 10^exponent`, the coefficient without trailing zeros; zero is `0 * 10^0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    negative: bool,
    coefficient: u128,
    exponent: i16,
}

/// A text or a result that is no number of DynamoDB's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NumberError {
    /// Nothing at all.
    #[error("The parameter cannot be converted to a numeric value")]
    Empty,
    /// No numeral.
    #[error("The parameter cannot be converted to a numeric value: {0}")]
    Syntax(String),
    /// Too many digits.
    #[error("Attempting to store more than 38 significant digits in a Number")]
    Precision,
    /// Too great.
    #[error(
        "Number overflow. Attempting to store a number with magnitude larger than supported range"
    )]
    Overflow,
    /// Too near to zero.
    #[error(
        "Number underflow. Attempting to store a number with magnitude smaller than supported range"
    )]
    Underflow,
}

impl Number {
    /// Zero.
    pub const ZERO: Number = Number { negative: false, coefficient: 0, exponent: 0 };

    /// Reads a numeral: sign, digits, point, exponent.
    pub fn parse(text: &str) -> Result<Number, NumberError> {
        if text.is_empty() {
            return Err(NumberError::Empty);
        }
        let syntax = || NumberError::Syntax(text.chars().take(MAX_TEXT).collect());
        if text.len() > MAX_TEXT {
            return Err(syntax());
        }
        let (negative, rest) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let mantissa_len = rest.iter().position(|b| matches!(b, b'e' | b'E')).unwrap_or(rest.len());
        let (mantissa, exponent) = rest.split_at(mantissa_len);
        let exponent = match exponent {
            [] => 0,
            [_, digits @ ..] => parse_exponent(digits).ok_or_else(syntax)?,
        };
        let mut digits = Digits::default();
        let (mut seen, mut point) = (false, None);
        for (at, byte) in mantissa.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    seen = true;
                    digits.push(byte - b'0');
                }
                b'.' if point.is_none() => point = Some(at),
                _ => return Err(syntax()),
            }
        }
        if !seen {
            return Err(syntax());
        }
        if digits.coefficient == 0 && !digits.too_many {
            return zero(exponent);
        }
        let fraction = point.map_or(0, |at| mantissa.len() - at - 1);
        let fraction = i64::try_from(fraction).unwrap_or(i64::MAX);
        digits.number(negative, exponent - fraction)
    }

    /// A whole number.
    pub fn from_i64(value: i64) -> Number {
        let coefficient = u128::from(value.unsigned_abs());
        Number::normal(value < 0, coefficient, 0).expect("64 bits are 19 digits at most")
    }

    /// The whole number that this is, if it is one of 64 bits.
    pub fn to_i64(self) -> Option<i64> {
        if self.exponent < 0 {
            return None;
        }
        let scale = 10_u128.checked_pow(u32::try_from(self.exponent).ok()?)?;
        let magnitude = i128::try_from(self.coefficient.checked_mul(scale)?).ok()?;
        i64::try_from(if self.negative { -magnitude } else { magnitude }).ok()
    }

    /// Coefficient and exponent, brought into normal form.
    fn normal(negative: bool, mut coefficient: u128, exponent: i64) -> Result<Number, NumberError> {
        if coefficient == 0 {
            return Ok(Number::ZERO);
        }
        let mut exponent = exponent;
        while coefficient.is_multiple_of(10) {
            coefficient /= 10;
            exponent += 1;
        }
        let magnitude = exponent + i64::from(coefficient.ilog10());
        if magnitude > i64::from(MAX_MAGNITUDE) {
            return Err(NumberError::Overflow);
        }
        if magnitude < i64::from(MIN_MAGNITUDE) {
            return Err(NumberError::Underflow);
        }
        if coefficient >= TOO_LONG {
            return Err(NumberError::Precision);
        }
        let exponent = i16::try_from(exponent).map_err(|_| NumberError::Overflow)?;
        Ok(Number { negative, coefficient, exponent })
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.negative
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.coefficient == 0
    }

    /// How many significant digits it has; none for zero.
    pub fn digits(self) -> u32 {
        if self.coefficient == 0 { 0 } else { self.coefficient.ilog10() + 1 }
    }

    /// The exponent of ten of its leading digit.
    fn magnitude(self) -> i32 {
        i32::from(self.exponent) + i32::try_from(self.coefficient.ilog10()).unwrap_or(0)
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negated(self) -> Number {
        Number { negative: !self.negative && self.coefficient != 0, ..self }
    }

    /// The exact sum; it fails when that is no number of DynamoDB's.
    pub fn plus(self, other: Number) -> Result<Number, NumberError> {
        if self.is_zero() {
            return Ok(other);
        }
        if other.is_zero() {
            return Ok(self);
        }
        let (high, low) =
            if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let gap = u32::from((high.exponent - low.exponent).unsigned_abs());
        // A coefficient that does not fit even here has at least two digits too many, which nothing takes away.
        let scaled = 10_u128.checked_pow(gap).and_then(|scale| high.coefficient.checked_mul(scale));
        let scaled = scaled.ok_or(NumberError::Precision)?;
        let exponent = i64::from(low.exponent);
        if high.negative == low.negative {
            let sum = scaled.checked_add(low.coefficient).ok_or(NumberError::Precision)?;
            return Number::normal(high.negative, sum, exponent);
        }
        let negative = if scaled >= low.coefficient { high.negative } else { low.negative };
        Number::normal(negative, scaled.abs_diff(low.coefficient), exponent)
    }

    /// The exact difference.
    pub fn minus(self, other: Number) -> Result<Number, NumberError> {
        self.plus(other.negated())
    }

    /// Sign, coefficient and exponent, for the stored form.
    pub(crate) fn parts(self) -> (bool, u128, i16) {
        (self.negative, self.coefficient, self.exponent)
    }

    /// The number of these parts, when they are in normal form.
    pub(crate) fn of_parts(negative: bool, coefficient: u128, exponent: i16) -> Option<Number> {
        let number = Number::normal(negative, coefficient, i64::from(exponent)).ok()?;
        (number.coefficient == coefficient && number.exponent == exponent).then_some(number)
    }

    /// Appends bytes whose order is the order of numbers and which say themselves where they end.
    pub fn encode_ordered(self, out: &mut Vec<u8>) {
        if self.coefficient == 0 {
            out.push(0x80);
            return;
        }
        out.push(if self.negative { 0x40 } else { 0xC0 });
        let start = out.len();
        // The magnitude takes 256 values.
        out.push(u8::try_from(self.magnitude() - MIN_MAGNITUDE).unwrap_or(u8::MAX));
        let odd = self.digits() % 2 == 1;
        let mut rest = if odd { self.coefficient * 10 } else { self.coefficient };
        let first = out.len();
        while rest > 0 {
            out.push(u8::try_from(rest % 100).unwrap_or(0) + 1);
            rest /= 100;
        }
        out[first..].reverse();
        out.push(0);
        if self.negative {
            out[start..].iter_mut().for_each(|byte| *byte = !*byte);
        }
    }

    /// Bytes that AWS counts for it: one for two digits, before the point and behind it.
    pub fn size(self) -> usize {
        if self.coefficient == 0 {
            return 1;
        }
        let digits = self.digits();
        let behind = u32::from(self.exponent.min(0).unsigned_abs()).min(digits);
        let pairs = (digits - behind).div_ceil(2) + behind.div_ceil(2);
        pairs as usize + 1 + usize::from(self.negative)
    }
}

/// A zero counts as what its exponent says that it is.
fn zero(exponent: i64) -> Result<Number, NumberError> {
    if exponent > i64::from(MAX_MAGNITUDE) {
        return Err(NumberError::Overflow);
    }
    if exponent < i64::from(MIN_MAGNITUDE) {
        return Err(NumberError::Underflow);
    }
    Ok(Number::ZERO)
}

/// An exponent that 64 bits hold; far ones are as good as any other that is out of range.
fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value: i128 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let value = i64::try_from(if negative { -value } else { value }).ok()?;
    Some(value.clamp(-1_000_000, 1_000_000))
}

/// Significant digits as they are read: zeros wait until something follows them.
#[derive(Default)]
struct Digits {
    coefficient: u128,
    zeros: u32,
    too_many: bool,
}

impl Digits {
    fn push(&mut self, digit: u8) {
        if digit == 0 {
            if self.coefficient != 0 {
                self.zeros += 1;
            }
            return;
        }
        let scale = 10_u128.checked_pow(self.zeros + 1);
        let next = scale
            .and_then(|scale| self.coefficient.checked_mul(scale))
            .map(|shifted| shifted + u128::from(digit))
            .filter(|next| *next < TOO_LONG);
        match next {
            Some(next) if !self.too_many => self.coefficient = next,
            _ => self.too_many = true,
        }
        self.zeros = 0;
    }

    fn number(self, negative: bool, exponent: i64) -> Result<Number, NumberError> {
        if self.too_many {
            return Err(NumberError::Precision);
        }
        Number::normal(negative, self.coefficient, exponent + i64::from(self.zeros))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        let sign = |n: &Number| match (n.coefficient, n.negative) {
            (0, _) => 0,
            (_, true) => -1,
            (_, false) => 1,
        };
        let signs = sign(self).cmp(&sign(other));
        if signs != Ordering::Equal || self.coefficient == 0 {
            return signs;
        }
        let magnitudes = self.magnitude().cmp(&other.magnitude()).then_with(|| {
            // The same leading position: pad both coefficients to the same number of digits.
            let pad = |n: &Number| n.coefficient * 10_u128.pow(MAX_DIGITS - n.digits());
            pad(self).cmp(&pad(other))
        });
        if self.negative { magnitudes.reverse() } else { magnitudes }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Plain digits, never an exponent: as DynamoDB returns numbers.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        let digits = self.coefficient.to_string();
        if self.exponent >= 0 {
            f.write_str(&digits)?;
            return (0..self.exponent).try_for_each(|_| f.write_str("0"));
        }
        let fraction = usize::from(self.exponent.unsigned_abs());
        if digits.len() > fraction {
            let (whole, rest) = digits.split_at(digits.len() - fraction);
            return write!(f, "{whole}.{rest}");
        }
        f.write_str("0.")?;
        (digits.len()..fraction).try_for_each(|_| f.write_str("0"))?;
        f.write_str(&digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    #[test]
    fn numerals_have_one_normal_form() {
        let nines = "9".repeat(38);
        for (text, shown) in [
            ("0", "0"),
            ("-0", "0"),
            ("0.00e99", "0"),
            ("0e125", "0"),
            ("0e-130", "0"),
            ("+1", "1"),
            ("001.500", "1.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e2", "100"),
            ("1E+2", "100"),
            ("-12.34e-3", "-0.01234"),
            (nines.as_str(), nines.as_str()),
            (
                "100000000000000000000000000000000000000000000000",
                "100000000000000000000000000000000000000000000000",
            ),
        ] {
            assert_eq!(n(text).to_string(), shown, "{text}");
        }
        assert_eq!(n("1e-130").to_string().len(), 132);
        assert_eq!(n("9e125").to_string().len(), 126);
    }

    #[test]
    fn others_are_refused() {
        let syntax = |text: &str| NumberError::Syntax(text.to_owned());
        for (text, error) in [
            ("", NumberError::Empty),
            ("a", syntax("a")),
            ("-", syntax("-")),
            (".", syntax(".")),
            ("1e", syntax("1e")),
            ("1.2.3", syntax("1.2.3")),
            (" 1", syntax(" 1")),
            ("NaN", syntax("NaN")),
            ("1e126", NumberError::Overflow),
            ("-1e999999999999999999", NumberError::Overflow),
            ("1e9223372036854775808", syntax("1e9223372036854775808")),
            ("0e126", NumberError::Overflow),
            ("0e-131", NumberError::Underflow),
            ("1e-131", NumberError::Underflow),
            ("123456789012345678901234567890123456789", NumberError::Precision),
            ("1.00000000000000000000000000000000000001", NumberError::Precision),
        ] {
            assert_eq!(Number::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn bytes_are_ordered_as_numbers() {
        let ordered = [
            "-9e125", "-10", "-9.5", "-9", "-1.01", "-1", "-0.5", "-1e-130", "0", "1e-130", "0.05",
            "0.5", "1", "1.01", "1.1", "2", "9", "10", "10.5", "11", "99", "100", "1e125", "9e125",
        ];
        let bytes = |text: &str| {
            let mut out = Vec::new();
            n(text).encode_ordered(&mut out);
            out
        };
        for pair in ordered.windows(2) {
            assert!(n(pair[0]) < n(pair[1]), "{pair:?}");
            assert!(bytes(pair[0]) < bytes(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn sums_are_exact() {
        for (a, b, sum) in [
            ("1", "2", "3"),
            ("0.1", "0.2", "0.3"),
            ("1e37", "-1e37", "0"),
            ("1e38", "-1", "99999999999999999999999999999999999999"),
            ("5", "-7.5", "-2.5"),
            ("99", "1", "100"),
        ] {
            assert_eq!(n(a).plus(n(b)).unwrap(), n(sum), "{a} + {b}");
        }
        assert_eq!(n("1e50").plus(n("1")), Err(NumberError::Precision));
        assert_eq!(n("9e125").plus(n("9e125")), Err(NumberError::Overflow));
        assert_eq!(n("1e125").plus(n("1e-130")), Err(NumberError::Precision));
    }
}
